"""What a use case sees of a request, and what it may give back besides a document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RequestInfo:
    """The request's id, its headers by lower-case name, and its cookies."""

    id: str
    headers: Mapping[str, str]
    cookies: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cookie:
    """A first-party cookie: Secure and Path=/, so that its name may carry the `__Host-` prefix."""

    name: str
    value: str
    max_age: int
    http_only: bool = True
    same_site: str = "Lax"

    def header(self) -> str:
        """The value of the Set-Cookie header (RFC 6265)."""
        parts = [f"{self.name}={self.value}", "Path=/", f"Max-Age={self.max_age}", "Secure"]
        if self.http_only:
            parts.append("HttpOnly")
        parts.append(f"SameSite={self.same_site}")
        return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class Replied(Generic[T]):
    """A document (or None) with cookies or headers beside it."""

    document: T
    cookies: tuple[Cookie, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Redirect:
    """Send the browser to another address (302)."""

    location: str
    cookies: tuple[Cookie, ...] = ()


@dataclass(frozen=True, slots=True)
class Download:
    """A text file to be saved under a name."""

    filename: str
    media_type: str
    text: str


def read_cookies(header: str) -> dict[str, str]:
    """The cookies of a Cookie header; of two with one name the first counts (RFC 6265 §5.4).

    The standard library's parser drops the whole header for one odd cookie, and on localhost other
    programs leave odd ones.
    """
    cookies: dict[str, str] = {}
    for pair in header.split(";"):
        name, found, value = pair.strip().partition("=")
        if found and name:
            cookies.setdefault(name.strip(), value.strip().strip('"'))
    return cookies
