"""Nobody gets in, in short; and what the matrix itself refuses."""

from __future__ import annotations

from serenity.http import Hub
from tests.proofs.authorisation import PROOF
from tests.proofs.authorisation.matrix import misunderstood
from tests.proofs.authorisation.routes import declared, unasked
from tests.proofs.ground import Ground
from tests.proofs.proof import holds


def test_nobody_gets_in(ground: Ground) -> None:
    holds(PROOF, ground)


def test_a_route_whose_policy_nobody_promised_is_a_fault() -> None:
    hub = Hub("sample")

    @hub.endpoint("GET", "/v1/new", policy="user")
    def new() -> None:
        """A route that was just added."""

    @hub.endpoint("GET", "/v1/club", policy="member-of")
    def club() -> None:
        """A route for members, whom no actor plays."""

    added, closed = hub.operations
    assert "none was promised" in misunderstood(added, {})
    assert "public was promised" in misunderstood(added, {"new": "public"})
    assert misunderstood(added, {"new": "user"}) == ""
    assert "nobody here knows" in misunderstood(closed, {"club": "member-of"})


def test_a_route_past_the_route_table_is_found() -> None:
    hub = Hub("sample")
    hub.route("/v1/bare", methods=["GET", "POST"])(lambda: None)
    assert unasked([hub]) == {("GET", "/v1/bare"), ("POST", "/v1/bare")}
    assert declared([hub]) == set()
