"""Forgets how far a stream was read when its records are forgotten too.

Stock saves the positions of DynamoDB streams but not their records; after a restart a consumer
would wait for ever behind a position that never comes again.
"""

from __future__ import annotations

from typing import Any

from ministack.services import lambda_svc

from infra.local.cloud import mending


def mend() -> None:
    """Leave the positions out of the saved state."""
    mending.require(lambda_svc, "_dynamodb_stream_positions")

    def get_state(original: Any) -> Any:
        state = original()
        state["dynamodb_stream_positions"] = type(lambda_svc._dynamodb_stream_positions)()
        return state

    mending.wrap(lambda_svc, "get_state", get_state)
