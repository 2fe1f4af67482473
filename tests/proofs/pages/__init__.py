"""Proves the pages: nothing foreign runs in them, nothing personal stays, no other site gets in."""

from __future__ import annotations

from collections.abc import Iterator

from tests.e2e.person import settled
from tests.proofs.pages import crosssite, headers, injection, leaving, ledger, planted, policy
from tests.proofs.pages.findings import none_of
from tests.proofs.pages.stage import Stage, stage
from tests.proofs.proof import Finding, Planted, Proof, Run
from tests.support.product import Product


def plant(run: Run) -> Iterator[Planted]:
    """Show that each breach would be seen."""
    with stage() as there:
        yield from planted.faults(there, settled(run.ground.product))


def prove(run: Run) -> Iterator[Finding]:
    """Measure all of it in a real browser, in front of the whole product."""
    product = run.ground.product
    yield from _headers(product)
    with stage() as there:
        yield from _policy(run, there, product)
        yield from injection.findings(run, there, product)
        yield from _other_sites(run, there, product)
        yield from leaving.findings(there, product)


def _headers(product: Product) -> Iterator[Finding]:
    wanted = headers.expected(product.url)
    seen = list(headers.everything(settled(product)))
    lacking = (fault for each in seen for fault in headers.faults(each, wanted))
    yield Finding("answers whose headers were read", len(seen), "answers", at_least=200)
    yield none_of("headers missing, weak or telling", lacking, "headers")
    yield none_of("headers that functions leave out", headers.direct(product), "headers")


def _policy(run: Run, there: Stage, product: Product) -> Iterator[Finding]:
    tried = policy.attacks()
    passed = policy.successes(there, product.url, tried, together=run.size(12, 1))
    yield Finding("attacks on the policy", len(tried), "attacks", at_least=60)
    yield none_of("attacks that pass the policy", passed, "attacks")
    control = tried[:: run.size(10, 1)]
    working = set(policy.successes(there, product.url, control, policy=""))
    duds = (each.name for each in control if each.name not in working)
    yield none_of("attacks that do not even work without it", duds, "attacks")


def _other_sites(run: Run, there: Stage, product: Product) -> Iterator[Finding]:
    person = settled(product)
    ids = crosssite.ids_of(person)
    found = crosssite.mutating()
    context, page, watch = there.profile(product.url)
    crosssite.sign_in(page, watch, person)
    origins = (there.witness.foreign, there.witness.neighbour)
    crosssite.visit(there, page, origins[0])
    before = ledger.at_rest(product)
    sent, readable = 0, list[str]()
    for origin in origins:
        requests = crosssite.requests_for(
            crosssite.each_once(found) if not run.full else found, ids
        )
        made = crosssite.assault(there, page, origin, product.url, requests, run.size(1, 4))
        sent += made.sent
        readable += [f"answer to {each}" for each in made.readable]
    passed = list(crosssite.let_through(person, found, ids))
    changed = ledger.changed(before, ledger.at_rest(product))
    # Only now: these open pages of the product, which do write.
    taken = [it for origin in origins for it in crosssite.gained(there, page, origin, product.url)]
    opened = [origin for origin in origins if crosssite.opens_socket(there, page, origin, person)]
    yield Finding("requests made by other sites", sent, "requests", at_least=run.size(300, 1000))
    yield none_of("tables changed by them", changed, "tables")
    yield none_of("forged requests let through", passed, "requests")
    yield none_of("what other sites read, frame or hold", [*readable, *taken], "things")
    yield none_of("live connections opened by other sites", opened, "connections")
    context.close()


PROOF = Proof("pages", plant, prove)
