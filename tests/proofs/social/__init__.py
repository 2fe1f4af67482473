"""Nobody gets into somebody else's account, or another into mine, by a sign-in with a provider."""

from __future__ import annotations

from collections.abc import Iterator

from tests.functions.accounts.in_process import in_process
from tests.proofs.proof import Finding, Planted, Proof, Run
from tests.proofs.social import planted
from tests.proofs.social.attacks import ATTACKS
from tests.proofs.social.scene import Scene


def plant(run: Run) -> Iterator[Planted]:
    """Sign-ins with one fault each."""
    with in_process(run.ground.sign_in, run.ground.owner_url):
        yield from planted.plant(run.ground.sign_in)


def prove(run: Run) -> Iterator[Finding]:
    """Every attack, several times in full, on the product's own sign-in."""
    with in_process(run.ground.sign_in, run.ground.owner_url):
        scene = Scene(run.ground.sign_in)
        scene.with_provider(scene.email())
        rounds = run.size(1, 10)
        done = [attack.__name__ for _ in range(rounds) for attack in ATTACKS if attack(scene)]
    yield Finding("attacks of different kinds", len(ATTACKS), "attacks", at_least=12)
    yield Finding("attacks tried", len(ATTACKS) * rounds, "attacks", at_least=12)
    which = f" ({', '.join(done)})" if done else ""
    yield Finding(f"attacks that succeed{which}", len(done), "attacks", at_most=0)


PROOF = Proof("social", plant, prove)
