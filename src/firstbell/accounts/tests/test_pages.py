"""The pages of people, invitations and one's own account, without a browser."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client
from django.urls import reverse

from firstbell.accounts.middleware import SIGNED_IN_AT
from firstbell.accounts.models import Invitation, Membership, User
from tests import builders

pytestmark = pytest.mark.django_db
PASSWORD = "three otters swim north"


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def provision():
    return builders.a_provision(name="Alder Yard")


@pytest.fixture
def head(provision):
    return signed_in(builders.a_member(provision, "head", name="Bev Tarn"))


def text(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def the_link(answer) -> str:
    return re.search(r"/account/invitation/[\w-]+/", text(answer))[0]


class TestInviting:
    def test_shows_the_link_once_and_then_only_that_it_is_open(self, head):
        invited = head.post(
            reverse("accounts:invite"), {"name": "Jo Marsh", "email": "jo@example.org", "role": "tutor"}
        )
        link = the_link(invited)
        people = text(head.get(reverse("accounts:people")))
        assert "Jo Marsh" in people
        assert link not in people

    def test_with_gaps_says_what_to_write(self, head):
        answer = head.post(reverse("accounts:invite"), {})
        assert answer.status_code == 422
        for words in ("Write the person’s name", "Write the address", "Choose what this person does"):
            assert words.replace("’", "&#x27;") in text(answer) or words in text(answer)

    def test_somebody_who_is_here_already_is_refused_beside_the_address(self, head, provision):
        builders.a_member(provision, "tutor", user=builders.a_user(email="jo@example.org"))
        answer = head.post(reverse("accounts:invite"), {"name": "Jo", "email": "jo@example.org", "role": "tutor"})
        assert answer.status_code == 422
        assert "is tutor here already" in text(answer)

    def test_after_a_while_asks_for_a_fresh_proof_first(self, provision):
        client = signed_in(builders.a_member(provision, "head"))
        session = client.session
        session[SIGNED_IN_AT] -= settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        session.save()
        answer = client.post(reverse("accounts:invite"), {"name": "Jo", "email": "jo@example.org", "role": "tutor"})
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("account_reauthenticate"))
        assert not Invitation.objects.exists()


class TestJoining:
    @pytest.fixture
    def link(self, head) -> str:
        fields = {"name": "Jo Marsh", "email": "jo@example.org", "role": "tutor"}
        return the_link(head.post(reverse("accounts:invite"), fields))

    def test_opening_the_link_changes_nothing(self, link):
        for _ in range(3):
            assert Client().get(link).status_code == 200
            assert Client().head(link).status_code == 200
        assert not User.objects.filter(email="jo@example.org").exists()

    def test_makes_the_account_signs_in_and_leads_to_a_passkey(self, link):
        client = Client()
        answer = client.post(link, {"name": "Jo Marsh", "password": PASSWORD})
        assert answer.url == reverse("mfa_index")
        assert text(client.get(reverse("accounts:mine"))).count("jo@example.org") == 1
        assert Client().post(link, {"name": "Eve", "password": PASSWORD}).status_code == 422

    @pytest.mark.parametrize(
        ("password", "why"),
        [
            ("elevenchars", "too short"),
            ("password1234", "too common"),
            ("alder yard 2026!", "name Alder Yard"),
            ("jo@example.org", "too similar"),
            ("x" * 129, "longer than 128"),
        ],
    )
    def test_a_weak_password_is_refused_with_the_reason(self, link, password, why):
        answer = Client().post(link, {"name": "Jo Marsh", "password": password})
        assert answer.status_code == 422
        assert why in text(answer)

    @pytest.mark.parametrize(
        "password", ["twelve chars", "  spaces kept  ", "🔔🔔🔔🔔🔔🔔🔔🔔🔔🔔🔔🔔", "y" * 127 + "z"]
    )
    def test_any_characters_will_do_and_none_is_lost(self, link, password):
        assert Client().post(link, {"name": "Jo Marsh", "password": password}).status_code == 302
        assert User.objects.get(email="jo@example.org").check_password(password)

    def test_a_spent_link_is_told_in_plain_words(self, link):
        Client().post(link, {"name": "Jo Marsh", "password": PASSWORD})
        User.objects.filter(email="jo@example.org").update(email="gone@example.org")
        answer = Client().get(link)
        assert answer.status_code == 422
        assert "does not work any more" in text(answer)

    def test_with_an_account_already_means_signing_in_first(self, link):
        user = builders.a_member(builders.a_provision(), "tutor", user=builders.a_user(
            email="jo@example.org", password=builders.PASSWORD))  # fmt: skip
        assert Client().get(link).url.startswith(reverse("account_login"))
        client = signed_in(user)
        assert "Join Alder Yard" in text(client.get(link))
        assert client.post(link).status_code == 302
        assert "you are tutor at Alder Yard" in text(client.get(reverse("accounts:mine")))


class TestAPerson:
    def test_gets_other_roles(self, head, provision):
        who = builders.a_member(provision, "tutor")
        answer = head.post(reverse("accounts:change_roles", args=[who.pk]), {"roles": ["attendance_lead"]})
        assert answer.status_code == 302
        assert Membership.objects.get(user=who, ended_at=None).role == "attendance_lead"
        assert "changed what someone may do" in text(head.get(reverse("accounts:person", args=[who.pk])))

    def test_keeps_their_roles_when_none_is_chosen(self, head, provision):
        who = builders.a_member(provision, "tutor")
        answer = head.post(reverse("accounts:change_roles", args=[who.pk]), {})
        assert answer.status_code == 422
        assert "Choose at least one role" in text(answer)

    def test_who_is_a_tutor_gets_their_own_groups(self, head, provision):
        who = builders.a_member(provision, "tutor")
        group = builders.a_group(builders.a_site(provision), "Forge")
        assert "Forge" in text(head.get(reverse("accounts:person", args=[who.pk])))
        assert head.post(reverse("accounts:change_groups", args=[who.pk]), {"groups": [group.pk]}).status_code == 302
        assert who.group_tutors.get().group == group

    def test_who_lost_a_phone_is_helped_by_somebody_else(self, head, provision):
        who = builders.a_member(provision, "tutor", name="Jo Marsh")
        page = reverse("accounts:person", args=[who.pk])
        assert "A lost phone" not in text(head.get(page))
        Authenticator.objects.create(user=who, type=Authenticator.Type.TOTP, data={})
        assert "A lost phone" in text(head.get(page))
        assert head.post(reverse("accounts:remove_factors", args=[who.pk])).status_code == 302
        assert not Authenticator.objects.exists()

    def test_loses_access_with_a_reason(self, head, provision):
        who = builders.a_member(provision, "tutor", name="Jo Marsh")
        assert head.post(reverse("accounts:end_access", args=[who.pk]), {"reason": ""}).status_code == 422
        assert head.post(reverse("accounts:end_access", args=[who.pk]), {"reason": "Left"}).status_code == 302
        assert "No access here now" in text(head.get(reverse("accounts:person", args=[who.pk])))

    def test_is_not_offered_their_own_access(self, head):
        own = User.objects.get(name="Bev Tarn")
        page = text(head.get(reverse("accounts:person", args=[own.pk])))
        assert "This is you" in page and "End access" not in page
        answer = head.post(reverse("accounts:change_roles", args=[own.pk]), {"roles": ["administrator"]})
        assert answer.status_code == 422


class TestOnesOwnAccount:
    def test_the_name_can_be_put_right(self, head):
        assert head.post(reverse("accounts:mine"), {"name": "Beverley Tarn"}).status_code == 302
        assert User.objects.get(name="Beverley Tarn")

    def test_the_sign_ins_are_listed_and_the_others_ended(self, head):
        other = signed_in(User.objects.get(name="Bev Tarn"))
        assert "Still signed in" in text(head.get(reverse("accounts:mine")))
        head.post(reverse("accounts:end_other_sign_ins"))
        assert other.get(reverse("accounts:mine")).status_code == 302
        assert "Still signed in" not in text(head.get(reverse("accounts:mine")))


class TestSigningIn:
    def test_nobody_can_sign_up(self):
        answer = Client().post(reverse("account_signup"), {"email": "eve@example.org", "password1": PASSWORD})
        assert answer.status_code == 302
        assert not User.objects.exists()

    def test_the_address_may_be_written_in_any_case(self, provision):
        user = builders.a_member(provision, "tutor")
        client = Client()
        client.post(reverse("account_login"), {"login": user.email.upper(), "password": builders.PASSWORD})
        assert client.get(reverse("accounts:mine")).status_code == 200

    def test_an_unknown_address_and_a_wrong_password_are_told_alike(self, provision):
        user = builders.a_member(provision, "tutor")
        told = [
            re.sub(r'(value|data-now)="[^"]*"', "", text(Client().post(reverse("account_login"), fields)))
            for fields in (
                {"login": user.email, "password": "wrong"},
                {"login": "nobody@example.org", "password": "wrong"},
            )
        ]
        told = [re.sub(r"datetime=.*?</time>|reference: <b>.*?</b>", "", each) for each in told]
        assert told[0] == told[1]

    def test_passwords_are_tried_at_most_twenty_times_an_hour_for_one_person(self, provision):
        user = builders.a_member(provision, "tutor")
        for _ in range(20):
            Client().post(reverse("account_login"), {"login": user.email, "password": "wrong"})
        client = Client()
        client.post(reverse("account_login"), {"login": user.email, "password": builders.PASSWORD})
        assert client.get(reverse("accounts:mine")).status_code == 302
