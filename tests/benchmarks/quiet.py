"""Keeps the functions' log lines out of the printed table."""

from __future__ import annotations

import contextlib
import io
import logging
from collections.abc import Iterator
from typing import Any, cast

from serenity.telemetry import logger


@contextlib.contextmanager
def quiet_logs() -> Iterator[None]:
    """Send what the functions log, and the metrics they print, to memory."""
    handlers = [cast("logging.StreamHandler[Any]", handler) for handler in logger.handlers]
    with contextlib.redirect_stdout(io.StringIO()) as sink:
        streams = [handler.setStream(sink) for handler in handlers]
        try:
            yield
        finally:
            for handler, stream in zip(handlers, streams, strict=True):
                if stream is not None:
                    handler.setStream(stream)
