"""A browser as accounts sees one: keeps cookies, passes the authorizer, follows redirects."""

from __future__ import annotations

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

from functions.accounts.app import app
from functions.accounts.authorizer import authorize
from serenity.auth import Principal
from tests.functions.accounts.cloud import SignInCloud
from tests.support.gateway import Result, invoke

PASSWORD = "correct horse battery"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
CALLBACK = "/v1/auth/callback"
ARN = "arn:aws:execute-api:eu-central-1:000000000000:api/local"


class Refused(Exception):
    """The authorizer let the request not through: 401 or 403."""


class Browser:
    """Sends requests through the authorizer, as API Gateway does."""

    def __init__(self, cloud: SignInCloud, user_agent: str = FIREFOX) -> None:
        self.cloud = cloud
        self.cookies: dict[str, str] = {}
        self.user_agent = user_agent
        self.app = app
        self.csrf: str | None = None
        self.forwarded_for: str | None = None

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Result:
        """One request; an authorizer's refusal becomes a result with its status and no body."""
        sent = self.headers() | {k.replace("_", "-"): v for k, v in headers.items()}
        caller = None
        if needs_person(method, path):
            try:
                caller = self.principal(method, path, sent)
            except Refused as refused:
                return Result(int(str(refused)), None, {})
        result = invoke(self.app, method, path, caller=caller, body=body, headers=sent)
        for cookie in result.cookies:
            self._keep(cookie)
        return result

    def principal(self, method: str, path: str, headers: dict[str, str]) -> Principal:
        """What the authorizer says of the request."""
        event = {
            "type": "REQUEST",
            "httpMethod": method,
            "methodArn": f"{ARN}/{method}{path}",
            "headers": headers,
            "multiValueHeaders": {k: [v] for k, v in headers.items()},
            "requestContext": {"requestId": "r"},
        }
        try:
            answer = authorize(event, None)
        except Exception as error:  # noqa: BLE001 (what API Gateway does with it)
            assert str(error) == "Unauthorized", repr(error)
            raise Refused("401") from None
        statement = answer["policyDocument"]["Statement"][0]
        assert statement["Resource"] == event["methodArn"]
        if statement["Effect"] != "Allow":
            raise Refused("403")
        return Principal.from_context({"authorizer": answer["context"]})

    def sign_up(self, email: str, password: str = PASSWORD, language: str = "fr") -> None:
        body = {"email": email, "password": password, "language": language}
        assert self.send("POST", "/v1/auth/sign-up", body).status == 202
        confirmation = {"email": email, "code": self.cloud.code_for(email)}
        result = self.send("POST", "/v1/auth/confirm", confirmation)
        assert result.status == 204, result.body

    def sign_in(self, email: str, password: str = PASSWORD) -> Result:
        result = self.send("POST", "/v1/auth/sign-in", {"email": email, "password": password})
        if result.status == 200:
            self.csrf = result.body["csrf_token"]
        return result

    def arrive(self, email: str) -> Result:
        """Sign up and in."""
        self.sign_up(email)
        result = self.sign_in(email)
        assert result.status == 200, result.body
        return result

    def social(
        self, provider: str, person: str, path: str | None = None, *, allow: bool = True
    ) -> str:
        """Go to a provider and back; answers the address of the callback."""
        begun = self.send("GET", path or f"/v1/auth/authorize/{provider}")
        assert begun.status == 302, begun.body
        return self.consent(begun.headers["location"], person, allow=allow)

    def consent(
        self, location: str, person: str, *, allow: bool = True, until: str = CALLBACK
    ) -> str:
        """Follow Cognito to the provider's page, answer it, and stop before an address."""
        decision = "allow" if allow else "cancel"
        told = {"name": "Ana Silva", "email": person, "decision": decision}
        return consent(self.cloud.public_url, location, told, until=until)

    def headers(self) -> dict[str, str]:
        headers = {"User-Agent": self.user_agent, "Accept-Language": "en-GB,en;q=0.9"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if self.csrf:
            headers["X-CSRF-Token"] = self.csrf
        if self.forwarded_for:
            headers["X-Forwarded-For"] = self.forwarded_for
        return headers

    def _keep(self, cookie: str) -> None:
        name, _, rest = cookie.partition("=")
        value = rest.partition(";")[0]
        assert "; Path=/;" in cookie
        assert "Secure" in cookie
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        if "Max-Age=0" in cookie:
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value


class Page:
    """What was loaded, and from where."""

    def __init__(self, url: str, text: str) -> None:
        self.url = url
        self.text = text


class Pages(urllib.request.HTTPRedirectHandler):
    """Follows redirects up to an address that is not loaded any more."""

    def __init__(self, last: str) -> None:
        self._last = last
        jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(
            self, urllib.request.HTTPCookieProcessor(jar), urllib.request.ProxyHandler({})
        )

    def open(self, url: str, data: bytes | None = None) -> Page:
        try:
            with self._opener.open(url, data, timeout=10) as answer:
                return Page(answer.geturl(), answer.read().decode())
        except Arrived as arrived:
            return Page(str(arrived), "")

    def redirect_request(
        self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> Any:
        if newurl.startswith(self._last):
            raise Arrived(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class Arrived(Exception):
    """The browser was sent to the last address."""


def consent(public_url: str, location: str, told: dict[str, str], *, until: str = CALLBACK) -> str:
    """Follow Cognito to the provider's page, tell it who one is, and stop before an address."""
    pages = Pages(public_url + until)
    page = pages.open(location)
    form = re.search(r'<form[^>]*action="([^"]+)"', page.text)
    assert form, page.text[:2000]
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
    answer = hidden | {"person": "other", "decision": "allow"} | told
    target = urllib.parse.urljoin(page.url, form[1].replace("&amp;", "&"))
    return pages.open(target, urllib.parse.urlencode(answer).encode()).url


def query_of(address: str) -> dict[str, str]:
    """The parameters of an address."""
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(address).query))


def callback_of(address: str) -> str:
    """The path and query of a callback's address."""
    parts = urllib.parse.urlsplit(address)
    return f"{parts.path}?{parts.query}"


def needs_person(method: str, path: str) -> bool:
    """Whether the gateway asks the authorizer before this route."""
    bare = path.partition("?")[0]
    for operation in app.operations:
        pattern = re.sub(r"\{\w+\}", "[^/]+", operation.path)
        if operation.method == method and re.fullmatch(pattern, bare):
            return bool(operation.policy != "public")
    return False
