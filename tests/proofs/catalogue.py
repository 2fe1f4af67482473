"""Finds the proofs of a package: every module with a `PROOF`, so that none can be forgotten."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

from tests.proofs.proof import Proof


def proofs(package: ModuleType) -> dict[str, Proof]:
    """Every proof under its name, in the order of their modules."""
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    modules = [
        importlib.import_module(f"{package.__name__}.{name}")
        for name in names
        if not name.startswith(("test_", "__", "conftest"))
    ]
    found = [module.PROOF for module in modules if hasattr(module, "PROOF")]
    return {proof.name: proof for proof in found}
