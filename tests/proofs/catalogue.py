"""Finds the proofs: every module here with a `PROOF`, so that none can be forgotten."""

from __future__ import annotations

import importlib
import pkgutil

import tests.proofs
from tests.proofs.proof import Proof


def proofs() -> dict[str, Proof]:
    """Every proof under its name, in the order of their modules."""
    names = sorted(module.name for module in pkgutil.iter_modules(tests.proofs.__path__))
    modules = [
        importlib.import_module(f"tests.proofs.{name}")
        for name in names
        if not name.startswith(("test_", "__"))
    ]
    found = [module.PROOF for module in modules if hasattr(module, "PROOF")]
    return {proof.name: proof for proof in found}
