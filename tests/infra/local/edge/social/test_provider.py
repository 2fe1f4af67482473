"""The local OpenID Connect provider, driven the way a browser and Cognito drive it."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest

from infra.local.edge.social.clients import Client, credentials
from infra.local.edge.social.grants import OneTime
from infra.local.edge.social.keys import SigningKey

if TYPE_CHECKING:
    from pathlib import Path

    from tests.infra.local.edge.support import Edge

pytestmark = pytest.mark.anyio

VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest())[:43].decode()


class Journey:
    """One person's way through a provider, and Cognito's calls behind it."""

    def __init__(self, edge: Edge, slug: str = "google") -> None:
        self.edge = edge
        self.slug = slug
        self.base = f"{edge.url}/_local/social/{slug}"
        self.issuer = f"{edge.settings.public_url}/_local/social/{slug}"
        self.client: Client = credentials(edge.settings.home)[slug]
        self.redirect_uri = f"{edge.settings.public_url}/oauth2/idpresponse"

    def query(self, **changes: str) -> str:
        return urlencode(
            {
                "response_type": "code",
                "client_id": self.client.client_id,
                "redirect_uri": self.redirect_uri,
                "scope": "openid email profile",
                "state": "relay & state",
                "nonce": "n-1",
            }
            | changes
        )

    async def page(self, **changes: str) -> tuple[int, str]:
        status, _, text = await self.edge.get(
            f"/_local/social/{self.slug}/authorize?{self.query(**changes)}",
            Accept_Language="en",
        )
        return status, text

    async def answer(self, page: str, **form: str) -> tuple[int, dict[str, str], str]:
        found = re.search(r'name="request" value="([^"]+)"', page)
        assert found
        async with self.edge.client.post(
            f"{self.base}/consent",
            data={"request": found[1], "decision": "allow"} | form,
            headers={"Accept-Encoding": "identity"},
            allow_redirects=False,
        ) as answer:
            location = urlsplit(answer.headers.get("Location", ""))
            values = {name: items[0] for name, items in parse_qs(location.query).items()}
            where = f"{location.scheme}://{location.netloc}{location.path}"
            return answer.status, values | {"to": where}, await answer.text()

    async def code(self, **changes: str) -> str:
        _, page = await self.page(**changes)
        status, values, _ = await self.answer(page, person="maya.okafor@google.example")
        assert status == 302
        assert values["to"] == self.redirect_uri
        assert values["state"] == "relay & state"
        return values["code"]

    async def exchange(self, code: str, /, **changes: str) -> tuple[int, dict[str, Any]]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "client_id": self.client.client_id,
            "client_secret": self.client.client_secret,
        } | changes
        async with self.edge.client.post(f"{self.base}/token", data=form) as answer:
            assert answer.headers["Cache-Control"] == "no-store"
            return answer.status, await answer.json()


@pytest.fixture
def journey(edge: Edge) -> Journey:
    return Journey(edge)


async def read_json(edge: Edge, path: str) -> dict[str, Any]:
    async with edge.client.get(f"{edge.url}{path}") as answer:
        assert answer.status == 200
        document: dict[str, Any] = await answer.json()
        return document


@pytest.mark.parametrize("slug", ["google", "apple", "facebook", "amazon"])
async def test_each_provider_describes_itself(edge: Edge, slug: str) -> None:
    base = f"/_local/social/{slug}"
    document = await read_json(edge, f"{base}/.well-known/openid-configuration")
    assert document["issuer"] == f"{edge.settings.public_url}{base}"
    assert document["token_endpoint"] == f"{document['issuer']}/token"
    keys = await read_json(edge, f"{base}/jwks.json")
    assert keys["keys"][0]["alg"] == "RS256"
    assert "d" not in keys["keys"][0]


async def test_a_sign_in_with_pkce_from_the_page_to_the_claims(
    edge: Edge, journey: Journey
) -> None:
    code = await journey.code(code_challenge=CHALLENGE, code_challenge_method="S256")
    status, tokens = await journey.exchange(code, code_verifier=VERIFIER)
    assert status == 200
    assert tokens["token_type"] == "Bearer"
    keys = jwt.PyJWKSet.from_dict(await read_json(edge, "/_local/social/google/jwks.json"))
    claims = jwt.decode(
        tokens["id_token"],
        keys[jwt.get_unverified_header(tokens["id_token"])["kid"]],
        algorithms=["RS256"],
        audience=journey.client.client_id,
        issuer=journey.issuer,
    )
    assert claims["nonce"] == "n-1"
    assert claims["email"] == "maya.okafor@google.example"
    assert claims["email_verified"] is True
    assert (claims["name"], claims["given_name"]) == ("Maya Okafor", "Maya")
    half = hashlib.sha256(tokens["access_token"].encode()).digest()[:16]
    assert claims["at_hash"] == base64.urlsafe_b64encode(half).rstrip(b"=").decode()
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    async with edge.client.get(f"{journey.base}/userinfo", headers=bearer) as answer:
        assert await answer.json() == {
            name: claims[name]
            for name in (
                *("sub", "email", "email_verified"),
                *("name", "given_name", "family_name", "locale"),
            )
        }


async def test_a_code_works_once(journey: Journey) -> None:
    code = await journey.code()
    assert (await journey.exchange(code))[0] == 200
    assert await journey.exchange(code) == (
        400,
        {
            "error": "invalid_grant",
            "error_description": "The code is unknown, used or expired.",
        },
    )


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_id": "serenity-apple"}, 401, "invalid_client"),
        ({"code": "made-up"}, 400, "invalid_grant"),
        ({"redirect_uri": "http://evil.example/"}, 400, "invalid_grant"),
        ({"code_verifier": "w" * 64}, 400, "invalid_grant"),
        ({"code_verifier": ""}, 400, "invalid_grant"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)
async def test_a_wrong_exchange_is_refused(
    journey: Journey, changes: dict[str, str], status: int, error: str
) -> None:
    code = await journey.code(code_challenge=CHALLENGE, code_challenge_method="S256")
    answer = await journey.exchange(code, **({"code_verifier": VERIFIER} | changes))
    assert (answer[0], answer[1]["error"]) == (status, error)


async def test_the_secret_may_travel_in_the_authorization_header(
    edge: Edge, journey: Journey
) -> None:
    pair = f"{journey.client.client_id}:{journey.client.client_secret}"
    form = {
        "grant_type": "authorization_code",
        "code": await journey.code(),
        "redirect_uri": journey.redirect_uri,
    }
    basic = {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
    async with edge.client.post(f"{journey.base}/token", data=form, headers=basic) as answer:
        assert answer.status == 200


async def test_a_code_of_one_provider_is_nothing_to_another(edge: Edge, journey: Journey) -> None:
    code = await journey.code()
    status, body = await Journey(edge, "apple").exchange(code)
    assert (status, body["error"]) == (400, "invalid_grant")


async def test_refusing_sends_the_person_back_without_a_code(journey: Journey) -> None:
    _, page = await journey.page()
    status, values, _ = await journey.answer(page, decision="cancel")
    assert status == 302
    assert values["error"] == "access_denied"
    assert values["state"] == "relay & state"
    assert "code" not in values


async def test_someone_else_types_a_name_and_an_address(journey: Journey) -> None:
    _, page = await journey.page()
    status, values, _ = await journey.answer(
        page, person="other", name="  Zoë   van Dam ", email="zoe@home.example"
    )
    assert status == 302
    tokens = (await journey.exchange(values["code"]))[1]
    claims = jwt.decode(tokens["id_token"], options={"verify_signature": False})
    assert (claims["given_name"], claims["family_name"]) == ("Zoë", "van Dam")


@pytest.mark.parametrize("email", ["", "zoe", "a@b", "a b@c.de", "x" * 250 + "@y.example"])
async def test_a_wrong_address_is_asked_again_with_what_was_typed(
    journey: Journey, email: str
) -> None:
    _, page = await journey.page()
    status, _, text = await journey.answer(page, person="other", name="<Zoë>", email=email)
    assert status == 422
    assert 'aria-invalid="true"' in text
    assert "&lt;Zoë&gt;" in text
    status, values, _ = await journey.answer(text, person="other", name="Zoë", email="z@y.example")
    assert (status, "code" in values) == (302, True)


async def test_a_question_is_answered_once(journey: Journey) -> None:
    _, page = await journey.page()
    await journey.answer(page, decision="cancel")
    status, _, text = await journey.answer(page, person="maya.okafor@google.example")
    assert status == 400
    assert "Location" not in text


@pytest.mark.parametrize(
    "changes", [{"client_id": "stranger"}, {"redirect_uri": "https://evil.example/take"}]
)
async def test_a_stranger_is_never_redirected_to(journey: Journey, changes: dict[str, str]) -> None:
    status, text = await journey.page(**changes)
    assert status == 400
    assert "evil.example" not in text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "email"}, "invalid_scope"),
        ({"code_challenge": CHALLENGE, "code_challenge_method": "plain"}, "invalid_request"),
        ({"prompt": "none"}, "login_required"),
    ],
)
async def test_a_wrong_question_goes_back_as_an_error(
    edge: Edge, journey: Journey, changes: dict[str, str], error: str
) -> None:
    status, headers, _ = await edge.get(
        f"/_local/social/google/authorize?{journey.query(**changes)}"
    )
    assert status == 302
    assert parse_qs(urlsplit(headers["Location"]).query)["error"] == [error]


async def test_the_page_speaks_the_visitors_language(edge: Edge, journey: Journey) -> None:
    path = f"/_local/social/google/authorize?{journey.query()}"
    assert "Autoriser" in (await edge.get(path, Accept_Language="fr-CA,en;q=0.5"))[2]
    assert "Allow" in (await edge.get(path, Accept_Language="de, en;q=0.5, fr;q=0.4"))[2]
    assert "Autoriser" in (await edge.get(path, Accept_Language="de"))[2]
    assert "Allow" in (await edge.get(f"{path}&ui_locales=en", Accept_Language="fr"))[2]


@pytest.mark.parametrize("token", ["", "made-up", "id_token"])
async def test_userinfo_wants_an_access_token(edge: Edge, journey: Journey, token: str) -> None:
    if token == "id_token":
        token = (await journey.exchange(await journey.code()))[1]["id_token"]
    headers = {"Authorization": f"Bearer {token}"}
    async with edge.client.get(f"{journey.base}/userinfo", headers=headers) as answer:
        assert answer.status == 401


async def test_key_and_secrets_survive_a_restart_and_stay_private(tmp_path: Path) -> None:
    assert SigningKey(tmp_path).jwks == SigningKey(tmp_path).jwks
    assert credentials(tmp_path) == credentials(tmp_path)
    modes = {file.stat().st_mode & 0o777 for file in (tmp_path / "edge").iterdir()}
    assert modes == {0o600}


def test_what_is_kept_once_expires() -> None:
    now = 0.0
    kept: OneTime[str] = OneTime(10, clock=lambda: now)
    name = kept.keep("value")
    now = 9.9
    assert kept.peek(name) == "value"
    now = 10.1
    assert kept.take(name) is None
