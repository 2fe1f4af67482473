"""The audit asks, believes no service that knows of nothing, and tells what it is told."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from infra.audit import Advisory, AuditError, audit, said

UNSAFE = {"jinja2", "lodash"}


@contextmanager
def advisories(known: set[str], status: int = 200) -> Iterator[tuple[str, str]]:
    """The two services, knowing of these packages; answers their addresses."""

    class Service(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Which versions there are of a package: npm asks about each that is unsafe."""
            name = self.path.rpartition("/")[2]
            version = {"name": name, "version": "1.0.0"}
            latest = {"name": name, "dist-tags": {"latest": "1.0.0"}}
            self._send(latest | {"versions": {"1.0.0": version}})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            self._send(self._answer(json.loads(body)))

        def _send(self, document: Any) -> None:
            answer = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def _answer(self, asked: dict[str, Any]) -> Any:
            if self.path.startswith("/osv"):
                name = asked["package"]["name"]
                affected = [{"package": {"name": name, "ecosystem": "PyPI"}, "ranges": []}]
                told = {"id": f"OSV-{name}", "summary": "unsafe", "affected": affected}
                return {"vulns": [told]} if name in known else {}
            return {
                name: [{"id": 1, "url": f"https://advisory/{name}", "title": "unsafe",
                        "severity": "high", "vulnerable_versions": "*"}]
                for name in asked.keys() & known
            }  # fmt: skip

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield (f"http://127.0.0.1:{server.server_port}/osv",
               f"http://127.0.0.1:{server.server_port}/npm/")  # fmt: skip
        server.shutdown()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that uses two packages."""
    (tmp_path / "app.lock").write_text("pydantic==2.14.3 \\\n    --hash=sha256:" + "0" * 64 + "\n")
    package = {"name": "web", "version": "1.0.0", "dependencies": {"react": "19.2.3"}}
    packages = {"": package, "node_modules/react": {"version": "19.2.3"}}
    (tmp_path / "package.json").write_text(json.dumps(package))
    lock = {"name": "web", "version": "1.0.0", "lockfileVersion": 3, "packages": packages}
    (tmp_path / "package-lock.json").write_text(json.dumps(lock))
    return tmp_path


def found(project: Path, known: set[str], status: int = 200) -> list[Advisory]:
    with advisories(known, status) as (osv, npm):
        return list(audit({"app": project / "app.lock"}, project, osv, npm))


def test_what_is_safe_is_called_safe(project: Path) -> None:
    assert found(project, UNSAFE) == []


def test_what_is_unsafe_is_told(project: Path) -> None:
    told = found(project, UNSAFE | {"pydantic", "react"})
    assert [each.id for each in told] == ["OSV-pydantic", "https://advisory/react"]
    assert all(each.grave for each in told)


@pytest.mark.parametrize("known", [set(), {"jinja2"}, {"lodash"}])
def test_a_service_that_knows_of_nothing_is_not_believed(project: Path, known: set[str]) -> None:
    with pytest.raises(AuditError, match="nothing looked up"):
        found(project, known)


def test_a_service_that_fails_is_no_clean_audit(project: Path) -> None:
    with pytest.raises(AuditError):
        found(project, UNSAFE, status=500)


def test_a_lock_that_lists_nothing_is_no_clean_audit(project: Path) -> None:
    (project / "app.lock").write_text("# nothing\n")
    with pytest.raises(AuditError, match=r"app\.lock"):
        found(project, UNSAFE)


def test_a_tool_that_reports_ends_with_an_error_and_one_that_fails_is_no_report() -> None:
    assert said("sh", "-c", "echo react 19.2.3 19.3.0; exit 1") == "react 19.2.3 19.3.0\n"
    assert said("true") == ""
    with pytest.raises(AuditError, match="sh failed: no registry"):
        said("sh", "-c", "echo no registry >&2; exit 1")
