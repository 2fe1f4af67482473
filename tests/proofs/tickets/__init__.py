"""A ticket opens one socket once, soon, from our own page, and is left behind nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from infra.local.deployed import Deployed
from tests.proofs.proof import Finding, Planted, Proof, Run
from tests.proofs.tickets import planted
from tests.proofs.tickets.races import (
    FOREIGN,
    RACERS,
    Counter,
    foreign_origins_admitted,
    longest_life,
    races_without_one_winner,
    unguessable_bits,
)
from tests.proofs.tickets.traces import leave_in_log, places_of, telling_logs, templates
from tests.support.door import Door
from tests.support.live_socket import OPENED, LiveSocket
from tests.support.people import People, Person

_TELLING = """
Format: '{"path":"$context.path","ticket":"$context.requestOverride.querystring.ticket"}'
MethodSettings: [{DataTraceEnabled: true, LoggingLevel: INFO}]
"""


def plant(run: Run) -> Iterator[Planted]:
    """Counters with one fault each, a template that logs addresses, a ticket left in a log."""
    _ = run.ground.cloud
    yield from planted.plant()
    yield Planted("addresses in log formats", len(telling_logs([_TELLING])) == 4)
    file = leave_in_log(run.ground.deployed, "a-ticket-in-a-log")
    found = places_of(["a-ticket-in-a-log"], run.ground.deployed)
    yield Planted("a ticket in a log", found == ["logs/planted.log"])
    file.unlink()


def prove(run: Run) -> Iterator[Finding]:
    """The counter alone, then behind the deployed gateway, then what is left behind."""
    _ = run.ground.cloud
    tickets, least = run.size(250, 10_000), run.size(250, 10_000)
    unfair = races_without_one_winner(Counter(), tickets)
    yield Finding("tickets raced for", tickets, f"by {RACERS} each", at_least=least)
    yield Finding("races without exactly one winner", unfair, "races", at_most=0)
    yield Finding("longest life of a ticket", longest_life(Counter()), "seconds", at_most=30)
    yield Finding("foreign origins tried", len(FOREIGN), "origins", at_least=20)
    foreign = foreign_origins_admitted(Counter())
    yield Finding("foreign origins admitted", foreign, "origins", at_most=0)
    counter = Counter()
    bits = unguessable_bits([counter.issue()[0] for _ in range(run.size(200, 2_000))])
    yield Finding("unguessable bits of a ticket", bits, "bits", at_least=128)
    told = len(telling_logs(templates()))
    yield Finding("log formats that could tell a ticket", told, "members", at_most=0)
    yield from prove_deployed(run.ground.deployed, run.size(5, 50))


def prove_deployed(deployed: Deployed, tickets: int) -> Iterator[Finding]:
    """Racing handshakes at the deployed gateway, and a search for what they left behind."""
    door = Door(deployed)
    person = People(deployed, door).born()
    issued = [ticket_of(door, person) for _ in range(tickets)]
    opened = [opened_at_once(deployed, ticket) for ticket in issued]
    unfair = sum(count != 1 for count in opened)
    yield Finding("handshakes raced at the gateway", tickets * RACERS, "sockets", at_least=25)
    yield Finding("of these races without one winner", unfair, "races", at_most=0)
    stolen = ticket_of(door, person)
    with LiveSocket(deployed, stolen, "https://evil.example") as socket:
        foreign = int(socket.status == OPENED)
    yield Finding("sockets opened from a foreign origin", foreign, "sockets", at_most=0)
    secrets = [*issued, stolen, person.phone.access, person.phone.identity, person.browser.session]
    left = places_of(secrets, deployed)
    yield Finding("places where tickets or tokens lie", len(left), "places", at_most=0)


def ticket_of(door: Door, person: Person) -> str:
    """A ticket of the person's browser."""
    answer = door.send("POST", "/v1/tickets", None, person.browser.headers)
    assert answer.status == 201, answer.body
    return str(answer.body["ticket"])


def opened_at_once(deployed: Deployed, ticket: str) -> int:
    """How many of several sockets that show one ticket at once are opened."""
    sockets = [LiveSocket(deployed, ticket) for _ in range(RACERS)]
    with ExitStack() as held, ThreadPoolExecutor(RACERS) as pool:
        for socket in pool.map(lambda each: each.__enter__(), sockets):
            held.push(socket)
        return sum(socket.status == OPENED for socket in sockets)


PROOF = Proof("tickets", plant, prove)
