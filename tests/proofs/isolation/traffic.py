"""Makes a deployed product send every statement it has: each route, event, schedule and erasure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from infra.local.deployed import Deployed
from infra.openapi import hubs, operations
from serenity.ids import new_id
from tests.proofs.authorisation.cast import Cast
from tests.proofs.authorisation.policies import SPENDING
from tests.proofs.authorisation.stage import OwnStage
from tests.proofs.isolation.recording import Recorder
from tests.proofs.samples import Sample, samples
from tests.support.door import Door
from tests.support.evening import late_evening

# What one sample of an operation does not reach.
MORE: Mapping[str, tuple[Any, ...]] = {
    "change_goal": ({"state": "paused"}, {"state": "active"}, {"state": "archived"}),
    "set_preferences": ({"goal_reached": False, "streak_at_risk": True},),
}


class Traffic:
    """One person, with everything a person may do."""

    def __init__(self, deployed: Deployed, recorder: Recorder) -> None:
        self._recorder = recorder
        self._deployed = deployed
        self._door = Door(deployed)
        self._cast = Cast(deployed, self._door, frozenset())
        self._stage = OwnStage(self._door, self._cast, operations(hubs()))

    def flow(self) -> None:
        """Ask every route twice, so that repetitions are answered too, and run every schedule."""
        lasting = [sample for sample in samples() if sample.name not in SPENDING]
        for sample in lasting:
            self._ask(sample)
        for sample in lasting:
            self._ask_more(sample)
        self._live()
        self._leave_an_event_behind()
        self._run_schedules()
        person = self._cast.people.born()
        self._cast.sign_out(person.phone.headers)
        self._cast.sign_out(self._cast.people.another_browser(person).headers)
        self._cast.erase(self._cast.owner)

    def _run_schedules(self) -> None:
        """Invoke what the schedules would invoke."""
        scheduler, functions = self._deployed.client("scheduler"), self._deployed.client("lambda")
        for each in scheduler.list_schedules()["Schedules"]:
            target = scheduler.get_schedule(Name=each["Name"])["Target"]
            functions.invoke(FunctionName=target["Arn"], Payload=b"{}")

    def _live(self) -> None:
        """A night, a goal that is reached, and a streak in the last hours of the person's day."""
        zone, today = late_evening()
        now = datetime.now(ZoneInfo(zone))
        headers = self._cast.owner.browser.headers
        etag = self._door.send("GET", "/v1/me", None, headers).headers["etag"][0]
        place = {"time_zone": zone, "day_end_minutes": 0}
        self._door.send("PATCH", "/v1/me", place, {**headers, "If-Match": etag})
        aim = {"direction": "at_least", "period": "day", "target": {"low": 1.0}}
        self._door.send("POST", "/v1/goals", {"metric": "steps", **aim}, headers)
        self._let_a_week_pass()
        night = {"started_at": now - timedelta(hours=9), "ended_at": now - timedelta(hours=2)}
        logged: list[dict[str, Any]] = [
            {"kind": "water", "at": now.isoformat(), "volume_ml": 300.0},
            {"kind": "sleep", **{name: at.isoformat() for name, at in night.items()}},
            *(
                {"kind": "steps", "on": str(today - timedelta(days=ago)), "steps": 9000}
                for ago in (1, 2, 3)
            ),
        ]
        for each in logged:
            answer = self._door.send("POST", "/v1/entries", each, headers)
            assert answer.status == 201, f"{each['kind']} answers {answer.status} {answer.kind}"

    def _let_a_week_pass(self) -> None:
        """The goals are days old, so that what is logged counts wherever the day has got to."""
        with self._recorder.connect() as connection:
            connection.execute(
                "UPDATE goals.goal SET starts_on = starts_on - 7 WHERE user_id = %s",
                (self._cast.owner.user_id,),
            )

    def _leave_an_event_behind(self) -> None:
        """An event was left in the outbox while the bus was away."""
        with self._recorder.connect() as connection:
            connection.execute(
                """INSERT INTO platform.outbox (id, user_id, type, source, occurred_at, data)
                   VALUES (%s, %s, 'Nothing', 'accounts', now() - interval '1 hour', '{}')""",
                (new_id(), self._cast.owner.user_id),
            )

    def _ask(self, sample: Sample) -> None:
        headers = dict(self._cast.owner.browser.headers)
        target = self._stage.target(sample, headers)
        headers |= {"If-Match": target.version, "Idempotency-Key": str(new_id())}
        for _ in range(2):
            self._door.send(sample.operation.method, sample.path(target.ids), sample.body, headers)

    def _ask_more(self, sample: Sample) -> None:
        headers = dict(self._cast.owner.browser.headers)
        if sample.name not in MORE:
            return
        target = self._stage.target(sample, headers)
        for body in MORE[sample.name]:
            path = sample.path(target.ids)
            version = self._door.send("GET", path, None, headers).headers["etag"][0]
            self._door.send(sample.operation.method, path, body, {**headers, "If-Match": version})
