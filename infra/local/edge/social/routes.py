"""The front channel of the local provider: discovery, the consent page and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from aiohttp import web

from infra.local.edge.pages import language_of
from infra.local.edge.social.clients import PROVIDERS, credentials, issuer
from infra.local.edge.social.grants import Grant, OneTime, SignInRequest
from infra.local.edge.social.keys import SigningKey
from infra.local.edge.social.people import SOMEONE_ELSE, Person, demo_people, typed_person
from infra.local.edge.social.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.edge.pages import Pages
    from infra.local.edge.settings import Settings

_PATH = "/_local/social/{slug:" + "|".join(PROVIDERS) + "}"
_REQUEST_SECONDS = 600
_CODE_SECONDS = 60


class Social:
    """Asks a person, and sends them back with a code or a refusal."""

    def __init__(self, settings: Settings, pages: Pages) -> None:
        self._public_url = settings.public_url
        self._pages = pages
        self._clients = credentials(settings.home)
        self._key = SigningKey(settings.home)
        self._requests: OneTime[SignInRequest] = OneTime(_REQUEST_SECONDS)
        self._grants: OneTime[Grant] = OneTime(_CODE_SECONDS)
        self._tokens = Tokens(self._public_url, self._clients, self._key, self._grants)

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of all providers."""
        return [
            web.get(_PATH + "/.well-known/openid-configuration", self._discovery),
            web.get(_PATH + "/jwks.json", self._jwks),
            web.get(_PATH + "/authorize", self._authorize),
            web.post(_PATH + "/consent", self._consent),
            web.post(_PATH + "/token", self._tokens.exchange),
            web.get(_PATH + "/userinfo", self._tokens.userinfo),
            web.post(_PATH + "/userinfo", self._tokens.userinfo),
        ]

    async def _discovery(self, request: web.Request) -> web.Response:
        base = issuer(self._public_url, request.match_info["slug"])
        return web.json_response(
            {
                "issuer": base,
                "authorization_endpoint": f"{base}/authorize",
                "token_endpoint": f"{base}/token",
                "userinfo_endpoint": f"{base}/userinfo",
                "jwks_uri": f"{base}/jwks.json",
                "response_types_supported": ["code"],
                "response_modes_supported": ["query"],
                "grant_types_supported": ["authorization_code"],
                "subject_types_supported": ["public"],
                "scopes_supported": ["openid", "email", "profile"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": [
                    "client_secret_basic",
                    "client_secret_post",
                ],
                "code_challenge_methods_supported": ["S256"],
                "ui_locales_supported": ["fr", "en"],
                "authorization_response_iss_parameter_supported": True,
            }
        )

    async def _jwks(self, _request: web.Request) -> web.Response:
        return web.json_response(self._key.jwks)

    async def _authorize(self, request: web.Request) -> web.StreamResponse:
        slug, query = request.match_info["slug"], request.query
        language = language_of(request)
        redirect_uri = query.get("redirect_uri", "")
        known = query.get("client_id") == self._clients[slug].client_id
        if not known or redirect_uri != f"{self._public_url}/oauth2/idpresponse":
            # Nobody to send an error back to can be trusted: it is shown here.
            return self._fault(slug, language, "social_unknown_client")
        asked = SignInRequest(
            slug=slug,
            client_id=query["client_id"],
            redirect_uri=redirect_uri,
            scope=query.get("scope", ""),
            state=query.get("state", ""),
            nonce=query.get("nonce", ""),
            code_challenge=query.get("code_challenge", ""),
            language=language,
        )
        error = _fault_of(query)
        if error:
            raise self._back(asked, {"error": error})
        return self._ask(asked, {}, {})

    async def _consent(self, request: web.Request) -> web.StreamResponse:
        slug = request.match_info["slug"]
        form = {name: str(value) for name, value in (await request.post()).items()}
        asked = self._requests.take(form.get("request", ""))
        if asked is None or asked.slug != slug:
            return self._fault(slug, language_of(request), "social_expired")
        if form.get("decision") != "allow":
            raise self._back(
                asked, {"error": "access_denied", "error_description": "The person said no."}
            )
        person, faults = _chosen(asked, form)
        if person is None:
            return self._ask(asked, form, faults)
        raise self._back(asked, {"code": self._grants.keep(Grant(asked, person))})

    def _ask(
        self, asked: SignInRequest, form: Mapping[str, str], faults: Mapping[str, str]
    ) -> web.Response:
        values: dict[str, Any] = {
            "slug": asked.slug,
            "provider": PROVIDERS[asked.slug],
            "request_id": self._requests.keep(asked),
            "people": demo_people(asked.slug),
            "scopes": [scope for scope in ("profile", "email") if scope in asked.scope.split()],
            "chosen": form.get("person", ""),
            "typed": {"name": form.get("name", ""), "email": form.get("email", "")},
            "faults": faults,
            "someone_else": SOMEONE_ELSE,
        }
        status = 422 if faults else 200
        return self._pages.render("consent.html", asked.language, values, status=status)

    def _fault(self, slug: str, language: str, text: str) -> web.Response:
        values = {"provider": PROVIDERS[slug], "text": text}
        return self._pages.render("social_fault.html", language, values, status=400)

    def _back(self, asked: SignInRequest, answer: Mapping[str, str]) -> web.HTTPFound:
        query = {**answer, "iss": issuer(self._public_url, asked.slug)}
        if asked.state:
            query["state"] = asked.state
        headers = {"Cache-Control": "no-store"}
        return web.HTTPFound(f"{asked.redirect_uri}?{urlencode(query)}", headers=headers)


def _fault_of(query: Mapping[str, str]) -> str:
    """Return the OAuth error of an authorization request, or an empty string."""
    if query.get("response_type") != "code":
        return "unsupported_response_type"
    if "openid" not in query.get("scope", "").split():
        return "invalid_scope"
    if query.get("code_challenge") and query.get("code_challenge_method") != "S256":
        return "invalid_request"
    # Nobody stays signed in at the stand-in, so there is never an answer without a question.
    return "login_required" if query.get("prompt") == "none" else ""


def _chosen(
    asked: SignInRequest, form: Mapping[str, str]
) -> tuple[Person | None, Mapping[str, str]]:
    if form.get("person") == SOMEONE_ELSE:
        return typed_person(form, asked.language)
    for person in demo_people(asked.slug):
        if person.email == form.get("person"):
            return person, {}
    return None, {"person": "consent_person_fault"}
