"""Isolation in the database, in short; and how statements are read and changed."""

from __future__ import annotations

from uuid import UUID

from tests.proofs.ground import Ground
from tests.proofs.isolation import PROOF
from tests.proofs.isolation.known import known
from tests.proofs.isolation.mutants import mutants_of
from tests.proofs.isolation.recording import Recording, Sent, pieces
from tests.proofs.proof import holds

PERSON = UUID("11111111-1111-4111-8111-111111111111")
TWIN = UUID("22222222-2222-4222-8222-222222222222")


def changed(*texts: str) -> Recording:
    rows = [("goals.goal", {"user_id": str(PERSON)})]
    return Recording([Sent("goals", text) for text in texts], rows)


def test_nobody_sees_anothers_rows(ground: Ground) -> None:
    holds(PROOF, ground)


def test_quoted_semicolons_end_no_statement() -> None:
    message = "BEGIN; SELECT 'a;''b', E'it\\'s;' ; COMMIT"
    assert pieces(message) == ["BEGIN", "SELECT 'a;''b', E'it\\'s;'", "COMMIT"]


def test_the_predicate_is_taken_out_and_the_person_exchanged() -> None:
    text = f"SELECT 1 FROM goals.goal g WHERE g.user_id = '{PERSON.hex}'::uuid AND id = 7"
    (mutants,) = mutants_of(changed(text), TWIN).by_statement.values()
    assert [mutant.text for mutant in mutants] == [
        "SELECT 1 FROM goals.goal g WHERE true AND id = 7",
        f"SELECT 1 FROM goals.goal g WHERE g.user_id = '{TWIN}'::uuid AND id = 7",
    ]


def test_a_statement_that_names_nobody_needs_a_reason() -> None:
    found = mutants_of(changed("SELECT * FROM goals.goal", "SELECT 1 AS alive"), TWIN)
    assert found.unexplained == {"SELECT * FROM goals.goal"}
    assert list(found.explained) == ["SELECT ? AS alive"]


def test_the_statements_of_every_domain_are_known() -> None:
    domains = {name.split(".")[1] for name in known()}
    assert domains >= {"accounts", "goals", "measurements", "notifications", "relay", "database"}
