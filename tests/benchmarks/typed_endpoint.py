"""What the typed route costs over a bare handler that does the same work in the database."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg import ClientCursor
from psycopg.conninfo import make_conninfo
from pydantic import BaseModel, ConfigDict

from serenity.data import Unit
from serenity.http import Hub
from serenity.http.operation import MAX_BODY_BYTES
from serenity.http.security import security_headers
from serenity.schema import Schema
from serenity.settings import settings
from serenity.telemetry import MetricUnit, hashed, logger, metrics
from tests.benchmarks.quiet import quiet_logs
from tests.conftest import add_person
from tests.proofs.ground import Ground
from tests.proofs.proof import Finding, Planted, Proof, Run
from tests.support.gateway import event_of, principal
from tests.support.postgres import ROLE_PASSWORD, RoleDatabase

ROUNDS, CALLS, TARGET = 15, 100, 1.5
_TABLE = """
    CREATE TABLE measurements.benchmark (
      id uuid PRIMARY KEY, user_id uuid NOT NULL, metric text NOT NULL, value float8 NOT NULL,
      note text);
    ALTER TABLE measurements.benchmark ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY own ON measurements.benchmark
      USING (user_id = current_setting('app.user_id')::uuid)
      WITH CHECK (user_id = current_setting('app.user_id')::uuid);
    GRANT SELECT, INSERT ON measurements.benchmark TO measurements"""
_ENTER = "BEGIN; SELECT platform.enter(%s::uuid, false)"
_INSERT = """
    INSERT INTO measurements.benchmark (id, user_id, metric, value, note)
    VALUES (%(id)s, %(user_id)s, %(metric)s, %(value)s, %(note)s)"""


class SampleIn(Schema):
    """A body as large as a usual one."""

    metric: str
    value: float
    note: str | None = None


class SampleOut(Schema):
    """Its answer."""

    id: UUID
    metric: str
    value: float


class BareIn(BaseModel):
    """The same body for the bare handler."""

    model_config = ConfigDict(extra="forbid")
    metric: str
    value: float
    note: str | None = None


def typed(database: RoleDatabase, times: int = 1) -> Hub:
    """The route as the functions declare theirs, or one that writes several times."""
    app = Hub("benchmark", database=lambda: database)

    @app.endpoint("POST", "/v1/samples", policy="user", status=201)
    def record(unit: Unit, body: SampleIn) -> SampleOut:
        """Keep a sample."""
        for _ in range(times):
            sample_id = uuid4()
            unit.fetch(_INSERT, {"id": sample_id, "user_id": unit.user_id, **body.model_dump()})
        return SampleOut(id=sample_id, metric=body.metric, value=body.value)

    return app


class Bare:
    """The same by hand: origin, caller, validation, transaction, log line, metric, answer."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True, prepare_threshold=None)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def __call__(self, event: dict[str, Any], _context: object) -> dict[str, Any]:
        """One request."""
        if event["headers"].get("origin", settings().public_url) != settings().public_url:
            return {"statusCode": 403}
        caller = UUID(event["requestContext"]["authorizer"]["user_id"])
        if len(event["body"]) > MAX_BODY_BYTES:
            return {"statusCode": 413}
        body = BareIn.model_validate_json(event["body"])
        sample_id = uuid4()
        cursor = ClientCursor(self._connection)
        cursor.execute(_ENTER, (str(caller),))
        cursor.execute(_INSERT, {"id": sample_id, "user_id": caller, **body.model_dump()})
        cursor.execute("COMMIT")
        answer = {"id": str(sample_id), "metric": body.metric, "value": body.value}
        line = {"status": 201, "route": "POST /v1/samples", "user": hashed(caller)}
        logger.info("request", extra=line | {"request_id": event["requestContext"]["requestId"]})
        metrics.add_metric(name="Requests", unit=MetricUnit.Count, value=1)
        metrics.flush_metrics()
        headers = {"Content-Type": "application/json", **security_headers()}
        return {"statusCode": 201, "headers": headers, "body": json.dumps(answer)}


def plant(run: Run) -> Iterator[Planted]:
    """A route that writes six times what the bare handler writes once."""
    with _handlers(run.ground, times=6) as (app, bare, event):
        yield Planted("a route that writes six times", not _ratio(app, bare, event, rounds=3).ok)


def prove(run: Run) -> Iterator[Finding]:
    """The ratio of CPU time, round by round in turn."""
    with _handlers(run.ground, times=1) as (app, bare, event):
        yield _ratio(app, bare, event, ROUNDS)


@contextmanager
def _handlers(ground: Ground, times: int) -> Iterator[tuple[Hub, Bare, dict[str, Any]]]:
    """Both handlers, and the event that both are given."""
    with psycopg.connect(ground.owner_url, autocommit=True) as owner:
        owner.execute(_TABLE)
        app = typed(ground.database("measurements"), times)
        bare = Bare(make_conninfo(ground.owner_url, user="measurements", password=ROLE_PASSWORD))
        person = principal(add_person(ground.owner_url))
        sample = {"metric": "water", "value": 250, "note": "after the run"}
        try:
            yield app, bare, event_of(app, "POST", "/v1/samples", caller=person, body=sample)
        finally:
            bare.close()
            owner.execute("DROP TABLE measurements.benchmark")


def _ratio(app: Hub, bare: Bare, event: dict[str, Any], rounds: int) -> Finding:
    with quiet_logs():
        _cpu(app, event)
        _cpu(bare, event)
        ratios = [_cpu(app, event) / _cpu(bare, event) for _ in range(rounds)]
    return Finding(
        "typed route over a bare handler", statistics.median(ratios), "times the CPU",
        at_most=TARGET,
        method=f"median of {rounds} interleaved rounds of {CALLS} calls: "
        "validation to commit, log, metric",
    )  # fmt: skip


def _cpu(handler: Callable[..., Any], event: dict[str, Any]) -> float:
    began = time.process_time()
    for _ in range(CALLS):
        assert handler(event, None)["statusCode"] == 201
    return time.process_time() - began


PROOF = Proof("typed_endpoint", plant, prove)
