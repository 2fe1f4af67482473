"""Silences what functions say when a proof calls their code in its own process."""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Iterator
from pathlib import Path

from serenity.telemetry import logger


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Drop log lines, and metrics, which are printed."""
    before = logger.log_level
    logger.setLevel(logging.CRITICAL)
    try:
        with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
            yield
    finally:
        logger.setLevel(before)
