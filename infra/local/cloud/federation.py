"""Makes social sign-in strict in local Cognito: PKCE, checked claims, no password for it."""

from __future__ import annotations

import json
import time
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from ministack.services import cognito

from infra.local.cloud import mending

if TYPE_CHECKING:
    from infra.local.cloud.config import CloudConfig

SOCIAL = "EXTERNAL_PROVIDER"
CLOCK_SKEW_SECONDS = 60
REDIRECT = 302
# The provider whose answer is being read; None while no social sign-in is.
PROVIDER: ContextVar[dict[str, Any] | None] = ContextVar("PROVIDER", default=None)


def begin_federation(original: Any, query: dict[str, Any]) -> Any:
    """Keep the PKCE challenge and hand `prompt` on; stock forgets both."""
    challenge = cognito._qp(query, "code_challenge")
    method = cognito._qp(query, "code_challenge_method")
    target, state = cognito._qp(query, "redirect_uri"), cognito._qp(query, "state")
    status, headers, body = response = original(query)
    location = headers.get("Location", "") if status == REDIRECT else ""
    relay_key = parse_qs(urlsplit(location).query).get("state", [""])[0]
    relay = cognito._auth_codes.get(relay_key)
    prompt = cognito._qp(query, "prompt")
    if relay is not None and prompt:
        headers = {**headers, "Location": f"{location}&{urlencode({'prompt': prompt})}"}
        response = status, headers, body
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
    reading = PROVIDER.set(provider_of(relay))
    try:
        response = original(method, body, query)
    finally:
        PROVIDER.reset(reading)
    if response[0] == REDIRECT:
        location = urlsplit(response[1]["Location"])
        adopt_code(parse_qs(location.query).get("code", [""])[0], relay)
    elif relay.get("type") == "relay":
        reason = json.loads(response[2]).get("message", "The provider's answer cannot be used.")
        return redirect(relay, {"error": "server_error", "error_description": reason})
    return response


def redirect(relay: dict[str, Any], values: dict[str, str]) -> Any:
    """Send the browser back to the application."""
    if relay.get("state"):
        values["state"] = relay["state"]
    target = relay["redirect_uri"]
    joint = "&" if "?" in target else "?"
    location = f"{target}{joint}{urlencode(values)}"
    return REDIRECT, {"Location": location, "Content-Type": "text/html"}, b""


def provider_of(relay: dict[str, Any]) -> dict[str, Any]:
    """Return the details of the identity provider of a pending sign-in; empty if unknown."""
    pool = cognito._get_pool_unscoped(relay.get("pool_id", "")) or {}
    known = pool.get("_identity_providers", {}).get(relay.get("provider_name", "")) or {}
    return dict(known.get("ProviderDetails", {}))


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
    (OpenID Connect Core 3.1.3.7, point 6). Stock reads its own refresh tokens here as well.
    """
    claims = original(token)
    provider = PROVIDER.get()
    if provider is None:
        return claims
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if claims.get("iss") != provider.get("oidc_issuer"):
        raise ValueError("the ID token's issuer is not the provider")
    if provider.get("client_id") not in audiences:
        raise ValueError("the ID token is meant for another client")
    if float(claims.get("exp", 0)) < time.time() - CLOCK_SKEW_SECONDS:
        raise ValueError("the ID token has expired")
    return claims


def resolve_user(original: Any, pool: dict[str, Any], username: str) -> Any:
    """Find a user; an e-mail address never names a social account, which has no password."""
    user, error = original(pool, username)
    if user is None or user.get("UserStatus") != SOCIAL or is_named(user, username):
        return user, error
    own = {name: one for name, one in pool["_users"].items() if one.get("UserStatus") != SOCIAL}
    return original({**pool, "_users": own}, username)


def is_named(user: dict[str, Any], username: str) -> bool:
    """Tell whether a user is meant by name or by subject, and not by an alias."""
    attributes = cognito._attr_list_to_dict(user.get("Attributes", []))
    return username in (user.get("Username"), attributes.get("sub"))


def refuse_password(original: Any, data: dict[str, Any]) -> Any:
    """Refuse a password for an account that has none; stock takes any."""
    if "PASSWORD" in data.get("AuthFlow", "") or "SRP" in data.get("AuthFlow", ""):
        pool, _ = cognito._pool_for_client(data.get("ClientId"))
        username = data.get("AuthParameters", {}).get("USERNAME")
        user = cognito._resolve_user(pool, username)[0] if pool else None
        if user and (not user.get("_password") or user.get("UserStatus") == SOCIAL):
            message = "Incorrect username or password."
            return cognito.error_response_json("NotAuthorizedException", message, 400)
    return original(data)


def refuse_reset(original: Any, data: dict[str, Any]) -> Any:
    """Refuse a new password for an account that signs in elsewhere."""
    pool, _ = cognito._pool_for_client(data.get("ClientId"))
    user = cognito._resolve_user(pool, data.get("Username"))[0] if pool else None
    if user and user.get("UserStatus") == SOCIAL:
        message = "User password cannot be reset in the current state."
        return cognito.error_response_json("NotAuthorizedException", message, 400)
    return original(data)


def mend(config: CloudConfig) -> None:
    """Put the stricter social sign-in in place."""
    needed = ("_auth_codes", "_authorization_codes", "_pool_for_client", "_qp")
    helpers = ("_pkce_error_redirect", "_get_pool_unscoped", "_attr_list_to_dict")
    mending.require(cognito, *needed, *helpers, "error_response_json")
    mending.wrap(cognito, "_oauth2_authorize_federation", begin_federation)
    mending.wrap(cognito, "_oauth2_idp_response", end_federation)
    mending.wrap(cognito, "_decode_id_token_unverified", decode_id_token)
    mending.wrap(cognito, "_resolve_user", resolve_user)
    mending.wrap(cognito, "_admin_initiate_auth", refuse_password)
    mending.wrap(cognito, "_initiate_auth", refuse_password)
    mending.wrap(cognito, "_forgot_password", refuse_reset)
    callback = f"{config.public_url}/oauth2/idpresponse"
    mending.wrap(cognito, "_oidc_callback_url", lambda _original, _pool: callback)
