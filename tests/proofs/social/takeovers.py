"""Attacks on what a sign-in leads to: an account, a fresh proof, a session, an address."""

from __future__ import annotations

import urllib.parse

from serenity.ids import new_secret
from tests.functions.accounts.browser import PASSWORD, Browser
from tests.proofs.social.callbacks import EVIL, is_in
from tests.proofs.social.scene import FACEBOOK, GOOGLE, LOGIN, SESSION, Scene

TARGETS = (
    EVIL, "//evil.example", "///evil.example", "/\\evil.example", "\\/evil.example",
    "\\\\evil.example", "/\t/evil.example", "/\n/evil.example", "\t//evil.example",
    "http:evil.example", ".evil.example", "@evil.example", ":80@evil.example", ":@evil.example/",
    "evil.example", "javascript:alert(1)", "data:text/html,x", "?//evil.example",
    "/%0d%0aLocation:%20https://evil.example", "/\r\nLocation: https://evil.example",
    "\u2028//evil.example", "\x00//evil.example", "/\\/evil.example", "#//evil.example",
)  # fmt: skip


def pre_hijack(at: Scene) -> bool:
    """The attacker registers the victim's address first; the victim comes by a provider."""
    address = at.email()
    attacker = at.with_password(address)
    return at.same_person(attacker, at.with_provider(address))


def unconfirmed_pre_hijack(at: Scene) -> bool:
    """The same, the attacker's registration unconfirmed: its password must open nothing."""
    address = at.email()
    attacker = at.with_password(address, confirmed=False)
    at.with_provider(address)
    attacker.sign_in(address, PASSWORD)
    return is_in(at, attacker)


def claimed_address(at: Scene) -> bool:
    """The victim has a password; a provider account of the attacker's claims the same address."""
    address = at.email()
    victim = at.with_password(address)
    return at.same_person(victim, at.with_provider(address, FACEBOOK))


def unverified_claim(at: Scene) -> bool:
    """The same, and the provider says itself that it never verified the address."""
    address = at.email()
    victim, attacker = at.with_password(address), at.with_provider(address, FACEBOOK)
    session = at.session(attacker)
    assert session is not None
    at.pool(
        "admin_update_user_attributes",
        Username=at.pool_name_of(session.user_id),
        UserAttributes=[{"Name": "email_verified", "Value": "false"}],
    )
    return at.same_person(victim, at.with_provider(address, FACEBOOK))


def address_of_two_providers(at: Scene) -> bool:
    """One address at two providers, of which the attacker controls one."""
    address = at.email()
    return at.same_person(at.with_provider(address), at.with_provider(address, FACEBOOK))


def password_for_a_provider_account(at: Scene) -> bool:
    """The victim comes by a provider; the attacker tries passwords, a sign-up and a reset."""
    address = at.email()
    victim, attacker = at.with_provider(address), Browser(at.cloud)
    for password in ("x", PASSWORD, "anything at all"):
        attacker.sign_in(address, password)
    attacker.send("POST", "/v1/auth/forgot", {"email": address})
    mails = at.cloud.mail_for(address)
    body = {"email": address, "code": "000000", "password": PASSWORD}
    attacker.send("POST", "/v1/auth/reset", body)
    attacker.sign_in(address, PASSWORD)
    return bool(mails) or at.same_person(victim, attacker) or is_in(at, attacker)


def proof_of_another_person(at: Scene) -> bool:
    """At the victim's unlocked browser, the attacker proves with an account of their own."""
    victim = at.with_provider(at.email())
    before = at.session(victim)
    begun = at.begin(victim, reauthenticate="true")
    if "/oauth2/authorize" in begun:
        at.finish(victim, victim.consent(begun, at.email()))
    return at.session(victim) != before


def proof_elsewhere(at: Scene) -> bool:
    """A proof begun in one browser and finished in another session of the same person."""
    address = at.email()
    first, second = at.with_provider(address), at.with_provider(address)
    before = at.session(second)
    begun = at.begin(first, reauthenticate="true")
    if "/oauth2/authorize" in begun:
        proof = first.consent(begun, address)
        second.cookies[LOGIN] = first.cookies[LOGIN]
        at.finish(second, proof)
    return at.session(second) != before


def open_redirect(at: Scene) -> bool:
    """A sign-in that leads to another site."""
    return any(_leads_away(at, target) for target in TARGETS)


def _leads_away(at: Scene, target: str) -> bool:
    mine = at.browser()
    path = f"/v1/auth/authorize/{GOOGLE}?return_to={urllib.parse.quote(target)}"
    begun = mine.send("GET", path)
    if begun.status != 302:
        return False
    location = at.finish(mine, mine.consent(begun.headers["location"], at.email()))
    ours, led = urllib.parse.urlsplit(at.cloud.public_url), urllib.parse.urlsplit(location)
    clean = location.isascii() and location.isprintable() and "\\" not in location
    return (led.scheme, led.netloc) != (ours.scheme, ours.netloc) or not clean


def planted_session(at: Scene) -> bool:
    """Session fixation: a session cookie the attacker chose is still the one after a sign-in."""
    victim, chosen = at.browser(), new_secret()
    victim.cookies[SESSION] = chosen
    at.finish(victim, victim.social(GOOGLE, at.email()))
    return victim.cookies.get(SESSION) == chosen
