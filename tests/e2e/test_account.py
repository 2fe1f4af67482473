"""Point 1: an account by e-mail or through a provider, leaving, coming back, own sessions."""

from __future__ import annotations

import re
from uuid import uuid4

from playwright.sync_api import Page, Route, expect

from tests.e2e.aging import age_sign_in, age_tokens
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


def sign_up(visitor: Visitor, email: str) -> None:
    """Fill the form that asks for a new account, and send it."""
    visitor.field("auth.email").fill(email)
    visitor.field("auth.password").fill(PASSWORD)
    visitor.press("auth.signUp.submit")


def test_by_email_with_the_code_from_the_mailbox(
    product: Product, visit: Visit, look: Look
) -> None:
    visitor = visit(look)
    email = address("reader")
    visitor.open("/goals")
    visitor.heading("auth.signIn.title")
    visitor.page.get_by_role("link", name=visitor.t("auth.signIn.create")).click()
    visitor.heading("auth.signUp.title")
    sign_up(visitor, email)

    visitor.heading("auth.confirm.title")
    visitor.field("auth.code").fill("000000")
    visitor.press("auth.confirm.submit")
    expect(visitor.field("auth.code")).to_have_attribute("aria-invalid", "true")
    visitor.field("auth.code").fill(product.code_for(email))
    # One press is enough, although the fault above the button goes away under it.
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


def test_a_code_whose_answer_was_lost_is_taken_when_sent_again(
    product: Product, visit: Visit, look: Look
) -> None:
    visitor = visit(look)
    email = address("twice")
    visitor.open("/sign-up")
    sign_up(visitor, email)
    visitor.field("auth.code").fill(product.code_for(email))
    visitor.page.route("**/v1/auth/confirm", lose_the_answer, times=1)
    visitor.press("auth.confirm.submit")
    visitor.shows("errors.unavailable")
    visitor.press("auth.confirm.submit")
    visitor.heading("welcome.language.title")


def lose_the_answer(route: Route) -> None:
    """The request arrives and takes effect; what comes back is an outage."""
    assert route.fetch().ok
    route.fulfill(status=503)


def test_a_forgotten_password(product: Product, visit: Visit, person: Person, look: Look) -> None:
    visitor = visit(look)
    visitor.open("/sign-in")
    visitor.page.get_by_role("link", name=visitor.t("auth.signIn.forgot")).click()
    visitor.heading("auth.forgot.title")
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


def consent(visitor: Visitor, provider: str) -> Page:
    """From the sign-in page to the provider's own page, which asks."""
    name = visitor.t("auth.continueWith", provider=provider)
    visitor.page.get_by_role("link", name=name, exact=True).click()
    visitor.page.wait_for_url(re.compile("/_local/social/"))
    expect(visitor.page.get_by_text(provider).first).to_be_visible()
    return visitor.page


def test_through_a_provider(visit: Visit, look: Look) -> None:
    visitor = visit(look)
    email = address("social")
    visitor.open("/sign-in?next=/trends")
    page = consent(visitor, "Google")
    page.locator("button[value=cancel]").click()
    visitor.shows("auth.failed.denied")
    page.get_by_role("link", name=visitor.t("auth.failed.back")).click()

    consent(visitor, "Apple")
    allow(page, email)
    skip_welcome(visitor)
    sign_out(visitor)
    consent(visitor, "Apple")
    allow(page, email)
    # Back where one left, or at the beginning: either is inside.
    expect(page).to_have_url(re.compile(re.escape(visitor.url) + "/(settings)?$"))
    visitor.open("/settings")
    expect(page.get_by_text(email)).to_be_visible()


def allow(page: Page, email: str) -> None:
    """Say on the provider's page who one is, and go back."""
    page.locator("input[value=other]").check()
    page.locator("#name").fill("Zoé Martin")
    page.locator("#email").fill(email)
    page.locator("button[value=allow]").click()


def test_an_account_without_a_password_is_deleted_after_a_visit_to_its_provider(
    product: Product, visit: Visit, look: Look
) -> None:
    visitor = visit(look)
    email = address("leaving")
    visitor.open("/sign-in")
    page = consent(visitor, "Google")
    allow(page, email)
    skip_welcome(visitor)
    session = page.request.get(f"{visitor.url}/v1/session").json()
    age_sign_in(product, session["user_id"])

    visitor.open("/settings")
    visitor.press("settings.account.delete")
    visitor.shows("auth.reauth.leadProvider")
    visitor.press("auth.reauth.provider", provider="Google")
    page.wait_for_url(re.compile("/_local/social/"))
    allow(page, email)
    visitor.press("settings.account.deleteConfirm")
    visitor.shows("settings.account.deleted")
    assert not page.request.get(f"{visitor.url}/v1/session").json()["signed_in"]


def test_sessions_are_listed_and_ended_from_elsewhere(
    visit: Visit, person: Person, look: Look
) -> None:
    here, there = visit(look), visit(look)
    for visitor in (there, here):
        visitor.sign_in(person.email, person.password)
        expect(visitor.page).to_have_url(visitor.url + "/")
    there.open("/goals")
    there.heading("goals.title")
    here.open("/settings")
    card = here.page.get_by_role("region", name=here.t("settings.sessions.title"))
    expect(card.get_by_role("listitem")).to_have_count(3)
    expect(card.get_by_text(here.t("settings.sessions.current"))).to_have_count(1)
    ends = card.get_by_role("button", name=here.t("settings.sessions.end"), exact=False)
    ends.first.click()
    expect(here.toast(here.t("settings.sessions.ended"))).to_be_visible()
    expect(card.get_by_role("listitem")).to_have_count(2)
    there.heading("auth.signIn.title")
    assert person.send("GET", "/v1/me").status == 200


def test_a_session_outlives_its_tokens(
    product: Product, visit: Visit, person: Person, look: Look
) -> None:
    visitor = visit(look, person=person)
    for _ in range(2):
        age_tokens(product, person.user_id)
        visitor.open("/goals")
        visitor.heading("goals.title")
        assert person.get("/v1/me")["email"] == person.email
