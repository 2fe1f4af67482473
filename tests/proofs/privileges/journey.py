"""A life that makes every function of the product do everything it is there for."""

from __future__ import annotations

import json
import re
import urllib.parse
from datetime import timedelta
from uuid import uuid4

from serenity.ids import digest
from tests.e2e.person import Person
from tests.functions.accounts.browser import Pages, callback_of
from tests.proofs.owned import PersonOwner, own
from tests.proofs.privileges.decay import change, forget_sockets, keep_socket
from tests.proofs.privileges.life import Life, outputs
from tests.proofs.samples import OWNED
from tests.support.evening import late_evening
from tests.support.product import Product, wait_until

# What a life needs at a certain moment; all other operations are simply used.
TOLD = frozenset(
    {
        "sign_up", "confirm", "resend_code", "forgot_password", "reset_password", "sign_in",
        "authorize", "callback", "sign_out", "end_session", "end_other_sessions", "create_ticket",
        "delete_goal", "delete_entry", "restore_entry", "delete_account",
    }
)  # fmt: skip
COOKIE = "__Host-session"


def live(product: Product) -> set[str]:
    """Live it; answers the names of the operations that were carried out."""
    life = Life(product)
    arrive(life)
    use(life)
    be_elsewhere(life)
    lose_sockets(life)
    let_tokens_age(life)
    forget_the_password(life)
    come_by_a_provider(life)
    repeat_and_fail(life)
    risk_a_streak(life)
    leave_an_event(life)
    leave(life)
    return life.answered


def arrive(life: Life) -> None:
    """Sign up twice, the second time with the password that is meant, and in."""
    person = life.person
    for password in ("another calm path", person.password):
        life.do("sign_up", {"email": person.email, "password": password, "language": "fr"})
        code = life.product.code_for(person.email)
    life.do("resend_code", {"email": person.email})
    code = life.product.code_for(person.email, other_than=code)
    life.do("confirm", {"email": person.email, "code": code})
    # Whoever signs up with an address that has an account is told so by mail.
    life.do("sign_up", {"email": person.email, "password": person.password, "language": "fr"})
    life.enter(person)


def use(life: Life) -> None:
    """Everything that a signed-in person may do, with a tab open that is told of it."""
    life.person.change(time_zone="Europe/Paris", onboarded=True)
    used = life.samples.keys() - TOLD
    with life.socket() as tab:
        named = {each for name in used for each in life.samples[name][0].operation.path_types}
        ids = {each: own(each, PersonOwner(life.person)) for each in named & OWNED.keys()}
        for name in used:
            life.do(name, **ids)
        assert tab.ping() == "pong"
    for name in ("delete_entry", "restore_entry", "delete_goal"):
        life.do(name, **ids)


def be_elsewhere(life: Life) -> None:
    """Sign in in other browsers, from which one is told, and end those sessions."""
    other, third = life.elsewhere(), life.elsewhere()
    with life.socket(other) as tab:
        listed = life.person.get("/v1/sessions")["items"]
        ended = next(each["id"] for each in listed if not each["current"])
        life.do("end_session", session_id=ended)
        life.do("end_other_sessions")
        tab.await_end()
    del third
    life.do("sign_out", person=life.elsewhere())


def lose_sockets(life: Life) -> None:
    """Push to tabs that are gone, that may no longer listen, and that nobody knows of."""
    other = life.elsewhere()
    ended = life.session(other)
    life.do("end_other_sessions")
    with life.socket() as tab:
        for step in (lambda: life.do("read_notifications"), lambda: reach_a_goal(life)):
            keep_socket(life, "gone", life.session())
            keep_socket(life, "ended", ended)
            step()
        forget_sockets(life)
        assert tab.ping() == "closed"
    # The gateway tells of an end without saying whose socket it was.
    event = {"requestContext": {"connectionId": "gone", "eventType": "DISCONNECT"}}
    run(life, "notifications-socket", event)
    for number in range(21):
        keep_socket(life, f"many-{number}", life.session())
    with life.socket():
        reach_a_goal(life)


def reach_a_goal(life: Life) -> None:
    """Be told of a goal, in every tab."""
    latest = len(life.person.inbox())
    life.person.want("meditation", 60, title="Sit still")
    life.person.log("meditation", duration_seconds=600)
    wait_until(lambda: len(life.person.inbox()) > latest)


def let_tokens_age(life: Life) -> None:
    """Come back when the access token is over, and when the whole session is."""
    for name in ("access_expires_at", "expires_at"):
        person = life.elsewhere()
        change(life, "SessionsTable", {"session_hash": digest(person.cookies[COOKIE])}, name, 1)
        assert person.send("GET", "/v1/me").status == (401 if name == "expires_at" else 200)


def forget_the_password(life: Life) -> None:
    """Set a new password with a code, which ends every session."""
    person, old = life.person, life.product.code_for(life.person.email)
    life.do("forgot_password", {"email": person.email})
    code = life.product.code_for(person.email, other_than=old)
    person.password += " and far"
    given = {"email": person.email, "code": code, "password": person.password}
    life.do("reset_password", given)
    life.enter(person)


def come_by_a_provider(life: Life) -> None:
    """Sign in with a social provider, and be erased while signed in."""
    person = Person(life.product, f"social.{life.person.email}")
    begun = life.do("authorize", person=person)
    pages = Pages(f"{life.product.url}/v1/auth/callback")
    page = pages.open(begun.headers["location"])
    form = re.search(r'<form[^>]*action="([^"]+)"', page.text)
    assert form, "the provider shows no form"
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
    told = {"person": "other", "name": "Ana", "email": person.email, "decision": "allow"}
    target = urllib.parse.urljoin(page.url, form[1].replace("&amp;", "&"))
    back = pages.open(target, urllib.parse.urlencode(hidden | told).encode()).url
    answer = person.send("GET", callback_of(back))
    assert answer.headers["location"].startswith(life.product.url), answer
    life.answered.add("callback")
    # A sign-in that raced with the end of the account leaves a session for the last step.
    run(life, "accounts-erasure", {"user_id": person.get("/v1/me")["user_id"]})


def repeat_and_fail(life: Life) -> None:
    """Send a request again, as after an answer that was lost, and one that is refused."""
    for method, path, body in (
        ("POST", "/v1/notifications/read", {"sequence": 1}),
        ("POST", "/v1/sessions/end-others", None),
    ):
        key = uuid4().hex
        first, again = (life.person.send(method, path, body, Idempotency_Key=key) for _ in range(2))
        assert (first.status, first.body) == (again.status, again.body)
    for method, path in (("POST", "/v1/notifications/9999/read"), ("DELETE", "/v1/sessions/none")):
        assert life.person.send(method, path).status == 404


def risk_a_streak(life: Life) -> None:
    """Have a streak that ends this evening, and be warned."""
    zone, today = late_evening()
    life.person.change(time_zone=zone, day_end_minutes=0)
    goal = life.person.want("steps", 100, title="Walk a little")
    with life.product.database() as database:
        begun = "UPDATE goals.goal SET starts_on = starts_on - 4 WHERE id = %s"
        database.execute(begun, (goal["id"],))
    for days in (1, 2, 3):
        on = (today - timedelta(days=days)).isoformat()
        life.person.post("/v1/entries", {"kind": "steps", "on": on, "steps": 500, "zone": zone})
    run(life, "goals-streaks")
    life.person.await_message("streak_at_risk")


def leave_an_event(life: Life) -> None:
    """Leave an event in the outbox, as a crash would."""
    with life.product.database() as database:
        database.execute(
            """INSERT INTO platform.outbox (id, user_id, type, source, occurred_at, data)
               VALUES (gen_random_uuid(), %s, 'ProfileChanged', 'accounts',
                       now() - interval '1 hour', '{}')""",
            (life.person.user_id,),
        )
    run(life, "relay")


def run(life: Life, name: str, event: object = None) -> None:
    """Let a function run now."""
    answer = life.product.client("lambda").invoke(
        FunctionName=f"serenity-local-{name}", Payload=json.dumps(event or {}).encode()
    )
    assert "FunctionError" not in answer, answer["Payload"].read()


def leave(life: Life) -> None:
    """Delete the account with a tab open, and see the workflow end."""
    life.do("reauthenticate", {"password": life.person.password})
    with life.socket():
        life.do("delete_account")
        workflows = life.product.client("stepfunctions")
        machine = outputs(life.product)["AccountErasureArn"]

        def ended() -> bool:
            found = workflows.list_executions(stateMachineArn=machine)["executions"]
            return bool(found) and all(each["status"] == "SUCCEEDED" for each in found)

        wait_until(ended, 60)
