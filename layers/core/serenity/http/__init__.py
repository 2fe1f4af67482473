"""Typed routes over Chalice: input and output by annotation, RFC 9457 problems, OpenAPI."""

from serenity.http.hub import Hub
from serenity.http.operation import IfMatch, Operation, Recorded

__all__ = ["Hub", "IfMatch", "Operation", "Recorded"]
