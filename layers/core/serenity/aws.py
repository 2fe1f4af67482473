"""AWS clients with the time limits every outbound call has; imported only where a call is made."""

from __future__ import annotations

from functools import lru_cache
from typing import Any


@lru_cache(maxsize=32)
def client(service: str, endpoint_url: str | None = None) -> Any:
    """A boto3 client: 1 s to connect, 4 s to read, three tries with jittered backoff."""
    import boto3  # noqa: PLC0415 (boto3 stays off the cold start)
    from botocore.config import Config  # noqa: PLC0415

    config = Config(
        connect_timeout=1,
        read_timeout=4,
        retries={"mode": "standard", "total_max_attempts": 3},
    )
    return boto3.client(service, config=config, endpoint_url=endpoint_url)
