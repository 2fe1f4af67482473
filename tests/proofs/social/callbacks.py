"""Attacks on the way back from a provider: state, code, PKCE, nonce, mix-up (RFC 9700)."""

from __future__ import annotations

from serenity.ids import digest, new_secret
from tests.functions.accounts.browser import Browser, Pages, query_of
from tests.proofs.social.scene import FACEBOOK, GOOGLE, LOGIN, Scene, replaced

EVIL = "https://evil.example"


def is_in(at: Scene, browser: Browser) -> bool:
    """Whether anybody is signed in there."""
    return at.session(browser) is not None


def replayed_callback(at: Scene) -> bool:
    """The same callback once more, after its session ended."""
    mine = at.browser()
    address, cookie = mine.social(GOOGLE, at.email()), mine.cookies[LOGIN]
    at.finish(mine, address)
    mine.cookies = {LOGIN: cookie}
    at.finish(mine, address)
    return is_in(at, mine)


def state_used_twice(at: Scene) -> bool:
    """The same sign-in finished twice, each time with a code of its own."""
    mine = at.browser()
    begun, cookie, address = at.begin(mine), mine.cookies[LOGIN], at.email()
    first, second = mine.consent(begun, address), mine.consent(begun, address)
    assert query_of(first)["code"] != query_of(second)["code"]
    at.finish(mine, first)
    assert is_in(at, mine)
    mine.cookies = {LOGIN: cookie}
    at.finish(mine, second)
    return is_in(at, mine)


def callback_elsewhere(at: Scene) -> bool:
    """Login CSRF: the attacker's callback in the victim's browser."""
    victim = at.browser()
    at.finish(victim, at.browser().social(GOOGLE, at.email()))
    return is_in(at, victim)


def callback_elsewhere_in_the_midst(at: Scene) -> bool:
    """Login CSRF while the victim's own sign-in is under way."""
    victim = at.browser()
    at.begin(victim)
    at.finish(victim, at.browser().social(GOOGLE, at.email()))
    return is_in(at, victim)


def state_without_its_browser(at: Scene) -> bool:
    """A callback seen by somebody who invents the browser's cookie."""
    thief = at.browser()
    address = at.browser().social(GOOGLE, at.email())
    thief.cookies[LOGIN] = new_secret()
    at.finish(thief, address)
    return is_in(at, thief)


def invented_state(at: Scene) -> bool:
    """States that nobody gave out."""
    mine = at.browser()
    address = mine.social(GOOGLE, at.email())
    for state in (new_secret(), "", "login#x", "*", "\u00e9", "a" * 200):
        at.finish(mine, replaced(address, state=state))
    return is_in(at, mine)


def missing_state(at: Scene) -> bool:
    """No state at all."""
    mine = at.browser()
    at.finish(mine, replaced(mine.social(GOOGLE, at.email()), state=None))
    return is_in(at, mine)


def doubled_parameters(at: Scene) -> bool:
    """Every parameter twice, one of them wrong."""
    mine = at.browser()
    address = mine.social(GOOGLE, at.email())
    at.finish(mine, f"{address}&state={new_secret()}&code=x")
    return is_in(at, mine)


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
    return is_in(at, mine)


def _injected(at: Scene, code: str) -> bool:
    """A code of somebody else's in a sign-in of the attacker's own."""
    attacker = at.browser()
    at.finish(attacker, replaced(attacker.social(GOOGLE, at.email()), code=code))
    return is_in(at, attacker)


def stolen_code(at: Scene) -> bool:
    """The code of the victim's sign-in."""
    return _injected(at, query_of(at.browser().social(GOOGLE, at.email()))["code"])


def used_code(at: Scene) -> bool:
    """A code that has been exchanged already."""
    victim = at.browser()
    address = victim.social(GOOGLE, at.email())
    at.finish(victim, address)
    assert is_in(at, victim)
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
    return is_in(at, attacker)


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
    return is_in(at, mine)


def another_nonce(at: Scene) -> bool:
    """An ID token that was made for another sign-in."""
    mine = at.browser()
    at.finish(mine, mine.consent(replaced(at.begin(mine), nonce="n" * 64), at.email()))
    return is_in(at, mine)


def missing_nonce(at: Scene) -> bool:
    """An ID token that was made for no sign-in in particular."""
    mine = at.browser()
    at.finish(mine, mine.consent(replaced(at.begin(mine), nonce=None), at.email()))
    return is_in(at, mine)


def answer_of_another_provider(at: Scene) -> bool:
    """Mix-up: a sign-in with one provider finished by another."""
    mine = at.browser()
    begun = replaced(at.begin(mine), identity_provider=FACEBOOK)
    at.finish(mine, mine.consent(begun, at.email()))
    return is_in(at, mine)


def code_of_another_provider(at: Scene) -> bool:
    """Mix-up behind the pool: one provider's code, and its `iss`, in another's answer."""
    mine, until = at.browser(), "/oauth2/idpresponse"
    honest = mine.consent(at.begin(mine), at.email(), until=until)
    other = at.browser()
    foreign = query_of(other.consent(at.begin(other, FACEBOOK), at.email(), until=until))
    mixed = replaced(honest, code=foreign["code"], iss=foreign.get("iss", EVIL))
    at.finish(mine, Pages(at.cloud.public_url + "/v1/auth/callback").open(mixed).url)
    return is_in(at, mine)


def foreign_issuer(at: Scene) -> bool:
    """Mix-up in front: an honest code in a callback that says it comes from another issuer."""
    mine = at.browser()
    at.finish(mine, replaced(mine.social(GOOGLE, at.email()), iss=EVIL))
    return is_in(at, mine)


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
    return is_in(at, mine)
