"""The back channel of the local provider: codes become tokens, tokens become claims."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from aiohttp import web

from infra.local.edge.social.clients import Client, issuer
from infra.local.edge.social.keys import SigningKey, base64url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.edge.social.grants import Grant, OneTime

_LIFETIME = 3600
_PRIVATE = {"Cache-Control": "no-store"}


def _refused(error: str, detail: str, status: int = 400) -> web.Response:
    headers = dict(_PRIVATE)
    if status == web.HTTPUnauthorized.status_code:
        headers["WWW-Authenticate"] = 'Basic realm="token"'
    body = {"error": error, "error_description": detail}
    return web.json_response(body, status=status, headers=headers)


def _basic_credentials(header: str) -> tuple[str, str] | None:
    kind, _, value = header.partition(" ")
    if kind.lower() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return unquote_plus(name), unquote_plus(secret)


class Tokens:
    """The token and userinfo endpoints of every provider."""

    def __init__(
        self,
        public_url: str,
        clients: Mapping[str, Client],
        key: SigningKey,
        grants: OneTime[Grant],
    ) -> None:
        self._public_url = public_url
        self._clients = clients
        self._key = key
        self._grants = grants

    async def exchange(self, request: web.Request) -> web.Response:
        """Exchange a code, once, for an ID token and an access token."""
        slug = request.match_info["slug"]
        form = {name: str(value) for name, value in (await request.post()).items()}
        if not self._authenticated(slug, request.headers.get("Authorization", ""), form):
            return _refused("invalid_client", "The client's credentials are wrong.", 401)
        if form.get("grant_type") != "authorization_code":
            return _refused("unsupported_grant_type", "Only authorization_code is supported.")
        # Taken before it is judged: a code that was tried wrongly is spent as well.
        grant = self._grants.take(form.get("code", ""))
        if grant is None or grant.request.slug != slug:
            return _refused("invalid_grant", "The code is unknown, used or expired.")
        if form.get("redirect_uri") != grant.request.redirect_uri:
            return _refused("invalid_grant", "The redirect_uri is not the one of the request.")
        if not grant.proves(form.get("code_verifier", "")):
            return _refused("invalid_grant", "The code_verifier does not match.")
        return web.json_response(self._tokens(grant), headers=_PRIVATE)

    async def userinfo(self, request: web.Request) -> web.Response:
        """Tell who an access token stands for."""
        slug = request.match_info["slug"]
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        claims = (
            self._key.read_access_token(token.strip(), issuer(self._public_url, slug))
            if kind.lower() == "bearer"
            else None
        )
        if claims is None:
            headers = {**_PRIVATE, "WWW-Authenticate": 'Bearer error="invalid_token"'}
            return web.json_response({"error": "invalid_token"}, status=401, headers=headers)
        hidden = {"iss", "aud", "iat", "exp", "scope", "client_id"}
        told = {name: value for name, value in claims.items() if name not in hidden}
        return web.json_response(told, headers=_PRIVATE)

    def _authenticated(self, slug: str, authorization: str, form: Mapping[str, str]) -> bool:
        given = _basic_credentials(authorization) or (
            form.get("client_id", ""),
            form.get("client_secret", ""),
        )
        client = self._clients[slug]
        return hmac.compare_digest(given[0].encode(), client.client_id.encode()) and (
            hmac.compare_digest(given[1].encode(), client.client_secret.encode())
        )

    def _tokens(self, grant: Grant) -> dict[str, Any]:
        asked, now = grant.request, int(time.time())
        place = issuer(self._public_url, asked.slug)
        who = {"iss": place, "iat": now, "exp": now + _LIFETIME}
        who |= grant.person.claims(asked.slug, asked.scope)
        access = self._key.sign(
            {**who, "aud": place, "client_id": asked.client_id, "scope": asked.scope}, "at+jwt"
        )
        half = hashlib.sha256(access.encode()).digest()[:16]
        about = {
            **who,
            "aud": asked.client_id,
            "auth_time": int(grant.granted_at),
            "at_hash": base64url(half),
        }
        if asked.nonce:
            about["nonce"] = asked.nonce
        return {
            "access_token": access,
            "id_token": self._key.sign(about, "JWT"),
            "token_type": "Bearer",
            "expires_in": _LIFETIME,
            "scope": asked.scope,
        }
