"""The imported API: authorizer, gateway responses, cookies, and an id that stays."""

from __future__ import annotations

import json

import requests

from tests.infra.local.cloud import probe_stack
from tests.infra.local.cloud.conftest import Cloud


def test_both_cookies_arrive_and_the_path_is_parsed(cloud: Cloud) -> None:
    answer = requests.post(f"{cloud.rest}/v1/people/7", headers={"Cookie": "a=open"}, timeout=20)
    assert answer.status_code == 200
    assert answer.json()["path"] == {"id": "7"}
    assert answer.json()["authorizer"]["user_id"] == "someone"
    assert answer.raw.headers.getlist("Set-Cookie") == ["a=1", "b=2"]


def test_the_gateway_refuses_with_the_problems_of_the_document(cloud: Cloud) -> None:
    for shown, status in (("refuse", 401), ("closed", 403)):
        answer = requests.post(
            f"{cloud.rest}/v1/people/7", headers={"Cookie": f"a={shown}"}, timeout=20
        )
        assert answer.status_code == status
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json() == {"type": "about:blank", "status": status}


def test_a_changed_document_keeps_the_id_and_brings_the_new_route(cloud: Cloud) -> None:
    before = cloud.outputs["Rest"]
    document = probe_stack.open_api(("/v1/open", "/v1/new"))
    cloud.put("api.json", json.dumps(document).encode())
    template = probe_stack.api_template()
    template["Description"] = "changed"
    cloud.put("api-template.json", json.dumps(template).encode())
    outermost = probe_stack.template()
    outermost["Resources"]["Rest"]["Properties"]["TimeoutInMinutes"] = 5
    cloud.deploy(outermost, update=True)
    assert cloud.outputs["Rest"] == before
    assert requests.get(f"{cloud.rest}/v1/new", timeout=20).status_code == 200
    assert requests.get(f"{cloud.rest}/v1/open", timeout=20).status_code == 200
