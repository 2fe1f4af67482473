"""The OpenAPI document tells how to go on, and what the answers carry."""

from __future__ import annotations

import json
from typing import Any

from infra.openapi import CLIENT_DOCUMENT

PATHS = json.loads(CLIENT_DOCUMENT.read_text())["paths"]


def links(method: str, path: str, status: str) -> dict[str, Any]:
    found = PATHS[path][method]["responses"][status].get("links", {})
    return {name: link["parameters"] for name, link in found.items()}


def test_what_was_created_can_be_read_changed_and_deleted() -> None:
    assert links("post", "/v1/goals", "201") == {
        "get_goal": {"path.goal_id": "$response.body#/id"},
        "change_goal": {
            "path.goal_id": "$response.body#/id",
            "header.If-Match": "$response.header.ETag",
        },
        "delete_goal": {"path.goal_id": "$response.body#/id"},
    }


def test_a_list_leads_to_its_items_but_not_to_a_change_without_a_version() -> None:
    assert links("get", "/v1/notifications", "200") == {
        "read_notification": {"path.sequence": "$response.body#/items/0/sequence"}
    }
    assert "change_entry" not in links("get", "/v1/entries", "200")


def test_what_was_deleted_can_be_restored() -> None:
    assert links("delete", "/v1/entries/{entry_id}", "204")["restore_entry"] == {
        "path.entry_id": "$request.path.entry_id"
    }


def test_a_record_of_ones_own_leads_to_its_change() -> None:
    assert links("get", "/v1/me", "200") == {
        "change_profile": {"header.If-Match": "$response.header.ETag"}
    }


def test_answers_name_their_headers() -> None:
    assert "ETag" in PATHS["/v1/goals"]["post"]["responses"]["201"]["headers"]
    assert "Location" in PATHS["/v1/auth/callback"]["get"]["responses"]["302"]["headers"]
