"""Fuzz: whatever a request holds, its answer is one that the OpenAPI document promises.

Requests are made by schemathesis from the document and sent through the edge and the gateway to the
deployed functions, as signed-in people and as nobody, with data that fits the schemas and data that
does not; then along the document's links, from what one operation answered to the next.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from infra.openapi import CLIENT_DOCUMENT, hubs, operations
from tests.proofs.fuzz import faulty
from tests.proofs.fuzz.fuzzer import Fuzzer
from tests.proofs.fuzz.ledger import ACCEPTED, KINDS, Ledger
from tests.proofs.fuzz.lives import Lives
from tests.proofs.guests import Guests
from tests.proofs.proof import Finding, Planted, Proof, Run

# They end well only with a code, from a letter or a provider, which a made-up request has not.
NEEDING_A_CODE = {"POST /v1/auth/confirm", "POST /v1/auth/reset", "GET /v1/auth/callback"}


def plant(run: Run) -> Iterator[Planted]:
    """A Hub with a fault in each route, and a document of which no example can be made."""
    with faulty.served() as send:
        ledger = Ledger()
        Fuzzer(faulty.document(), send, ledger, run.seed).try_each(12)
        hasty = Ledger()
        Fuzzer(faulty.document(), send, hasty, run.seed).try_known([faulty.HASTY])
        barren = Ledger()
        Fuzzer(faulty.barren_document(), send, barren, run.seed).try_each(12)
    for operation, kind in faulty.FAULTS.items():
        yield Planted(f"{kind} at {operation}", caught=kind in ledger.kinds_at(operation))
    lacking = ACCEPTED in hasty.kinds_at(faulty.HASTY.operation)
    yield Planted("a route that does without a header it needs", caught=lacking)
    yield Planted("a route that lets nobody try", caught=ledger.limited["GET /v1/miser"] >= 12)
    for fault, steps in faulty.WALKS.items():
        lives = Lives()
        *before, last = [lives.fault("", faulty.answered(*step)) for step in steps]
        yield Planted(f"a thing {fault}", caught=last is not None and not any(before))
    yield Planted("an operation without good examples", caught=barren.fewest() < 12)


def prove(run: Run) -> Iterator[Finding]:
    """Try every operation of the document, then walk along its links."""
    declared = {f"{each.method} {each.path}" for each in operations(hubs())}
    each, walks = run.size(6, 200), run.size(4, 150)
    ledger = Ledger()
    guests = Guests(run.ground.product)
    fuzzer = Fuzzer(json.loads(CLIENT_DOCUMENT.read_text()), guests, ledger, run.seed)
    fuzzer.try_known(guests.known())
    fuzzer.try_each(each)
    fuzzer.walk(walks, steps=12)
    for line in ledger.lines():
        print(line)
    tried = declared & ledger.examples.keys()
    yield Finding("operations tried", len(tried), "operations", at_least=len(declared))
    yield Finding("fewest examples of an operation", ledger.fewest(), "examples", at_least=each)
    done = (declared - NEEDING_A_CODE) & ledger.succeeded
    wanted = len(declared - NEEDING_A_CODE)
    yield Finding("operations carried out", len(done), "operations", at_least=wanted)
    limited = ledger.limited.total()
    yield Finding("examples that only met a limit of tries", limited, "examples", at_most=0)
    steps = ledger.steps.total()
    yield Finding("steps along links", steps, "steps", at_least=4 * walks)
    for kind in KINDS:
        yield Finding(kind, ledger.count(kind), "answers", at_most=0)


PROOF = Proof("fuzz", plant, prove)
