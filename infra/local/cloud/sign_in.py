"""Makes local Cognito strict: real codes, PKCE and checked claims for social sign-in."""

from __future__ import annotations

import secrets
import time
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from ministack.services import cognito

from infra.local.cloud import mending

if TYPE_CHECKING:
    from infra.local.cloud.config import CloudConfig

CODE_SECONDS = {"_confirmation_code": 24 * 3600, "_reset_code": 3600}
CHECKED_ACTIONS = {"ConfirmSignUp": "_confirmation_code", "ConfirmForgotPassword": "_reset_code"}
CLOCK_SKEW_SECONDS = 60
REDIRECT = 302
PROVIDER: ContextVar[dict[str, Any] | None] = ContextVar("PROVIDER", default=None)


def send_code(
    original: Any, pool: dict[str, Any], username: str, attributes: dict[str, str],
    _code: str, attribute_name: str = "email",
) -> Any:  # fmt: skip
    """Send a code nobody can guess instead of the one that stock always sends."""
    user, _ = cognito._resolve_user(pool, username)
    kind = "_reset_code" if attribute_name == "password" else "_confirmation_code"
    fresh = f"{secrets.randbelow(1_000_000):06d}"
    user[kind] = fresh
    user[kind + "_until"] = time.time() + CODE_SECONDS[kind]
    return original(pool, username, attributes, fresh, attribute_name)


def run_action(original: Any, handler: Any, action: str, data: dict[str, Any]) -> Any:
    """Check the code of a confirmation, which stock does only while it checks signatures."""
    kind = CHECKED_ACTIONS.get(action)
    if kind:
        pool, _ = cognito._pool_for_client(data.get("ClientId"))
        user = cognito._resolve_user(pool, data.get("Username"))[0] if pool else None
        if user and user.get(kind + "_until", 0) < time.time():
            user.pop(kind, None)
        error = cognito._confirmation_code_error(action, data)
        if error:
            return error
    return original(handler, action, data)


def begin_federation(original: Any, query: dict[str, Any]) -> Any:
    """Keep the PKCE challenge of a social sign-in, which stock forgets."""
    challenge = cognito._qp(query, "code_challenge")
    method = cognito._qp(query, "code_challenge_method")
    target, state = cognito._qp(query, "redirect_uri"), cognito._qp(query, "state")
    response = original(query)
    location = response[1].get("Location", "") if response[0] == REDIRECT else ""
    relay_key = parse_qs(urlsplit(location).query).get("state", [""])[0]
    relay = cognito._auth_codes.get(relay_key)
    if relay is None or not challenge:
        return response
    refused = cognito._pkce_error_redirect(target, challenge, method, state)
    if refused:
        cognito._auth_codes.pop(relay_key, None)
        return refused
    relay["code_challenge"], relay["code_challenge_method"] = challenge, method
    return response


def end_federation(original: Any, method: str, body: bytes, query: dict[str, Any]) -> Any:
    """Finish a social sign-in with a code that is checked like any other."""
    key = cognito._qp(query, "state")
    relay = dict(cognito._auth_codes.get(key) or {})
    refusal = cognito._qp(query, "error")
    if refusal and relay.get("type") == "relay":
        cognito._auth_codes.pop(key, None)
        description = cognito._qp(query, "error_description") or refusal
        return redirect(relay, {"error": refusal, "error_description": description})
    PROVIDER.set(provider_of(relay))
    response = original(method, body, query)
    if response[0] == REDIRECT:
        location = urlsplit(response[1]["Location"])
        adopt_code(parse_qs(location.query).get("code", [""])[0], relay)
    return response


def redirect(relay: dict[str, Any], values: dict[str, str]) -> Any:
    """Send the browser back to the application."""
    if relay.get("state"):
        values["state"] = relay["state"]
    target = relay["redirect_uri"]
    joint = "&" if "?" in target else "?"
    location = f"{target}{joint}{urlencode(values)}"
    return REDIRECT, {"Location": location, "Content-Type": "text/html"}, b""


def provider_of(relay: dict[str, Any]) -> dict[str, Any] | None:
    """Return the details of the identity provider of a pending sign-in."""
    pool = cognito._get_pool_unscoped(relay.get("pool_id", "")) or {}
    known = pool.get("_identity_providers", {}).get(relay.get("provider_name", ""))
    return dict(known.get("ProviderDetails", {})) if known else None


def adopt_code(code: str, relay: dict[str, Any]) -> None:
    """Move a social sign-in's code to where client, PKCE and single use are enforced."""
    entry = cognito._auth_codes.pop(code, None)
    if entry is None:
        return
    pool = cognito._get_pool_unscoped(entry["pool_id"])
    for attribute in pool["_users"][entry["username"]]["Attributes"]:
        if attribute["Name"].endswith("_verified"):
            attribute["Value"] = attribute["Value"].lower()
    cognito._authorization_codes[code] = {
        "client_id": entry["client_id"],
        "pool_id": entry["pool_id"],
        "redirect_uri": entry["redirect_uri"],
        "scope": relay.get("scope", "openid"),
        "username": entry["username"],
        "nonce": relay.get("nonce", ""),
        "expires_at": time.time() + 300,
        "code_challenge": relay.get("code_challenge", ""),
        "code_challenge_method": relay.get("code_challenge_method", ""),
    }


def decode_id_token(original: Any, token: str) -> Any:
    """Check who issued a provider's ID token, for whom, and until when.

    Its signature needs no check: it came straight from the provider's token endpoint
    (OpenID Connect Core 3.1.3.7, point 6).
    """
    claims = original(token)
    provider = PROVIDER.get() or {}
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if claims.get("iss") != provider.get("oidc_issuer"):
        raise ValueError("the ID token's issuer is not the provider")
    if provider.get("client_id") not in audiences:
        raise ValueError("the ID token is meant for another client")
    if float(claims.get("exp", 0)) < time.time() - CLOCK_SKEW_SECONDS:
        raise ValueError("the ID token has expired")
    return claims


def mend(config: CloudConfig) -> None:
    """Put the stricter sign-in in place."""
    needed = ("_auth_codes", "_authorization_codes", "_pool_for_client", "_resolve_user", "_qp")
    helpers = ("_confirmation_code_error", "_pkce_error_redirect", "_get_pool_unscoped")
    mending.require(cognito, *needed, *helpers)
    mending.wrap(cognito, "_send_verification_email", send_code)
    mending.wrap(cognito, "_run_idp_handler", run_action)
    mending.wrap(cognito, "_oauth2_authorize_federation", begin_federation)
    mending.wrap(cognito, "_oauth2_idp_response", end_federation)
    mending.wrap(cognito, "_decode_id_token_unverified", decode_id_token)
    callback = f"{config.public_url}/oauth2/idpresponse"
    mending.wrap(cognito, "_oidc_callback_url", lambda _original, _pool: callback)
