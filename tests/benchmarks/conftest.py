"""The ground that the planted faults of one test process share."""

from tests.proofs.conftest import ground

__all__ = ["ground"]
