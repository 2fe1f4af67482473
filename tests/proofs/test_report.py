"""A report grows with every row, and replaces only what was found anew."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.proofs.command import carry_out_all
from tests.proofs.proof import Finding, Planted, Proof, Row, Run
from tests.proofs.report import Report, as_benchmark, as_proof

PAGE = "".join(f"<!-- figures: {name} -->\n<!-- end -->\n" for name in ("tokens", "pages", "speed"))


@pytest.fixture
def report(tmp_path: Path) -> Report:
    page = tmp_path / "trust.md"
    page.write_text(PAGE)
    return Report('make prove ONLY="{name}"', as_proof, tmp_path / "build" / "proofs.json", page)


def row(proof: str, figure: float = 0, seed: int = 7) -> Row:
    return Row(proof, Finding("accepted", figure, "tokens", at_most=0), seed, 1.5)


def kept(report: Report) -> list[Any]:
    return list(json.loads(report.file.read_text()))


def proof(name: str, figure: float = 0) -> Proof:
    found = Finding("accepted", figure, "tokens", at_most=0)
    return Proof(name, lambda _: iter([Planted("a hole", caught=True)]), lambda _: iter([found]))


def test_each_row_is_kept_as_it_comes(report: Report) -> None:
    lengths = []

    def found() -> Iterator[Row]:
        for _ in range(3):
            yield row("tokens")
            lengths.append(len(kept(report)))

    assert report.take("tokens", found())
    assert lengths == [1, 2, 3]


def test_a_proof_replaces_its_own_rows_only(report: Report) -> None:
    report.take("tokens", [row("tokens", seed=1)])
    report.take("pages", [row("pages", seed=2)])
    assert not report.take("tokens", [row("tokens", figure=3, seed=4)])
    assert [(each["name"], each["seed"], each["ok"]) for each in kept(report)] == [
        ("pages: accepted", 2, True),
        ("tokens: accepted", 4, False),
    ]
    page = report.page.read_text()
    assert "seed 2" in page
    assert "seed 4" in page
    assert "seed 1" not in page


def test_nothing_found_is_a_failure(report: Report) -> None:
    assert not report.take("tokens", [])


def test_the_shapes(report: Report) -> None:
    found = Finding("p50", 1.2, "times", at_most=1.5, method="of 15 rounds")
    assert as_proof(Row("speed", found, 7, 2)) == {
        "name": "speed: p50", "figure": 1.2, "unit": "times", "target": "<= 1.5", "ok": True,
        "seed": 7, "seconds": 2,
    }  # fmt: skip
    assert as_benchmark(Row("speed", found, 7, 2)) == {
        "name": "speed: p50", "value": 1.2, "unit": "times", "target": 1.5, "ok": True,
        "method": "of 15 rounds",
    }  # fmt: skip


def test_a_run_of_all_forgets_what_is_no_more_and_one_of_some_does_not(report: Report) -> None:
    known = {name: proof(name) for name in ("tokens", "pages")}
    report.take("speed", [row("speed")])
    assert carry_out_all(known, report, ["tokens", "--seed", "9"]) == 0
    assert {each["name"].partition(":")[0] for each in kept(report)} == {"speed", "tokens"}
    assert carry_out_all(known, report, []) == 0
    assert {each["name"].partition(":")[0] for each in kept(report)} == {"pages", "tokens"}


def test_one_breach_fails_the_run_and_the_others_are_carried_out(report: Report) -> None:
    def broken(_: Run) -> Iterator[Finding]:
        raise RuntimeError("the cloud is gone")

    known = {"pages": Proof("pages", proof("pages").plant, broken), "tokens": proof("tokens")}
    assert carry_out_all(known, report, []) == 1
    assert {each["name"]: each["ok"] for each in kept(report)} == {
        "pages: planted faults caught": True,
        "pages: carried out to its end": False,
        "tokens: planted faults caught": True,
        "tokens: accepted": True,
    }


def test_an_unknown_name_is_refused(report: Report, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        carry_out_all({"tokens": proof("tokens")}, report, ["once"])
    assert "there is no once; there are tokens" in capsys.readouterr().err


def test_no_proofs_at_all_are_a_failure(report: Report) -> None:
    assert carry_out_all({}, report, []) == 1
