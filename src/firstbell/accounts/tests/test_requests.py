"""What a request knows about its person, and what it costs to know it."""

from __future__ import annotations

from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path, reverse

from firstbell.accounts.middleware import CHOSEN_PROVISION, SIGNED_IN_AT
from firstbell.accounts.models import Membership
from tests import builders

HOME = "accounts:mine"
TODAY = date(2026, 11, 23)

pytestmark = pytest.mark.django_db


def an_empty_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=204)


# Addresses with nothing behind them, so that only the way there is measured.
urlpatterns = [
    path("mine/", include(([path("", an_empty_page, name="mine")], "accounts"))),
    path("open/", an_empty_page, name="account_inactive"),
]


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def staff_of(client: Client):
    return client.get(reverse(HOME)).wsgi_request.staff


class TestTheHotPath:
    @pytest.fixture(autouse=True)
    def empty_pages(self, settings):
        settings.ROOT_URLCONF = __name__

    def test_the_session_and_the_person_with_their_roles_are_two_statements(self, django_assert_num_queries):
        provision = builders.a_provision()
        for _ in range(3):
            builders.a_site(provision)
        user = builders.a_member(provision, "tutor")
        builders.a_member(provision, "head", user=user)
        builders.a_member(builders.a_provision(), "tutor", user=user)
        client = signed_in(user)
        with django_assert_num_queries(2):
            assert client.get("/mine/").status_code == 204

    def test_a_second_factor_that_is_demanded_costs_no_statement_more(self, settings, django_assert_num_queries):
        settings.SECOND_FACTOR_REQUIRED = True
        user = builders.a_member(builders.a_provision(), "head")
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
        client = signed_in(user)
        with django_assert_num_queries(2):
            assert client.get("/mine/").status_code == 204

    def test_a_visitor_without_a_sign_in_costs_no_statement(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert Client().get("/open/").status_code == 204


class TestStaff:
    def test_the_highest_role_is_the_one_shown_and_all_count(self):
        provision = builders.a_provision(name="Alder Yard")
        user = builders.a_member(provision, "tutor")
        builders.a_member(provision, "safeguarding_lead", user=user)
        staff = staff_of(signed_in(user))
        assert staff.role == "safeguarding_lead"
        assert staff.roles == ("safeguarding_lead", "tutor")
        assert staff.has("tutor") and not staff.has("head")
        assert staff.provision_name == "Alder Yard"

    def test_the_journal_is_told_the_name_and_roles_of_the_moment(self):
        user = builders.a_member(builders.a_provision(), "tutor")
        actor = staff_of(signed_in(user)).actor
        assert (actor.kind, actor.id, actor.name, actor.role) == ("staff", user.pk, user.name, "tutor")

    def test_only_open_sites_of_the_provision_are_theirs(self):
        provision = builders.a_provision()
        kept, closed = builders.a_site(provision), builders.a_site(provision)
        closed.archived_at = builders.london("2026-01-01 12:00")
        closed.save()
        builders.a_site()
        assert staff_of(signed_in(builders.a_member(provision, "tutor"))).site_ids == (kept.pk,)

    @pytest.mark.parametrize(
        ("starts_on", "ends_on", "holds"),
        [
            ("2026-11-23", None, True),
            ("2026-11-24", None, False),
            ("2024-09-02", "2026-11-23", True),
            ("2024-09-02", "2026-11-22", False),
        ],
    )
    def test_a_membership_holds_from_its_first_day_to_its_last(self, clock_stands_at, starts_on, ends_on, holds):
        clock_stands_at("2026-11-23 23:30")
        user = builders.a_user()
        Membership.objects.create(
            user=user, provision=builders.a_provision(), role="tutor", starts_on=starts_on, ends_on=ends_on
        )
        assert (staff_of(signed_in(user)) is not None) is holds

    def test_access_that_was_ended_is_gone_at_the_next_request(self):
        user = builders.a_member(builders.a_provision(), "tutor")
        client = signed_in(user)
        assert staff_of(client)
        Membership.objects.update(ended_at=builders.london("2026-01-01 12:00"))
        assert staff_of(client) is None

    def test_a_person_made_inactive_is_signed_out_at_the_next_request(self):
        user = builders.a_member(builders.a_provision(), "tutor")
        client = signed_in(user)
        user.is_active = False
        user.save()
        assert client.get(reverse(HOME)).status_code == 302


class TestTwoProvisions:
    def test_the_first_by_name_is_where_a_sign_in_begins(self):
        user = builders.a_member(builders.a_provision(name="Zinnia"), "head")
        builders.a_member(builders.a_provision(name="Alder"), "tutor", user=user)
        staff = staff_of(signed_in(user))
        assert (staff.provision_name, staff.roles) == ("Alder", ("tutor",))
        assert [name for _, name in staff.provisions] == ["Alder", "Zinnia"]

    def test_the_choice_is_kept_and_brings_that_provisions_roles(self):
        user = builders.a_member(builders.a_provision(name="Alder"), "tutor")
        other = builders.a_provision(name="Zinnia")
        builders.a_member(other, "head", user=user)
        client = signed_in(user)
        assert client.post(reverse("accounts:provision"), {"provision": other.pk}).status_code == 302
        staff = staff_of(client)
        assert (staff.provision_name, staff.roles) == ("Zinnia", ("head",))

    def test_a_provision_that_is_not_theirs_cannot_be_chosen(self):
        user = builders.a_member(builders.a_provision(), "tutor")
        stranger = builders.a_provision()
        client = signed_in(user)
        assert client.post(reverse("accounts:provision"), {"provision": stranger.pk}).status_code == 422
        session = client.session
        session[CHOSEN_PROVISION] = stranger.pk
        session.save()
        assert staff_of(client).provision_id != stranger.pk

    def test_the_page_sends_nobody_to_another_site(self):
        provision = builders.a_provision()
        client = signed_in(builders.a_member(provision, "tutor"))
        answer = client.post(
            reverse("accounts:provision"), {"provision": provision.pk, "next": "https://elsewhere.example/"}
        )
        assert answer.url == "/"


class TestTheAgeOfASignIn:
    def test_it_ends_twelve_hours_after_it_began(self):
        client = signed_in(builders.a_member(builders.a_provision(), "tutor"))
        assert client.get(reverse(HOME)).status_code == 200
        session = client.session
        session[SIGNED_IN_AT] -= settings.SESSION_COOKIE_AGE + 1
        session.save()
        assert client.get(reverse(HOME)).status_code == 302

    def test_moving_the_practice_clock_signs_nobody_out(self, clock_runs_from):
        client = signed_in(builders.a_member(builders.a_provision(), "tutor"))
        clock_runs_from("2030-01-07 09:00")
        assert client.get(reverse(HOME)).status_code == 200


class TestAPageOfSomebody:
    def test_is_not_kept_by_the_browser(self):
        client = signed_in(builders.a_member(builders.a_provision(), "tutor"))
        assert "no-store" in client.get(reverse(HOME)).headers["Cache-Control"]
        assert "Cache-Control" not in Client().get(reverse("ui:help")).headers


class TestNobody:
    def test_is_sent_to_sign_in_and_back_afterwards(self):
        answer = Client().get(reverse("accounts:people") + "?a=b")
        assert answer.status_code == 302
        assert answer.url == reverse("account_login") + "?next=/account/people/%3Fa%3Db"

    def test_a_script_is_told_plainly_and_not_given_a_page(self):
        answer = Client().post(reverse("accounts:end_other_sign_ins"), headers={"Sec-Fetch-Mode": "cors"})
        assert answer.status_code == 401
        assert "Nothing was saved" in answer.content.decode()

    def test_an_htmx_request_is_sent_to_sign_in_as_a_whole_page(self):
        answer = Client().post(reverse("accounts:end_other_sign_ins"), headers={"HX-Request": "true"})
        assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, reverse("account_login"))


class TestTheWrongRole:
    def test_is_refused_in_plain_words(self):
        answer = signed_in(builders.a_member(builders.a_provision(), "tutor")).get(reverse("accounts:people"))
        assert answer.status_code == 403
        assert "not for your role" in answer.content.decode()

    def test_somebody_without_any_role_today_is_told_so(self):
        answer = signed_in(builders.a_user()).get(reverse("accounts:people"))
        assert answer.status_code == 403
        assert "no access here today" in answer.content.decode()


class TestTheSecondFactor:
    @pytest.fixture(autouse=True)
    def demanded(self, settings):
        settings.SECOND_FACTOR_REQUIRED = True

    def test_without_one_every_page_leads_to_setting_it_up(self):
        client = signed_in(builders.a_member(builders.a_provision(), "head"))
        assert client.get(reverse("accounts:people")).url == reverse("mfa_index")
        assert client.post(reverse("accounts:end_other_sign_ins")).url == reverse("mfa_index")

    def test_the_way_to_set_it_up_and_the_way_out_stay_open(self):
        client = signed_in(builders.a_member(builders.a_provision(), "head"))
        assert client.get(reverse("mfa_index")).status_code == 200
        assert client.get(reverse("account_logout")).status_code == 200

    def test_with_an_authenticator_the_pages_open(self):
        user = builders.a_member(builders.a_provision(), "head")
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
        assert signed_in(user).get(reverse("accounts:invite")).status_code == 200

    def test_recovery_codes_alone_are_no_second_factor(self):
        user = builders.a_member(builders.a_provision(), "head")
        Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={})
        assert signed_in(user).get(reverse("accounts:people")).url == reverse("mfa_index")
