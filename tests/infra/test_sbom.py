"""The SBOM lists what is locked, is valid, and an empty one is refused."""

from __future__ import annotations

import json

import pytest

from infra.local.packaging import ROOT
from infra.sbom import SbomError, checked, locks, of_python, of_web_client


def test_every_lock_has_a_document() -> None:
    outside = ("/node_modules/", "/.", "/build/")
    found = {
        path
        for path in (*ROOT.glob("*/**/requirements.lock"), *ROOT.glob("infra/**/*.lock"))
        if not any(part in str(path.relative_to(ROOT.parent)) for part in outside)
    }
    assert set(locks().values()) == found


def test_a_document_lists_every_package_with_its_hashes() -> None:
    lock = locks()["layers-core"]
    document = json.loads(checked("layers-core", of_python(lock)))
    pinned = {line.split()[0] for line in lock.read_text().splitlines() if "==" in line}
    listed = {f"{each['name']}=={each['version']}" for each in document["components"]}
    assert listed == {pin.partition(";")[0].partition("[")[0] for pin in pinned}
    assert document["metadata"]["component"]["name"] == "serenity-hub"


def test_the_web_client_is_listed() -> None:
    document = json.loads(checked("frontend", of_web_client()))
    assert "react" in {each["name"] for each in document["components"]}


@pytest.mark.parametrize("components", [[], [{"name": "pydantic"}]])
def test_a_document_that_is_empty_or_invalid_is_refused(components: list[object]) -> None:
    given = {"bomFormat": "CycloneDX", "specVersion": "1.5", "components": components}
    with pytest.raises(SbomError):
        checked("planted", json.dumps(given))
