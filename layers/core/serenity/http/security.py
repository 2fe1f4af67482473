"""The security headers of every answer, so that they hold past CloudFront as well."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from serenity.settings import settings

# The values of infra/security_headers.yaml, which the edge and CloudFront send; a test compares.
SECURITY_HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
TRANSPORT_SECURITY: Final[Mapping[str, str]] = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload"
}


def security_headers() -> dict[str, str]:
    """The headers of an answer; the one about TLS only where there is TLS."""
    secure = settings().public_url.startswith("https:")
    return {**SECURITY_HEADERS, **(TRANSPORT_SECURITY if secure else {})}
