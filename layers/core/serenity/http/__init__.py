"""Typed routes over Chalice: input and output by annotation, RFC 9457 problems, OpenAPI."""

from serenity.http.hub import Hub
from serenity.http.operation import IfMatch, RequestInfo
from serenity.http.results import Cookie, Download, Redirect, Replied
from serenity.http.schema import Schema, Versioned

__all__ = [
    "Cookie",
    "Download",
    "Hub",
    "IfMatch",
    "Redirect",
    "Replied",
    "RequestInfo",
    "Schema",
    "Versioned",
]
