"""Canaries: whatever people send, and however it fails, nobody finds it in logs, traces or errors.

Every route is sent requests full of personal values, good ones and refused ones, while all is well
and while something fails; then all that operators can read is searched for each value in every
guise. An answer of 400 or above may name a field the client sent (the JSON pointers in `errors`),
so that it can be corrected, and repeats nothing else; nor does the address of a redirect. An answer
of success is the person's own.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.proofs.canaries.handlers import hear
from tests.proofs.canaries.leaks import LEAKS, answers
from tests.proofs.canaries.marks import Canaries
from tests.proofs.canaries.release import Release, Tally
from tests.proofs.canaries.surfaces import Surfaces, unnamed
from tests.proofs.proof import Finding, Planted, Proof, Run


def plant(run: Run) -> Iterator[Planted]:
    """Handlers, answers and a server that leak a note; and a handler that does not."""
    canaries = Canaries()
    notes = {way: canaries.word(way, "a quiet {} walk") for way in LEAKS}
    heard = hear("leak", *({"way": way, "note": note} for way, note in notes.items()))
    leaked = canaries.seen_in("".join(heard))
    for way in LEAKS:
        yield Planted(way, caught=way in leaked)
    note = canaries.word("note", "a quiet {} walk")
    log, _ = hear("forget", {})
    yield Planted("a line without a request id", bool(list(unnamed([("", log.splitlines()[0])]))))
    heard = hear("keep", {"note": note})
    clean = not canaries.seen_in("".join(heard)) and "SELECT %(note)s" in heard[1]
    yield Planted("a handler that keeps a note to itself is left in peace", caught=clean)
    for way, reply in answers(note).items():
        yield Planted(way, caught=bool(canaries.seen_in("".join(reply.repeated()))))
    surfaces = Surfaces(run.ground.product)
    with run.ground.product.database() as connection:
        connection.execute(f"DO $$ BEGIN RAISE LOG 'the person wrote {note}'; END $$")
    said = "".join(surfaces.others())
    yield Planted("a line of the database's server", caught=bool(canaries.seen_in(said)))


def prove(run: Run) -> Iterator[Finding]:
    """Let the canaries loose on the running product and look for them everywhere."""
    release = Release(run.ground.product, every=run.size(5, 1))
    tally = release.carry_out()
    for line in tally.lines:
        print(line)
    yield from _sent(tally)
    for place, times in tally.leaks.items():
        yield Finding(f"canaries in {place}", times, "canaries", at_most=0)
    yield Finding("lines without request, trace or person", tally.unnamed, "lines", at_most=0)
    yield Finding("requests followed to the database", tally.followed, "requests", at_least=2)


def _sent(tally: Tally) -> Iterator[Finding]:
    yield Finding("kinds of personal canaries", tally.kinds, "kinds", at_least=50)
    missing = len(tally.expected - tally.succeeded)
    yield Finding("routes without a success", missing, "routes", at_most=0)
    missing = len(tally.expected - tally.failed)
    yield Finding("routes without a failure", missing, "routes", at_most=0)
    for what, times in tally.searched.items():
        yield Finding(f"{what} searched", times, what, at_least=tally.requests // 4)


PROOF = Proof("canaries", plant, prove)
