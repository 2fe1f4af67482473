"""Leads the deployed functions to their database over a proxy that cuts connections."""

from __future__ import annotations

import time
import urllib.request
from contextlib import suppress
from typing import Any, Self

from botocore.exceptions import BotoCoreError, ClientError

from tests.support.cutting import CuttingProxy
from tests.support.product import Product

# Bytes of one connection after which it is cut: about three requests' worth each way.
UP_BYTES, DOWN_BYTES = 12_000, 4_000
VARIABLE = "DATABASE_PORT"
PATIENCE_SECONDS = 60.0


class Detour:
    """While it is entered, every function of a product that has a database takes the detour."""

    def __init__(self, product: Product, seed: int) -> None:
        self._product = product
        self._straight = product.inner_port("postgres")
        self.proxy = CuttingProxy(self._straight, seed, up=UP_BYTES, down=DOWN_BYTES, armed=False)

    def __enter__(self) -> Self:
        self.proxy.__enter__()
        self._lead(self.proxy.port)
        return self

    def __exit__(self, *raised: Any) -> None:  # noqa: PYI036 - passed on
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            with suppress(BotoCoreError, ClientError, OSError):
                self._lead(self._straight)
                break
            time.sleep(1)
        self.proxy.__exit__(*raised)

    def _lead(self, port: int) -> None:
        functions = self._product.client("lambda")
        led = 0
        for page in functions.get_paginator("list_functions").paginate():
            for each in page["Functions"]:
                variables = each.get("Environment", {}).get("Variables", {})
                if VARIABLE in variables:
                    functions.update_function_configuration(
                        FunctionName=each["FunctionName"],
                        Environment={"Variables": variables | {VARIABLE: str(port)}},
                    )
                    led += 1
        assert led, "no function has a database"
        for order in ("save", "recycle"):
            place = f"http://127.0.0.1:{self._product.inner_port('cloud')}/_serenity/{order}"
            urllib.request.urlopen(urllib.request.Request(place, method="POST"), timeout=60).close()
