"""Keeps to itself what a Hub inside a proof logs and counts."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout

from serenity.telemetry import logger


@contextmanager
def unheard() -> Iterator[None]:
    """Say nothing meanwhile."""
    level = logger.log_level
    logger.setLevel(logging.CRITICAL)
    try:
        with redirect_stdout(io.StringIO()):
            yield
    finally:
        logger.setLevel(level)
