"""Whoever sends a made-up request: people who stay signed in whatever it did, and nobody."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from uuid import uuid4

import requests

from tests.e2e.person import Person
from tests.proofs.owned import PersonOwner, own
from tests.proofs.samples import BEFORE, EMAIL, FREE, OWNED, PASSWORD, Known, Sample, samples
from tests.proofs.tries import forget_tries
from tests.support.product import Product

TIMEOUT_SECONDS = 40


class Guests:
    """Sends through the edge: mostly signed in, sometimes without the CSRF token, or as nobody."""

    def __init__(
        self, product: Product, newcomer: Callable[[Product], Person] | None = None
    ) -> None:
        self._product = product
        self._newcomer = partial(newcomer or somebody, product)
        self._http = requests.Session()
        self._http.trust_env = False
        self.url = product.url
        self._person = self._newcomer()

    @property
    def present(self) -> Person:
        """The present person, signed in or not."""
        return self._person

    @property
    def person(self) -> Person:
        """The present person, who is signed in now."""
        if not self._is_signed_in():
            self._return()
        return self._person

    def __call__(self, request: requests.Request, who: int) -> requests.Response:
        """Send as the person (0 to 5), as them without the token (6), or as nobody (7)."""
        own = dict(request.headers)
        answer = self._send(request, own, who)
        if answer.status_code == 401 and who < 7 and not self._is_signed_in():
            self._return()
            answer = self._send(request, own, who)
        return answer

    def wait(self) -> None:
        """Wait until nobody has tried too often."""
        forget_tries(self._product)

    def known(self) -> Iterator[Known]:
        """Every sample as a request that should be carried out for the present person."""
        for sample in samples():
            person = self.person
            ids = {
                name: own(name, PersonOwner(person)) if name in OWNED else FREE[name]
                for name in sample.operation.path_types
            }
            if first := BEFORE.get(sample.name):
                before = next(each for each in samples() if each.name == first)
                person.send(before.operation.method, before.path(ids), before.body)
            text = json.dumps(sample.body).replace(EMAIL, person.email)
            text = text.replace(PASSWORD, person.password)
            yield Known(
                f"{sample.operation.method} {sample.operation.path}",
                ids, dict(sample.query), self._condition(sample, ids), json.loads(text),
            )  # fmt: skip

    def _condition(self, sample: Sample, ids: dict[str, Any]) -> dict[str, str]:
        if sample.unconditional:
            return {}
        return {"If-Match": self._person.send("GET", sample.path(ids)).headers["etag"]}

    def _send(self, request: requests.Request, own: dict[str, str], who: int) -> requests.Response:
        request.headers = own | (self._credentials(csrf=who < 6) if who < 7 else {})
        prepared = self._http.prepare_request(request)
        return self._http.send(prepared, timeout=TIMEOUT_SECONDS, allow_redirects=False)

    def _credentials(self, *, csrf: bool) -> dict[str, str]:
        held = "; ".join(f"{k}={v}" for k, v in self._person.cookies.items() if v)
        token = {"X-CSRF-Token": self._person.csrf} if csrf else {}
        return {"Cookie": held, **token}

    def _is_signed_in(self) -> bool:
        return bool(self._person.get("/v1/session")["signed_in"])

    def _return(self) -> None:
        """Sign in again; who deleted the account begins afresh."""
        body = {"email": self._person.email, "password": self._person.password}
        answer = self._person.send("POST", "/v1/auth/sign-in", body)
        if answer.status == 200:
            self._person.csrf = answer.body["csrf_token"]
        else:
            self._person = self._newcomer()


def somebody(product: Product) -> Person:
    """A new person who is signed in."""
    person = Person(product, f"guest.{uuid4().hex[:12]}@example.org")
    person.sign_up("en")
    person.sign_in()
    return person
