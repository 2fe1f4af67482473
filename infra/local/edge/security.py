"""Turns `infra/security_headers.yaml`, shared with CloudFront, into headers to send."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from multidict import CIMultiDict

# A page of the edge itself, an answer of the API, or the web client.
Kind: TypeAlias = Literal["web", "api", "client"]

POLICY_FILE = Path(__file__).resolve().parents[2] / "security_headers.yaml"

# The dev server injects inline scripts and styles and talks over its own socket: `make dev` only.
_VITE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; connect-src 'self' ws: wss:; worker-src 'self' blob:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)


def content_security_policy(directives: Mapping[str, list[str]], socket_origin: str) -> str:
    """Join the directives into one header value."""
    parts = (f"{name} {' '.join(sources)}" for name, sources in directives.items())
    return "; ".join(parts).replace("{socket_origin}", socket_origin)


class SecurityHeaders:
    """The headers of each kind of answer, rendered once at start."""

    def __init__(self, socket_origin: str, *, vite: bool = False, file: Path = POLICY_FILE) -> None:
        document: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
        self._web = _render(document["web"], socket_origin)
        self._api = _render(document["api"], socket_origin)
        self._vite = {**self._web, "Content-Security-Policy": _VITE_POLICY} if vite else self._web

    def apply(self, kind: Kind, headers: CIMultiDict[str]) -> None:
        """Set the headers of one kind of answer."""
        chosen = {"web": self._web, "api": self._api, "client": self._vite}[kind]
        for name, value in chosen.items():
            # An API route may allow caching of something public; everything else is ours to say.
            if name == "Cache-Control":
                headers.setdefault(name, value)
            else:
                headers[name] = value


def _render(section: Mapping[str, Any], socket_origin: str) -> dict[str, str]:
    policy = content_security_policy(section["content_security_policy"], socket_origin)
    return {"Content-Security-Policy": policy, **section["headers"]}
