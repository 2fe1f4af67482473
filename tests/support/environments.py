"""The processes in which a running product's functions are executed."""

from __future__ import annotations

from contextlib import suppress

import psutil

from tests.support.product import PREFIX, Product

_NAME = "AWS_LAMBDA_FUNCTION_NAME"


def environments(product: Product) -> dict[str, list[psutil.Process]]:
    """The processes of each function, the oldest first."""
    found: dict[str, list[psutil.Process]] = {}
    children = psutil.Process(product.part("cloud")).children()
    for process in sorted(children, key=lambda each: (each.create_time(), each.pid)):
        with suppress(psutil.Error):  # it may end at any moment
            if name := process.environ().get(_NAME):
                found.setdefault(name.removeprefix(PREFIX), []).append(process)
    return found
