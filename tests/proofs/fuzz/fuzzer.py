"""Makes requests from an OpenAPI document, sends them, and holds each answer to the document."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, reject, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis import checks as known_checks
from schemathesis.core.failures import FailureGroup
from schemathesis.openapi.checks import MissingHeaderNotRejected

from infra.local.edge.limits import ADDRESS_LIMIT
from tests.proofs.fuzz.ledger import Ledger
from tests.proofs.fuzz.lives import Lives
from tests.proofs.samples import Known

# Credentials are the sender's affair; the document's own would only ever be refused.
CONFIG = {"generation": {"with-security-parameters": False}}
CHECKS = [
    known_checks.not_a_server_error,
    known_checks.status_code_conformance,
    known_checks.content_type_conformance,
    known_checks.response_headers_conformance,
    known_checks.response_schema_conformance,
    known_checks.negative_data_rejection,
]
_HEADER_TEXT = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40)
_NOISE_NAMES = st.sampled_from(
    ["Accept", "Accept-Language", "Accept-Encoding", "Cache-Control", "If-None-Match", "Range",
     "Referer", "User-Agent", "Sec-Fetch-Site", "Origin", "X-Forwarded-For", "X-Unheard-Of"]
)  # fmt: skip
# What is no JSON document at all, or only nearly one.
_BODIES = st.one_of(
    st.binary(max_size=64),
    st.sampled_from([b"", b"{", b"null", b"[" * 64, b'{"a":' * 64, b"\xef\xbb\xbf{}", b"NaN"]),
    st.just(b'"' + b"x" * (256 * 1024) + b'"'),
)


@dataclass(frozen=True)
class Noise:
    """What a request carries beside what the document speaks of."""

    headers: dict[str, str]
    query: dict[str, str]
    body: bytes | None


NOISE = st.builds(
    Noise,
    headers=st.dictionaries(_NOISE_NAMES, _HEADER_TEXT, max_size=3),
    query=st.one_of(st.just({}), st.just({}), st.dictionaries(st.text(max_size=8), st.text())),
    body=st.one_of(*[st.none()] * 9, _BODIES),
)

NO_NOISE = Noise({}, {}, None)
TOO_MANY = 429


class Sender(Protocol):
    """Sends a request as somebody, whom `who` picks, and answers what came back."""

    def __call__(self, request: requests.Request, who: int) -> requests.Response:
        """Send it."""
        ...

    def wait(self) -> None:
        """Wait until nobody has tried too often."""
        ...

    @property
    def url(self) -> str:
        """Where the operations are."""
        ...


class Fuzzer:
    """Tries the operations of one document."""

    def __init__(self, document: dict[str, Any], send: Sender, ledger: Ledger, seed: int) -> None:
        config = schemathesis.Config.from_dict(CONFIG)
        self._schema = schemathesis.openapi.from_dict(document, config=config)
        self._send = send
        self._ledger = ledger
        self._seed = seed

    def try_each(self, count: int) -> None:
        """Send so many examples to every operation, half of them wrong where that is possible."""
        for found in self._schema.get_all_operations():
            operation = found.ok()
            self._ledger.enter(operation.label)
            before = self._ledger.examples[operation.label]
            self._try(operation, GenerationMode.NEGATIVE, count // 2)
            wrong = self._ledger.examples[operation.label] - before
            self._try(operation, GenerationMode.POSITIVE, count - wrong)

    def try_known(self, known: Iterable[Known]) -> None:
        """Send good requests, so that every operation is carried out and not only refused.

        Each is sent without the headers that it needs as well, and must be refused.
        """
        for each in known:
            operation = self._schema.find_operation_by_label(each.operation)
            needed = {header.name for header in operation.headers if header.is_required}
            assert needed <= each.headers.keys(), f"{each.operation} needs {sorted(needed)}"
            for name in sorted(needed):
                headers = {key: each.headers[key] for key in each.headers.keys() - {name}}
                self._refuse(_case_of(operation, each, headers), name)
            self._attempt(_case_of(operation, each, each.headers), NO_NOISE, 0)

    def _refuse(self, case: Case, lacking: str) -> None:
        """Expect that a request is refused for the header that it lacks."""
        answer = self._send(request_of(case, self._send.url, NO_NOISE), 0)
        self._hold(case, answer)
        if answer.status_code < 400:
            failure = MissingHeaderNotRejected(
                operation=case.operation.label, header_name=lacking,
                status_code=answer.status_code, expected_statuses=[428],
                message=f"carried out without its {lacking}",
            )  # fmt: skip
            sent = f"{answer.status_code} to {answer.request.method} {answer.request.url}"
            self._ledger.broken(case.operation.label, sent, FailureGroup([failure]))

    def _try(self, operation: Any, mode: GenerationMode, count: int) -> None:
        def attempt(case: Case, noise: Noise, who: int) -> None:
            self._attempt(case, noise, who)

        examples = given(case=operation.as_strategy(mode), noise=NOISE, who=st.integers(0, 7))
        bounded = _settings(max_examples=count)
        # Without inputs nothing can be wrong; one without any example shows in the count.
        with suppress(Unsatisfiable):
            seed(self._seed)(bounded(examples(attempt)))()

    def _attempt(self, case: Case, noise: Noise, who: int) -> None:
        request = request_of(case, self._send.url, noise)
        if len(str(request.prepare().path_url)) > ADDRESS_LIMIT:
            reject()  # no content delivery network would pass it on
        self._ledger.examples[case.operation.label] += 1
        altered = request.data is noise.body and noise.body is not None
        answer = self._send(request, who)
        if answer.status_code == TOO_MANY:
            self._hold(case, answer, altered=altered)
            self._send.wait()
            answer = self._send(request, who)
        self._ledger.limited[case.operation.label] += answer.status_code == TOO_MANY
        self._hold(case, answer, altered=altered)

    def _hold(self, case: Case, answer: requests.Response, *, altered: bool = False) -> None:
        label = case.operation.label
        self._ledger.answered(label, answer.status_code, answer.headers.get("Location", ""))
        checks = CHECKS[:-1] if altered else CHECKS
        try:
            case.validate_response(answer, checks=checks)
        except FailureGroup as group:
            sent = f"{answer.status_code} to {answer.request.method} {answer.request.url}"
            body = answer.request.body
            self._ledger.broken(label, f"{sent} {body!r}"[:400], group)

    def walk(self, walks: int, steps: int) -> None:
        """Go from operation to operation along the document's links, so many times."""
        machine = self._machine()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Hypothesis remarks on private rules of schemathesis
            bounded = _settings(max_examples=walks, stateful_step_count=steps)
            machine.run(settings=bounded)

    def _machine(self) -> Any:
        fuzzer, ledger = self, self._ledger

        class Walk(self._schema.as_state_machine()):  # type: ignore[misc]
            """Sends as one and the same person."""

            def __init__(self) -> None:
                super().__init__()
                self._lives = Lives()

            def call(self, case: Case, **_: Any) -> Any:
                ledger.steps[case.operation.label] += 1
                return fuzzer._send(request_of(case, fuzzer._send.url, NO_NOISE), 0)

            def validate_response(self, response: Any, case: Case, *_: Any, **__: Any) -> None:
                fuzzer._hold(case, response)
                if fault := self._lives.fault(case.operation.label, response):
                    sent = f"{response.request.method} {response.request.url}"
                    ledger.broken(case.operation.label, sent, FailureGroup([fault]))

        return Walk


def _case_of(operation: Any, known: Known, headers: dict[str, str]) -> Case:
    body = {} if known.body is None else {"body": known.body}
    case: Case = operation.Case(
        path_parameters=known.path, query=known.query, headers=headers, **body
    )
    return case


def request_of(case: Case, url: str, noise: Noise) -> requests.Request:
    """The request of a case with noise added; what the case says wins."""
    found = case.as_transport_kwargs(base_url=url)
    request = requests.Request(**{k: v for k, v in found.items() if k in _REQUEST})
    request.headers = noise.headers | dict(request.headers or {})
    request.params = noise.query | dict(request.params or {})
    if noise.body is not None and case.operation.body:
        request.json, request.data = None, noise.body
        request.headers.setdefault("Content-Type", "application/json")
    return request


_REQUEST = {"method", "url", "headers", "params", "json", "data", "cookies", "files"}


def _settings(**bounds: int) -> settings:
    return settings(
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        **bounds,  # type: ignore[arg-type]
    )
