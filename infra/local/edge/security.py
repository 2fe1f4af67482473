"""Turns `infra/security_headers.yaml`, shared with CloudFront, into headers to send."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from multidict import CIMultiDict

# A page of the edge itself, an answer of the API, the web client, or a page of Cognito's own.
Kind: TypeAlias = Literal["web", "api", "client", "hosted"]

POLICY_FILE = Path(__file__).resolve().parents[2] / "security_headers.yaml"

_POLICY = "Content-Security-Policy"

# The dev server injects inline scripts and styles and talks over its own socket: `make dev` only.
_VITE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; connect-src 'self' ws: wss:; worker-src 'self' blob:; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)

# Cognito's pages, on AWS under a domain of their own, bring their styles along.
_HOSTED_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def content_security_policy(directives: Mapping[str, list[str]], socket_origin: str) -> str:
    """Join the directives into one header value."""
    parts = (f"{name} {' '.join(sources)}" for name, sources in directives.items())
    return "; ".join(parts).replace("{socket_origin}", socket_origin)


class SecurityHeaders:
    """The headers of each kind of answer, rendered once at start."""

    def __init__(self, socket_origin: str, *, vite: bool = False, file: Path = POLICY_FILE) -> None:
        document: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
        page = _render(document["web"], socket_origin)
        self._headers: dict[Kind, dict[str, str]] = {
            "web": page,
            "api": _render(document["api"], socket_origin),
            "client": {**page, _POLICY: _VITE_POLICY} if vite else page,
            "hosted": {**page, _POLICY: _HOSTED_POLICY},
        }

    def apply(self, kind: Kind, headers: CIMultiDict[str]) -> None:
        """Set the headers of one kind of answer."""
        for name, value in self._headers[kind].items():
            # An API route may allow caching of something public; everything else is ours to say.
            if name == "Cache-Control":
                headers.setdefault(name, value)
            else:
                headers[name] = value


def _render(section: Mapping[str, Any], socket_origin: str) -> dict[str, str]:
    policy = content_security_policy(section["content_security_policy"], socket_origin)
    return {_POLICY: policy, **section["headers"]}
