"""People, invitations and one's own account in a real browser, by phone and by desk, and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from firstbell.accounts import commands
from firstbell.accounts.models import User
from tests import builders
from tests.support.browser import DESK, PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def provision():
    return builders.a_provision(name="Alder Yard")


@pytest.fixture
def head(provision):
    return builders.a_member(provision, "head", name="Bev Tarn")


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def page(request, open_page, sign_in, head):
    opened = open_page(viewport=request.param)
    sign_in(opened, head)
    opened.size = request.node.callspec.id
    return opened


class TestPages:
    def test_of_people_and_invitations_are_accessible(self, page, provision, axe, picture):
        sam = builders.a_member(provision, "tutor", name="Sam Okoro")
        builders.a_member(provision, "safeguarding_lead", user=sam)
        page.goto("/account/people/invite/")
        axe(page)
        picture(page, f"invite {page.size}")
        page.get_by_label("Name").fill("Jo Marsh")
        page.get_by_label("Work email address").fill("jo@example.org")
        page.get_by_role("button", name="Make the link").click()
        expect(page.locator(".summary")).to_contain_text("Choose what this person does here.")
        axe(page)
        picture(page, f"invite with a gap {page.size}")
        page.get_by_role("radio", name="Tutor").check()
        page.get_by_role("button", name="Make the link").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("A link for Jo Marsh")
        axe(page)
        picture(page, f"invited {page.size}")
        page.goto("/account/people/")
        axe(page)
        picture(page, f"people with access {page.size}")
        page.get_by_role("link", name="Sam Okoro").click()
        axe(page)
        picture(page, f"person {page.size}")

    def test_of_ones_own_account_is_accessible(self, page, provision, axe, picture):
        page.goto("/account/")
        axe(page)
        picture(page, f"my account {page.size}")

    def test_of_the_choice_between_provisions_is_accessible(self, page, head, axe, picture):
        builders.a_member(builders.a_provision(name="Brook Farm"), "tutor", user=head)
        page.goto("/account/where/")
        axe(page)
        picture(page, f"where {page.size}")
        page.get_by_label("Brook Farm").check()
        page.get_by_role("button", name="Work here").click()
        page.goto("/account/")
        expect(page.locator("main")).to_contain_text("tutor at Brook Farm")


class TestJoining:
    @pytest.mark.parametrize("javascript", [True, False], ids=["with", "without"])
    def test_by_the_link_works_with_and_without_javascript(
        self, open_page, provision, axe, picture, javascript, clock_runs_from
    ):
        at = clock_runs_from("2026-11-23 09:00")
        by = builders.staff(provision, "head").actor
        secret = commands.invite(provision, email="jo@example.org", name="Jo Marsh", role="tutor", by=by, at=at)
        page = open_page(viewport=PHONE, java_script_enabled=javascript)
        page.goto(f"/account/invitation/{secret}/")
        if javascript:
            axe(page)
            picture(page, "join by phone")
        page.get_by_label("Choose a password").fill("three otters swim north")
        page.get_by_role("button", name="Make my account").click()
        expect(page.locator("body")).to_contain_text("Welcome, Jo Marsh.")
        assert User.objects.get(email="jo@example.org")
