"""Attacks on a sign-in with a provider (RFC 9700); each answers whether it succeeded.

Success is a session as somebody else, somebody else's session in my browser, or another site.
"""

from __future__ import annotations

import urllib.parse
from collections.abc import Callable

from serenity.ids import digest, new_secret
from tests.functions.accounts.browser import PASSWORD, Browser, Pages
from tests.proofs.social.scene import FACEBOOK, GOOGLE, LOGIN, SESSION, Scene, query_of, replaced

EVIL = "https://evil.example"
TARGETS = (
    EVIL, "//evil.example", "///evil.example", "/\\evil.example", "\\/evil.example",
    "\\\\evil.example", "/\t/evil.example", "/\n/evil.example", "\t//evil.example",
    "http:evil.example", ".evil.example", "@evil.example", ":80@evil.example", ":@evil.example/",
    "evil.example", "javascript:alert(1)", "data:text/html,x", "?//evil.example",
    "/%0d%0aLocation:%20https://evil.example", "/\r\nLocation: https://evil.example",
    "\u2028//evil.example", "\x00//evil.example", "/\\/evil.example", "#//evil.example",
)  # fmt: skip


def _in(at: Scene, browser: Browser) -> bool:
    return at.session(browser) is not None


def replayed_callback(at: Scene) -> bool:
    """The same callback once more, after its session ended."""
    mine = at.browser()
    address, cookie = mine.social(GOOGLE, at.email()), mine.cookies[LOGIN]
    at.finish(mine, address)
    mine.cookies = {LOGIN: cookie}
    at.finish(mine, address)
    return _in(at, mine)


def callback_elsewhere(at: Scene) -> bool:
    """Login CSRF: the attacker's callback in the victim's browser."""
    victim = at.browser()
    at.finish(victim, at.browser().social(GOOGLE, at.email()))
    return _in(at, victim)


def callback_elsewhere_in_the_midst(at: Scene) -> bool:
    """Login CSRF while the victim's own sign-in is under way."""
    victim = at.browser()
    at.begin(victim)
    at.finish(victim, at.browser().social(GOOGLE, at.email()))
    return _in(at, victim)


def state_without_its_browser(at: Scene) -> bool:
    """A callback seen by somebody who invents the browser's cookie."""
    thief = at.browser()
    address = at.browser().social(GOOGLE, at.email())
    thief.cookies[LOGIN] = new_secret()
    at.finish(thief, address)
    return _in(at, thief)


def invented_state(at: Scene) -> bool:
    """States that nobody gave out."""
    mine = at.browser()
    address = mine.social(GOOGLE, at.email())
    for state in (new_secret(), "", "login#x", "*", "\u00e9", "a" * 200):
        at.finish(mine, replaced(address, state=state))
    return _in(at, mine)


def missing_state(at: Scene) -> bool:
    """No state at all."""
    mine = at.browser()
    at.finish(mine, replaced(mine.social(GOOGLE, at.email()), state=None))
    return _in(at, mine)


def doubled_parameters(at: Scene) -> bool:
    """Every parameter twice, one of them wrong."""
    mine = at.browser()
    address = mine.social(GOOGLE, at.email())
    at.finish(mine, f"{address}&state={new_secret()}&code=x")
    return _in(at, mine)


def expired_state(at: Scene) -> bool:
    """A sign-in that was begun longer ago than it may take."""
    mine = at.browser()
    address = mine.social(GOOGLE, at.email())
    at.cloud.client("dynamodb").update_item(
        TableName=at.cloud.outputs["LoginStatesTable"],
        Key={"state_hash": {"S": f"login#{digest(query_of(address)['state'])}"}},
        UpdateExpression="SET expires_at = :past",
        ExpressionAttributeValues={":past": {"N": "1000000000"}},
    )
    at.finish(mine, address)
    return _in(at, mine)


def _injected(at: Scene, code: str) -> bool:
    """A code of somebody else's in a sign-in of the attacker's own."""
    attacker = at.browser()
    at.finish(attacker, replaced(attacker.social(GOOGLE, at.email()), code=code))
    return _in(at, attacker)


def stolen_code(at: Scene) -> bool:
    """The code of the victim's sign-in."""
    return _injected(at, query_of(at.browser().social(GOOGLE, at.email()))["code"])


def used_code(at: Scene) -> bool:
    """A code that has been exchanged already."""
    victim = at.browser()
    address = victim.social(GOOGLE, at.email())
    at.finish(victim, address)
    assert _in(at, victim)
    return _injected(at, query_of(address)["code"])


def invented_code(at: Scene) -> bool:
    """Codes that nobody gave out."""
    codes = ("x", "x" * 2000, "' OR 1=1 --", "\u202e", "../x", new_secret())
    return any(_injected(at, code) for code in codes)


def code_without_challenge(at: Scene) -> bool:
    """PKCE downgrade: the victim's sign-in was stripped of its challenge, then its code stolen."""
    victim = at.browser()
    stripped = replaced(at.begin(victim), code_challenge=None, code_challenge_method=None)
    return _injected(at, query_of(victim.consent(stripped, at.email())).get("code", ""))


def code_for_the_attackers_challenge(at: Scene) -> bool:
    """The victim's sign-in was given the attacker's challenge, then its code stolen."""
    victim, attacker = at.browser(), at.browser()
    own = attacker.social(GOOGLE, at.email())
    challenge = query_of(at.begin(attacker)).get("code_challenge")
    begun = replaced(at.begin(victim), code_challenge=challenge)
    code = query_of(victim.consent(begun, at.email())).get("code", "")
    at.finish(attacker, replaced(own, code=code))
    return _in(at, attacker)


def plain_challenge(at: Scene) -> bool:
    """PKCE whose challenge is the verifier itself."""
    victim = at.browser()
    begun = replaced(at.begin(victim), code_challenge_method="plain")
    pages = Pages(at.cloud.public_url + "/v1/auth/callback")
    address = pages.open(begun).url
    return "code" in query_of(address)


def wrong_challenge(at: Scene) -> bool:
    """A challenge that the browser's verifier does not fit."""
    mine = at.browser()
    begun = replaced(at.begin(mine), code_challenge="A" * 43)
    at.finish(mine, mine.consent(begun, at.email()))
    return _in(at, mine)


def another_nonce(at: Scene) -> bool:
    """An ID token that was made for another sign-in."""
    mine = at.browser()
    at.finish(mine, mine.consent(replaced(at.begin(mine), nonce="n" * 64), at.email()))
    return _in(at, mine)


def missing_nonce(at: Scene) -> bool:
    """An ID token that was made for no sign-in in particular."""
    mine = at.browser()
    at.finish(mine, mine.consent(replaced(at.begin(mine), nonce=None), at.email()))
    return _in(at, mine)


def answer_of_another_provider(at: Scene) -> bool:
    """Mix-up: a sign-in with one provider finished by another."""
    mine = at.browser()
    begun = replaced(at.begin(mine), identity_provider=FACEBOOK)
    at.finish(mine, mine.consent(begun, at.email()))
    return _in(at, mine)


def code_of_another_provider(at: Scene) -> bool:
    """Mix-up behind the pool: one provider's code, and its `iss`, in another's answer."""
    mine, until = at.browser(), "/oauth2/idpresponse"
    honest = mine.consent(at.begin(mine), at.email(), until=until)
    other = at.browser()
    foreign = query_of(other.consent(at.begin(other, FACEBOOK), at.email(), until=until))
    mixed = replaced(honest, code=foreign["code"], iss=foreign.get("iss", EVIL))
    at.finish(mine, Pages(at.cloud.public_url + "/v1/auth/callback").open(mixed).url)
    return _in(at, mine)


def foreign_issuer(at: Scene) -> bool:
    """Mix-up in front: a callback that says it comes from another issuer, with its code."""
    mine = at.browser()
    at.finish(mine, replaced(mine.social(GOOGLE, at.email()), iss=EVIL, code=new_secret()))
    return _in(at, mine)


def code_of_another_client(at: Scene) -> bool:
    """The victim signed in with another app of the same pool."""
    client = at.pool(
        "create_user_pool_client",
        ClientName="another",
        AllowedOAuthFlowsUserPoolClient=True,
        AllowedOAuthFlows=["code"],
        AllowedOAuthScopes=["openid", "email", "profile"],
        CallbackURLs=[f"{at.cloud.public_url}/v1/auth/callback"],
        SupportedIdentityProviders=["COGNITO", GOOGLE],
    )["UserPoolClient"]["ClientId"]
    mine = at.browser()
    at.finish(mine, mine.consent(replaced(at.begin(mine), client_id=client), at.email()))
    return _in(at, mine)


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
    return _in(at, attacker)


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
    return bool(mails) or at.same_person(victim, attacker) or _in(at, attacker)


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


Attack = Callable[[Scene], bool]
ATTACKS: tuple[Attack, ...] = (
    replayed_callback, callback_elsewhere, callback_elsewhere_in_the_midst,
    state_without_its_browser, invented_state, missing_state, doubled_parameters, expired_state,
    stolen_code, used_code, invented_code, code_without_challenge,
    code_for_the_attackers_challenge, plain_challenge, wrong_challenge, another_nonce,
    missing_nonce, answer_of_another_provider, code_of_another_provider, foreign_issuer,
    code_of_another_client, pre_hijack, unconfirmed_pre_hijack, claimed_address, unverified_claim,
    address_of_two_providers, password_for_a_provider_account, proof_of_another_person,
    proof_elsewhere, open_redirect, planted_session,
)  # fmt: skip
