"""The AWS clients of the developer page, made once and used from worker threads."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from infra.local.edge.settings import Settings

_Service: TypeAlias = Literal["lambda", "logs", "cloudwatch", "xray", "dynamodb", "sqs"]

# A developer is waiting: better a page that says the cloud is away than one that hangs.
_PATIENCE = Config(
    connect_timeout=2, read_timeout=15, retries={"total_max_attempts": 2}, max_pool_connections=16
)


class Cloud:
    """Clients for the local cloud, by service."""

    def __init__(self, settings: Settings) -> None:
        self._session = boto3.Session(
            aws_access_key_id=settings.access_key_id,
            aws_secret_access_key=settings.secret_access_key,
            region_name=settings.region,
        )
        self._url = settings.cloud_url
        self.client = cache(self._client)

    def _client(self, service: _Service) -> Any:
        return self._session.client(service, endpoint_url=self._url, config=_PATIENCE)


def pages_of(client: Any, operation: str, key: str, **arguments: Any) -> list[Any]:
    """Return the items of every page of a listing."""
    pages = client.get_paginator(operation).paginate(**arguments)
    return [item for page in pages for item in page.get(key, [])]
