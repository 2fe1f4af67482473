"""The ground that the short proofs of one test process share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.proofs.ground import Ground


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """Real parts, started when a proof asks for them."""
    with ExitStack() as parts:
        yield Ground(parts, tmp_path_factory.mktemp("ground"))
