"""Requests that other sites make a signed-in person's browser send; none may have an effect."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from serenity.http.operation import MUTATING
from tests.e2e.person import Person
from tests.proofs.owned import PersonOwner, own
from tests.proofs.pages.stage import Stage, Watch
from tests.proofs.samples import OWNED, Sample, samples

PLACE = "/attack.html"
NAVIGATIONS = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain")
TYPES = ("text/plain", None, "application/x-www-form-urlencoded", "application/json")
TAGS = ("img", "script", "iframe", "embed")
SOCKET = """(address) => new Promise((done) => {
  const live = new WebSocket(address);
  live.onopen = () => done(true);
  live.onerror = live.onclose = () => done(false);
})"""
# Sends each request in every way that a page may without asking, and in those it must ask for.
SCRIPT = """async ({targets, types, tags}) => {
  const sent = [];
  const answered = [];
  const quiet = (promise, name) => { sent.push(name);
    return promise.then((answer) => answered.push([name, answer.type, answer.status]), () => 0); };
  const all = [];
  for (const {method, url, body} of targets) {
    const name = `${method} ${url}`;
    for (const credentials of ['include', 'omit']) {
      for (const type of types) {
        const headers = type === null ? {} : {'Content-Type': type};
        const simple = {method: 'POST', mode: 'no-cors', credentials, headers, body};
        all.push(quiet(fetch(url, simple), `simple ${name}`));
      }
      const headers = {'Content-Type': 'application/json', 'X-CSRF-Token': 'guess',
        'Idempotency-Key': 'guess', 'If-Match': '"1"'};
      all.push(quiet(fetch(url, {method, credentials, headers, body}), `asked ${name}`));
    }
    const data = new FormData();
    data.set('body', body ?? '');
    all.push(quiet(fetch(url, {method: 'POST', mode: 'no-cors', credentials: 'include',
      body: data, keepalive: true}), `form data ${name}`));
    navigator.sendBeacon(url, new Blob([body ?? ''], {type: 'text/plain'}));
    sent.push(`beacon ${name}`);
    for (const tag of tags) {
      const element = document.createElement(tag);
      element.src = `${url}${url.includes('?') ? '&' : '?'}_method=${method}`;
      document.body.append(element);
      sent.push(`${tag} ${name}`);
    }
  }
  for (const type of %s) for (const {method, url, body} of targets) {
    const frame = document.createElement('iframe');
    frame.name = `f${sent.length}`;
    const form = document.createElement('form');
    Object.assign(form, {method: 'post', action: url, enctype: type, target: frame.name});
    const field = document.createElement('input');
    // As text/plain this is JSON: the name up to the sign, the value after it.
    field.name = (body ?? '{}').replace(/}$/, ',"x":"');
    field.value = '"}';
    form.append(field);
    document.body.append(frame, form);
    form.submit();
    sent.push(`form ${type} ${method} ${url}`);
  }
  await Promise.all(all);
  return {sent: sent.length, readable: answered.filter(([, type]) => type !== 'opaque')};
}""" % json.dumps(NAVIGATIONS)  # noqa: UP031


@dataclass(frozen=True)
class Assault:
    """What another site did: how many requests it made, and which answers it could read."""

    sent: int
    readable: list[Any]


def mutating() -> list[Sample]:
    """A valid request of every operation that changes something."""
    found = [sample for sample in samples() if sample.operation.method in MUTATING]
    assert found, "nothing changes anything"
    return found


def each_once(found: Sequence[Sample]) -> list[Sample]:
    """One sample of each operation."""
    return list({sample.name: sample for sample in found}.values())


def ids_of(person: Person) -> dict[str, str]:
    """What the person owns, for the path variables of the route table."""
    return {name: own(name, PersonOwner(person)) for name in OWNED}


def assault(
    stage: Stage,
    page: Page,
    origin: str,
    url: str,
    requests: Sequence[Mapping[str, Any]],
    ways: int,
) -> Assault:
    """Send every request from a page of another origin, by so many content types and elements."""
    visit(stage, page, origin)
    targets = [{**each, "url": url + each["url"]} for each in requests]
    ways_of = {"types": TYPES[:ways], "tags": TAGS[:ways]}
    found = page.evaluate(SCRIPT, {"targets": targets, **ways_of})
    page.wait_for_timeout(500)
    return Assault(**found)


def visit(stage: Stage, page: Page, origin: str) -> None:
    """Lead the browser to an empty page of another origin."""
    stage.witness.pages[PLACE] = "<!doctype html><title>another site</title><body></body>"
    page.goto(origin + PLACE)


def opens_socket(stage: Stage, page: Page, origin: str, person: Person) -> bool:
    """Whether a page of another origin gets a live connection with a ticket that it got hold of."""
    visit(stage, page, origin)
    ticket = person.post("/v1/tickets")["ticket"]
    url = person.product.url.replace("http:", "ws:")
    return bool(page.evaluate(SOCKET, f"{url}/ws?ticket={ticket}"))


def requests_for(found: Sequence[Sample], ids: Mapping[str, str]) -> list[dict[str, Any]]:
    """The samples as a script can send them."""
    return [
        {
            "method": sample.operation.method,
            "url": sample.path(ids),
            "body": None if sample.body is None else json.dumps(sample.body),
        }
        for sample in found
    ]


FORGED: dict[str, dict[str, str]] = {
    "foreign origin": {"Origin": "http://evil.example"},
    "foreign origin over TLS": {"Origin": "https://evil.example"},
    "no origin to tell": {"Origin": "null"},
    "another port": {"Origin": "http://localhost:1"},
    "a longer name": {"Origin": "http://localhost.evil.example"},
    "cross-site": {"Sec_Fetch_Site": "cross-site"},
    "same site only": {"Sec_Fetch_Site": "same-site"},
}


def let_through(person: Person, found: Sequence[Sample], ids: Mapping[str, str]) -> Iterator[str]:
    """Requests that pass although they come from elsewhere, or lack the token of the session."""
    for sample in found:
        method, path = sample.operation.method, sample.path(ids)
        tries = {name: {**forged} for name, forged in FORGED.items()}
        if sample.operation.policy != "public":
            tries |= {"no token": {"X_CSRF_Token": ""}, "a guess": {"X_CSRF_Token": "x" * 43}}
        for name, headers in tries.items():
            answer = person.send(method, path, sample.body, If_Match='"1"', **headers)
            if answer.status != 403:
                yield f"{method} {path} with {name}: {answer.status}"


READS = """async (url) => {
  const gained = [];
  const read = async (name, promise) => { try { const answer = await promise;
    if (answer.type !== 'opaque') gained.push(name); } catch { return; } };
  for (const path of ['/v1/me', '/v1/session', '/', '/sw.js']) {
    await read(`cors ${path}`, fetch(url + path, {credentials: 'include'}));
    try { await fetch(url + path, {mode: 'no-cors', credentials: 'include'});
      gained.push(`no-cors ${path}`); } catch { /* kept away by its resource policy */ }
  }
  const load = (tag, path) => new Promise((done) => {
    const element = document.createElement(tag);
    element.onload = () => { if (tag !== 'iframe') gained.push(`${tag} ${path}`); done(); };
    element.onerror = done;
    element[tag === 'link' ? 'href' : 'src'] = url + path;
    if (tag === 'link') element.rel = 'stylesheet';
    document.body.append(element);
    setTimeout(done, 3000);
  });
  await Promise.all([load('img', '/icon.svg'), load('script', '/device.js'),
    load('script', '/v1/me'), load('link', '/v1/me'), load('iframe', '/')]);
  const opened = window.open(url + '/');
  await new Promise((done) => setTimeout(done, 1500));
  if (opened && !opened.closed) gained.push('hold of a window');
  return gained;
}"""


def gained(stage: Stage, page: Page, origin: str, url: str) -> list[str]:
    """What a page of another origin gets to read, embed or hold of the product."""
    visit(stage, page, origin)
    found = list(page.evaluate(READS, url))
    framed = [frame.url for frame in page.frames if frame.url.startswith(url)]
    return [*found, *(f"frame of {address}" for address in framed)]


def sign_in(page: Page, watch: Watch, person: Person) -> None:
    """Come in by the form, so that the browser itself keeps the cookies."""
    page.goto(f"{person.product.url}/sign-in")
    page.locator("input[name=email]").fill(person.email)
    page.locator("input[name=password]").fill(person.password)
    page.locator("form button[type=submit]").click()
    page.wait_for_url(lambda address: "/sign-in" not in address)
    watch.forget()
