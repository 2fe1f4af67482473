"""Sign-up codes are secret and checked; social sign-in is bound to the browser that began it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
import time
import uuid
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from botocore.exceptions import ClientError

from tests.infra.local.cloud.conftest import Cloud

PASSWORD = "Quiet-Morning-7"
BACK = "http://localhost:8000/back"
VERIFIER = "v" * 64


def mailed_code(cloud: Cloud, address: str) -> str:
    boxes = requests.get(f"{cloud.url}/_ministack/ses/messages", timeout=20).json()["messages"]
    bodies = [
        mail["BodyText"] or mail["BodyHtml"]
        for mails in boxes.values() for mail in mails if address in mail["To"]
    ]  # fmt: skip
    found = re.search(r"\b(\d{6})\b", bodies[-1])
    assert found
    return found[1]


def sign_up(cloud: Cloud) -> str:
    address = f"{uuid.uuid4().hex}@example.test"
    cloud.client("cognito-idp").sign_up(
        ClientId=cloud.outputs["Client"], Username=address, Password=PASSWORD,
        UserAttributes=[{"Name": "email", "Value": address}],
    )  # fmt: skip
    return address


def confirm(cloud: Cloud, address: str, code: str) -> None:
    cloud.client("cognito-idp").confirm_sign_up(
        ClientId=cloud.outputs["Client"], Username=address, ConfirmationCode=code
    )


def test_codes_differ_and_only_the_mailed_one_confirms(cloud: Cloud) -> None:
    first, second = sign_up(cloud), sign_up(cloud)
    code = mailed_code(cloud, first)
    assert code != mailed_code(cloud, second)
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    with pytest.raises(ClientError, match="CodeMismatchException"):
        confirm(cloud, first, wrong)
    confirm(cloud, first, code)


def test_a_reset_needs_the_mailed_code(cloud: Cloud) -> None:
    address = sign_up(cloud)
    confirm(cloud, address, mailed_code(cloud, address))
    idp, client = cloud.client("cognito-idp"), cloud.outputs["Client"]
    idp.forgot_password(ClientId=client, Username=address)
    code = mailed_code(cloud, address)
    reset = {"ClientId": client, "Username": address, "Password": PASSWORD + "!"}
    with pytest.raises(ClientError, match="CodeMismatchException"):
        idp.confirm_forgot_password(**reset, ConfirmationCode=f"{(int(code) + 1) % 1_000_000:06d}")
    idp.confirm_forgot_password(**reset, ConfirmationCode=code)


def test_a_refresh_token_brings_new_tokens_until_it_is_revoked(cloud: Cloud) -> None:
    address = sign_up(cloud)
    confirm(cloud, address, mailed_code(cloud, address))
    idp, client = cloud.client("cognito-idp"), cloud.outputs["Client"]
    tokens = idp.admin_initiate_auth(
        UserPoolId=cloud.outputs["Pool"],
        ClientId=client,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": address, "PASSWORD": PASSWORD},
    )["AuthenticationResult"]
    refresh = {"ClientId": client, "RefreshToken": tokens["RefreshToken"]}
    for _ in range(2):
        renewed = idp.get_tokens_from_refresh_token(**refresh)["AuthenticationResult"]
        assert renewed["AccessToken"] != tokens["AccessToken"]
    idp.revoke_token(ClientId=client, Token=tokens["RefreshToken"])
    with pytest.raises(ClientError, match="NotAuthorized"):
        idp.get_tokens_from_refresh_token(**refresh)


class Provider(BaseHTTPRequestHandler):
    """A social provider's token endpoint; the test decides on the claims."""

    claims: ClassVar[dict[str, Any]] = {}

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        payload = base64.urlsafe_b64encode(json.dumps(self.claims).encode()).decode().rstrip("=")
        body = json.dumps({"id_token": f"e30.{payload}.c2ln", "access_token": "a"}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the tests' output quiet."""


@pytest.fixture
def provider(cloud: Cloud) -> Iterator[dict[str, Any]]:
    """The claims of the provider's next ID token; right to begin with."""
    server = HTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    issuer = "http://127.0.0.1:9/social"
    details = {
        "client_id": "probe-client", "client_secret": "probe-secret", "oidc_issuer": issuer,
        "authorize_url": f"{issuer}/authorize", "authorize_scopes": "openid email",
        "token_url": f"http://127.0.0.1:{server.server_port}/token",
    }  # fmt: skip
    cloud.client("cognito-idp").update_identity_provider(
        UserPoolId=cloud.outputs["Pool"], ProviderName="Google", ProviderDetails=details
    )
    Provider.claims = {
        "iss": issuer, "aud": "probe-client", "exp": time.time() + 60,
        "sub": uuid.uuid4().hex, "email": "social@example.test", "email_verified": True,
    }  # fmt: skip
    yield Provider.claims
    server.shutdown()
    server.server_close()


def begin(cloud: Cloud) -> str:
    digest = hashlib.sha256(VERIFIER.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    answer = requests.get(
        f"{cloud.url}/oauth2/authorize",
        params={"identity_provider": "Google", "client_id": cloud.outputs["Client"],
                "redirect_uri": BACK, "response_type": "code", "scope": "openid",
                "state": "mine", "nonce": "once", "code_challenge": challenge,
                "code_challenge_method": "S256"},
        allow_redirects=False, timeout=20,
    )  # fmt: skip
    sent = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert sent["redirect_uri"] == [f"{cloud.layout.public_url}/oauth2/idpresponse"]
    return sent["state"][0]


def come_back(cloud: Cloud, **values: str) -> requests.Response:
    return requests.get(
        f"{cloud.url}/oauth2/idpresponse", params=values, allow_redirects=False, timeout=20
    )


def exchange(cloud: Cloud, code: str, verifier: str) -> requests.Response:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK,
            "client_id": cloud.outputs["Client"], "code_verifier": verifier}  # fmt: skip
    return requests.post(f"{cloud.url}/oauth2/token", data=form, timeout=20)


@pytest.mark.usefixtures("provider")
def test_a_social_code_works_once_and_only_with_the_verifier(cloud: Cloud) -> None:
    back = come_back(cloud, code="c", state=begin(cloud))
    query = parse_qs(urlsplit(back.headers["Location"]).query)
    assert query["state"] == ["mine"]
    code = query["code"][0]
    assert exchange(cloud, code, "w" * 64).status_code == 400
    tokens = exchange(cloud, code, VERIFIER).json()
    part = tokens["id_token"].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    assert (claims["nonce"], claims["email"]) == ("once", "social@example.test")
    assert claims["email_verified"] in (True, "true")
    assert exchange(cloud, code, VERIFIER).status_code == 400


@pytest.mark.parametrize(
    "wrong",
    [{"iss": "http://elsewhere"}, {"aud": "another"}, {"exp": 1}],
    ids=["iss", "aud", "exp"],
)
def test_a_foreign_or_stale_id_token_is_refused(
    cloud: Cloud, provider: dict[str, Any], wrong: dict[str, Any]
) -> None:
    provider.update(wrong)
    back = come_back(cloud, code="c", state=begin(cloud))
    query = parse_qs(urlsplit(back.headers["Location"]).query)
    assert back.headers["Location"].startswith(BACK)
    assert query["error"] == ["server_error"]
    assert "code" not in query


@pytest.mark.usefixtures("provider")
def test_a_refusal_at_the_provider_returns_to_the_application(cloud: Cloud) -> None:
    back = come_back(cloud, error="access_denied", state=begin(cloud))
    assert back.status_code == 302
    location = urlsplit(back.headers["Location"])
    assert back.headers["Location"].startswith(BACK)
    assert parse_qs(location.query)["error"] == ["access_denied"]
    assert parse_qs(location.query)["state"] == ["mine"]


def test_no_password_opens_a_social_account(cloud: Cloud, provider: dict[str, Any]) -> None:
    come_back(cloud, code="c", state=begin(cloud))
    idp = cloud.client("cognito-idp")
    for name in (provider["email"], f"Google_{provider['sub']}"):
        with pytest.raises(ClientError, match=r"NotAuthorized|UserNotFound"):
            idp.admin_initiate_auth(
                UserPoolId=cloud.outputs["Pool"],
                ClientId=cloud.outputs["Client"],
                AuthFlow="ADMIN_USER_PASSWORD_AUTH",
                AuthParameters={"USERNAME": name, "PASSWORD": "anything"},
            )
    with pytest.raises(ClientError, match="NotAuthorized"):
        idp.forgot_password(ClientId=cloud.outputs["Client"], Username=f"Google_{provider['sub']}")


@pytest.mark.usefixtures("provider")
def test_a_prompt_reaches_the_provider(cloud: Cloud) -> None:
    answer = requests.get(
        f"{cloud.url}/oauth2/authorize",
        params={
            "identity_provider": "Google",
            "client_id": cloud.outputs["Client"],
            "redirect_uri": BACK,
            "response_type": "code",
            "prompt": "login",
        },
        allow_redirects=False,
        timeout=20,
    )
    assert parse_qs(urlsplit(answer.headers["Location"]).query)["prompt"] == ["login"]
