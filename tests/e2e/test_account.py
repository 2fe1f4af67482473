"""Point 1: an account by e-mail or through a provider, leaving, coming back, own sessions."""

from __future__ import annotations

import re
from uuid import uuid4

from playwright.sync_api import expect

from tests.e2e.conftest import Visit
from tests.e2e.person import PASSWORD, Person
from tests.e2e.visitor import Look, Visitor
from tests.support.product import Product


def address(name: str) -> str:
    return f"{name}-{uuid4().hex[:10]}@example.org"


def skip_welcome(visitor: Visitor) -> None:
    visitor.heading("welcome.language.title")
    for following in ("day", "focus", "goals"):
        visitor.press("welcome.skip")
        visitor.heading(f"welcome.{following}.title")
    visitor.press("welcome.skip")
    expect(visitor.page).to_have_url(visitor.url + "/")


def sign_out(visitor: Visitor) -> None:
    visitor.open("/settings")
    visitor.press("settings.account.signOut")
    visitor.heading("auth.signIn.title")


def test_by_email_with_the_code_from_the_mailbox(
    product: Product, visit: Visit, look: Look
) -> None:
    visitor = visit(look)
    email = address("reader")
    visitor.open("/goals")
    visitor.heading("auth.signIn.title")
    visitor.page.get_by_role("link", name=visitor.t("auth.signIn.create")).click()
    visitor.field("auth.email").fill(email)
    visitor.field("auth.password").fill(PASSWORD)
    visitor.press("auth.signUp.submit")

    visitor.heading("auth.confirm.title")
    visitor.field("auth.code").fill("000000")
    visitor.press("auth.confirm.submit")
    expect(visitor.field("auth.code")).to_have_attribute("aria-invalid", "true")
    visitor.field("auth.code").fill(product.code_for(email))
    visitor.press("auth.confirm.submit")
    skip_welcome(visitor)

    sign_out(visitor)
    visitor.open("/settings")
    visitor.heading("auth.signIn.title")
    visitor.field("auth.email").fill(email)
    visitor.field("auth.password").fill("not the password")
    visitor.press("auth.signIn.submit")
    visitor.shows("auth.signIn.wrong")
    visitor.field("auth.password").fill(PASSWORD)
    visitor.press("auth.signIn.submit")
    visitor.heading("settings.title")


def test_a_forgotten_password(product: Product, visit: Visit, person: Person, look: Look) -> None:
    visitor = visit(look)
    visitor.open("/sign-in")
    visitor.page.get_by_role("link", name=visitor.t("auth.signIn.forgot")).click()
    before = product.code_for(person.email)
    visitor.field("auth.email").fill(person.email)
    visitor.press("auth.forgot.submit")
    visitor.heading("auth.forgot.resetTitle")
    visitor.field("auth.code").fill(product.code_for(person.email, other_than=before))
    visitor.field("auth.newPassword").fill("a wide valley at dawn")
    visitor.press("auth.forgot.reset")
    visitor.heading("auth.signIn.title")
    visitor.field("auth.password").fill("a wide valley at dawn")
    visitor.press("auth.signIn.submit")
    expect(visitor.page).to_have_url(visitor.url + "/")
    assert person.send("GET", "/v1/me").status == 401


def test_through_a_provider(visit: Visit, look: Look) -> None:
    visitor = visit(look)
    email = address("social")
    visitor.open("/sign-in?next=/trends")
    provider = visitor.page.get_by_role(
        "link", name=visitor.t("auth.continueWith", provider="Google"), exact=True
    )
    provider.click()
    print(visitor.page.url, visitor.page.inner_text("body"))
    visitor.page.wait_for_url(re.compile("/_local/social/"))
    raise AssertionError(email)
