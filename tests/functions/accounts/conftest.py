"""Accounts against real parts: Postgres, and the local cloud's Cognito, DynamoDB and KMS."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.functions.accounts.browser import Browser
from tests.functions.accounts.cloud import SignInCloud
from tests.functions.accounts.in_process import in_process


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SignInCloud]:
    """The local cloud, shared by the session's accounts tests."""
    running = SignInCloud(tmp_path_factory.mktemp("sign-in"))
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def product(cloud: SignInCloud, owner_url: str) -> Iterator[SignInCloud]:
    """The functions' environment, as the deployment gives it to them."""
    with in_process(cloud, owner_url):
        yield cloud


@pytest.fixture
def browser(product: SignInCloud) -> Browser:
    """A browser that nobody has signed in with."""
    return Browser(product)


@pytest.fixture
def email() -> str:
    """An address of its own."""
    return f"ana.{uuid4().hex[:12]}@example.org"
