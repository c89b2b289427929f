"""Signing in with a passkey, an app or a code by email, in a real browser; and each page of it, looked at."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache

from tests import builders

SIGNED_IN = re.compile(r"^(?!.*(login|2fa))")
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(autouse=True)
def _no_earlier_tries(transactional_db):
    cache.clear()


@pytest.fixture
def tutor(transactional_db):
    return builders.a_member(builders.a_provision(name="Alder Yard"), "tutor", name="Sam Okoro")


@pytest.fixture
def page(open_page):
    return open_page()


def give_authenticator(page: Any) -> None:
    """Give the browser a device that answers for its owner at once."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def give_password(page: Any, user: Any) -> None:
    page.goto("/account/login/")
    page.get_by_label("Work email address").fill(user.email)
    page.get_by_label("Password").fill(builders.PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url(re.compile(r"^(?!.*login/)"))


def sign_out(page: Any) -> None:
    page.goto("/account/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/account/login/**")


def is_signed_in(page: Any, user: Any) -> bool:
    page.goto("/account/")
    return user.email in page.locator("main").inner_text()


def figures_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


class TestPasskeys:
    def test_one_is_added_and_then_signs_in_without_a_password(self, page, tutor):
        give_authenticator(page)
        give_password(page, tutor)
        page.goto("/account/2fa/webauthn/add/")
        page.get_by_role("button", name="Add the passkey").click()
        page.get_by_role("heading", name="Recovery codes").wait_for()
        sign_out(page)
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.wait_for_url(SIGNED_IN)
        assert is_signed_in(page, tutor)

    def test_where_the_device_says_no_the_reader_is_told_and_may_go_on(self, page, tutor):
        page.goto("/account/login/")
        refusal = "Promise.reject(new DOMException('', 'NotAllowedError'))"
        page.evaluate(f"() => {{ navigator.credentials.get = () => {refusal} }}")
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.get_by_text("No passkey was used. Try again, or choose another way.").wait_for()

    def test_without_scripts_there_is_no_button_that_would_do_nothing(self, page_without_javascript):
        page_without_javascript.goto("/account/login/")
        assert not page_without_javascript.get_by_role("button", name="Sign in with a passkey").is_visible()
        assert page_without_javascript.get_by_role("button", name="Continue").is_visible()


class TestWithoutScripts:
    def test_a_password_signs_in_and_a_page_signs_out(self, page_without_javascript, tutor):
        give_password(page_without_javascript, tutor)
        assert is_signed_in(page_without_javascript, tutor)
        sign_out(page_without_javascript)
        page_without_javascript.goto("/account/")
        assert "/account/login/" in page_without_javascript.url


class TestAuthenticatorApp:
    def test_it_is_set_up_and_then_asked_for_after_the_password(self, page, tutor, axe, picture):
        give_password(page, tutor)
        page.goto("/account/2fa/totp/activate/")
        axe(page)
        picture(page, "sign-in app set up")
        secret = page.locator("form b").inner_text()
        page.get_by_label("Six figures").fill(figures_of(secret))
        page.get_by_role("button", name="Set up the app").click()
        page.get_by_role("heading", name="Recovery codes").wait_for()
        codes = page.locator(".codes kbd").all_inner_texts()
        sign_out(page)
        give_password(page, tutor)
        page.get_by_role("heading", name="One more step").wait_for()
        axe(page)
        picture(page, "sign-in one more step")
        page.get_by_label("Code").fill(codes[0])
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(SIGNED_IN)
        assert is_signed_in(page, tutor)


class TestACodeByEmail:
    def test_it_replaces_the_password_once(self, page, tutor, axe, picture):
        page.goto("/account/login/code/")
        axe(page)
        page.get_by_label("Work email address").fill(tutor.email)
        page.get_by_role("button", name="Send the code").click()
        page.get_by_role("heading", name="Enter the code").wait_for()
        axe(page)
        picture(page, "sign-in code by email")
        [sent] = mail.outbox
        code = re.search(r"^(\S{4,})$", sent.body.replace("Hello,", ""), re.M)[1]
        page.get_by_label("Code from the email").fill(code)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(SIGNED_IN)
        assert is_signed_in(page, tutor)

    def test_an_unknown_address_gets_the_same_answer_and_no_mail(self, page):
        page.goto("/account/login/code/")
        page.get_by_label("Work email address").fill("nobody@example.org")
        page.get_by_role("button", name="Send the code").click()
        page.get_by_role("heading", name="Enter the code").wait_for()
        assert mail.outbox == []


class TestANewPassword:
    def test_a_link_by_email_sets_it(self, page, tutor, axe, picture):
        page.goto("/account/password/reset/")
        axe(page)
        picture(page, "sign-in cannot")
        page.get_by_label("Work email address").fill(tutor.email)
        page.get_by_role("button", name="Send the link").click()
        page.get_by_role("heading", name="Look in your email").wait_for()
        axe(page)
        [sent] = mail.outbox
        assert sent.subject.strip().endswith("Set a new password")
        page.goto(re.search(r"https?://[^/]+(/\S+)", sent.body)[1])
        axe(page)
        for label in ("New password", "The new password again"):
            if page.get_by_label(label, exact=True).count():
                page.get_by_label(label, exact=True).fill("seven herons walk slowly")
        page.get_by_role("button", name="Set the password").click()
        page.get_by_role("heading", name="Your new password is set").wait_for()

    def test_an_old_link_says_so(self, page, axe):
        page.goto("/account/password/reset/key/1-abc/")
        page.get_by_role("heading", name="This link no longer works").wait_for()
        axe(page)


class TestEachPage:
    @pytest.mark.parametrize(
        "address",
        ["/account/login/", "/account/inactive/", "/account/password/reset/key/done/"],
    )
    def test_before_signing_in_it_is_ours_and_accessible(self, page, axe, picture, address):
        page.goto(address)
        picture(page, f"sign-in{address}")
        assert page.locator("header.masthead").count() and page.locator("h1").count() == 1
        axe(page)

    @pytest.mark.parametrize(
        "address",
        ["/account/logout/", "/account/password/change/", "/account/2fa/", "/account/2fa/webauthn/",
         "/account/2fa/webauthn/add/", "/account/reauthenticate/"],
    )  # fmt: skip
    def test_after_signing_in_it_is_ours_and_accessible(self, page, tutor, axe, picture, address):
        give_password(page, tutor)
        page.goto(address)
        picture(page, f"sign-in{address}")
        assert page.locator("header.masthead").count() and page.locator("h1").count() == 1
        axe(page)

    def test_a_wrong_password_is_told_plainly_and_the_address_stays(self, page, tutor, axe):
        page.goto("/account/login/")
        page.get_by_label("Work email address").fill(tutor.email)
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Continue").click()
        page.get_by_role("heading", name="1 thing to put right. You are not signed in.").wait_for()
        assert "That address and password do not belong together." in page.locator(".summary").inner_text()
        assert page.get_by_label("Work email address").input_value() == tutor.email
        axe(page)

    def test_what_is_left_empty_is_named(self, page):
        page.goto("/account/login/")
        page.get_by_role("button", name="Continue").click()
        page.get_by_role("link", name="Password: this is empty. Fill it in.").wait_for()
