"""Tables in plain values, and every failure as one of two kinds."""

from __future__ import annotations

from uuid import uuid4

import pytest

from serenity.dynamo import ConditionFailed, Table, call, typed
from serenity.errors import Unavailable

pytestmark = pytest.mark.usefixtures("cloud")


@pytest.fixture
def tickets() -> Table:
    return Table("TicketsTable", "ticket_hash")


@pytest.fixture
def sockets() -> Table:
    return Table("SocketsTable", "user_id", "connection_id")


def test_values_come_back_as_they_were_put(tickets: Table) -> None:
    key = uuid4().hex
    item = {"ticket_hash": key, "raw": b"\x00\x01", "whole": 7, "part": 1.25, "on": True}
    tickets.put(item | {"nothing": None, "names": {"a", "b"}})
    found = tickets.get(key)
    assert found == item | {"names": {"a", "b"}}
    assert isinstance(found["raw"], bytes)
    assert tickets.get("no such key") is None


def test_a_put_that_is_refused_tells_what_is_there(tickets: Table) -> None:
    key = uuid4().hex
    tickets.put({"ticket_hash": key, "whole": 1}, "attribute_not_exists(ticket_hash)")
    with pytest.raises(ConditionFailed) as refused:
        tickets.put({"ticket_hash": key, "whole": 2}, "whole > :least", {":least": 1})
    assert refused.value.item == {"ticket_hash": key, "whole": 1}


def test_updates_and_deletions_answer_the_item(tickets: Table) -> None:
    key = uuid4().hex
    assert tickets.update(key, "ADD whole :one", {":one": 1})["whole"] == 1
    with pytest.raises(ConditionFailed) as refused:
        tickets.update(key, "ADD whole :one", {":one": 1}, "attribute_not_exists(whole)")
    assert refused.value.item == {"ticket_hash": key, "whole": 1}
    with pytest.raises(ConditionFailed):
        tickets.delete(key, "whole = :two", {":two": 2})
    assert tickets.delete(key) == {"ticket_hash": key, "whole": 1}
    assert tickets.delete(key) is None


def test_a_partition_is_read_and_deleted_page_by_page(sockets: Table) -> None:
    person, other = uuid4().hex, uuid4().hex
    for number in range(60):
        sockets.put({"user_id": person, "connection_id": f"{number:03d}"})
    sockets.put({"user_id": other, "connection_id": "1"})
    where, values = "user_id = :person", {":person": person}
    found = [item["connection_id"] for item in sockets.query(where, values, Limit=7)]
    assert found == [f"{number:03d}" for number in range(60)]
    by_index = sockets.query("connection_id = :c", {":c": "059"}, index="by_connection")
    assert person in {item["user_id"] for item in by_index}
    sockets.delete_partition(person)
    assert list(sockets.query(where, values)) == []
    assert len(list(sockets.query(where, {":person": other}))) == 1


def test_a_refused_transaction_gives_a_reason_for_each_write(tickets: Table) -> None:
    first, second = uuid4().hex, uuid4().hex
    tickets.put({"ticket_hash": second})
    new = "attribute_not_exists(ticket_hash)"
    writes = [
        {"Put": {"TableName": tickets.name, "Item": typed({"ticket_hash": key}),
                 "ConditionExpression": new}}
        for key in (first, second)
    ]  # fmt: skip
    with pytest.raises(ConditionFailed) as refused:
        call("transact_write_items", TransactItems=writes)
    assert refused.value.reasons == ("None", "ConditionalCheckFailed")
    assert tickets.get(first) is None


def test_what_cannot_be_done_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        Table("NoSuchTable", "key").get("k")
