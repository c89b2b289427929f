"""Giving, changing and ending access, and the journal's word on each."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from firstbell import journal
from firstbell.accounts import commands
from firstbell.accounts.models import AccessLog, Invitation, Membership, User
from firstbell.journal.models import JournalEntry
from tests import builders
from tests.builders import london

NOON = london("2026-11-23 12:00")
PASSWORD = "three otters swim north"

pytestmark = pytest.mark.django_db


def an_invitation(provision=None, email="jo@example.org", role="tutor", at=NOON, lasts=timedelta(hours=24)) -> str:
    provision = provision or builders.a_provision()
    head = builders.staff(provision, "head")
    return commands.invite(provision, email=email, name="Jo Marsh", role=role, by=head.actor, at=at, lasts=lasts)


def verbs() -> list[str]:
    return list(JournalEntry.objects.order_by("chain", "number").values_list("verb", flat=True))


class TestAnInvitation:
    def test_makes_an_account_with_the_role_it_was_for(self):
        provision = builders.a_provision()
        user = commands.accept_as_new(an_invitation(provision), name="Jo Marsh", password=PASSWORD, at=NOON)
        assert (user.email, user.check_password(PASSWORD)) == ("jo@example.org", True)
        held = user.memberships.get()
        assert (held.provision, held.role, str(held.starts_on)) == (provision, "tutor", "2026-11-23")

    def test_is_in_the_journal_from_both_sides(self):
        provision = builders.a_provision()
        user = commands.accept_as_new(an_invitation(provision), name="Jo Marsh", password=PASSWORD, at=NOON)
        assert verbs() == ["account.made", "access.invited", "access.given"]
        (given,) = journal.history(f"user:{user.pk}", provision_id=provision.pk)
        assert given.facts["role"] == "tutor"

    def test_keeps_no_secret(self):
        secret = an_invitation()
        assert len(secret) >= 22, "at least 128 bits"
        row = Invitation.objects.values().get()
        assert all(secret not in str(value) for value in row.values())
        assert all(secret not in entry.facts for entry in JournalEntry.objects.all())

    def test_works_once(self):
        secret = an_invitation()
        commands.accept_as_new(secret, name="Jo Marsh", password=PASSWORD, at=NOON)
        with pytest.raises(commands.InvitationSpent):
            commands.accept_as_new(secret, name="Pat Marsh", password=PASSWORD, at=NOON)
        assert User.objects.filter(email="jo@example.org").count() == 1

    @pytest.mark.parametrize(("hours", "works"), [(23.9, True), (24, False)])
    def test_works_for_a_day(self, hours, works):
        secret, later = an_invitation(), NOON + timedelta(hours=hours)
        if works:
            assert commands.invitation_for(secret, later)
        else:
            with pytest.raises(commands.InvitationSpent):
                commands.invitation_for(secret, later)

    def test_that_was_withdrawn_stops(self):
        provision = builders.a_provision()
        secret = an_invitation(provision)
        by = builders.staff(provision, "head").actor
        commands.withdraw_invitation(Invitation.objects.get(), by=by, at=NOON)
        commands.withdraw_invitation(Invitation.objects.get(), by=by, at=NOON)
        with pytest.raises(commands.InvitationSpent):
            commands.invitation_for(secret, NOON)
        assert verbs().count("access.invitation-withdrawn") == 1

    def test_replaces_an_earlier_one_to_the_same_person(self):
        provision = builders.a_provision()
        first, second = an_invitation(provision), an_invitation(provision, email=" JO@example.org ")
        with pytest.raises(commands.InvitationSpent):
            commands.invitation_for(first, NOON)
        assert commands.invitation_for(second, NOON)

    def test_a_made_up_link_is_refused_in_the_same_words_as_a_used_one(self):
        used = an_invitation()
        commands.accept_as_new(used, name="Jo Marsh", password=PASSWORD, at=NOON)
        told = set()
        for secret in (used, "made-up"):
            with pytest.raises(commands.InvitationSpent) as refusal:
                commands.invitation_for(secret, NOON)
            told.add(str(refusal.value))
        assert len(told) == 1

    def test_to_a_role_already_held_is_refused(self):
        provision = builders.a_provision()
        builders.a_member(provision, "tutor", user=builders.a_user(email="jo@example.org"))
        with pytest.raises(commands.AlreadyHere, match="is tutor here already"):
            an_invitation(provision)

    def test_gives_a_person_with_an_account_a_second_provision(self):
        user = builders.a_member(builders.a_provision(), "tutor", user=builders.a_user(email="jo@example.org"))
        there = builders.a_provision()
        commands.accept_as_known(an_invitation(there, role="head"), user, at=NOON)
        assert user.memberships.filter(provision=there, role="head").exists()

    def test_of_somebody_else_cannot_be_used_by_who_finds_it(self):
        finder = builders.a_member(builders.a_provision(), "tutor")
        with pytest.raises(commands.InvitationSpent, match="somebody else"):
            commands.accept_as_known(an_invitation(), finder, at=NOON)
        assert finder.memberships.count() == 1


class TestRoles:
    def test_are_exactly_those_chosen_from_then_on(self):
        provision = builders.a_provision()
        user = builders.a_member(provision, "tutor")
        head = builders.staff(provision, "head")
        assert commands.change_roles(user, ["attendance_lead", "safeguarding_lead"], by=head, at=NOON)
        held = Membership.objects.filter(user=user, ended_at=None).values_list("role", flat=True)
        assert sorted(held) == ["attendance_lead", "safeguarding_lead"]
        (told,) = journal.history(f"user:{user.pk}", provision_id=provision.pk)
        assert told.facts["before"] == ["tutor"]
        assert told.facts["after"] == ["safeguarding_lead", "attendance_lead"]

    def test_that_are_the_same_change_and_tell_nothing(self):
        provision = builders.a_provision()
        user = builders.a_member(provision, "tutor")
        assert not commands.change_roles(user, ["tutor"], by=builders.staff(provision, "head"), at=NOON)
        assert verbs() == []

    def test_of_one_provision_leave_another_alone(self):
        here, there = builders.a_provision(), builders.a_provision()
        user = builders.a_member(here, "tutor")
        builders.a_member(there, "tutor", user=user)
        commands.change_roles(user, ["head"], by=builders.staff(here, "head"), at=NOON)
        assert user.memberships.get(provision=there, ended_at=None).role == "tutor"

    def test_that_ran_out_can_be_given_again(self):
        provision = builders.a_provision()
        user = builders.a_user()
        Membership.objects.create(
            user=user, provision=provision, role="tutor", starts_on="2025-09-01", ends_on="2026-07-31"
        )
        commands.change_roles(user, ["tutor"], by=builders.staff(provision, "head"), at=NOON)
        assert user.memberships.get(ended_at=None).starts_on.isoformat() == "2026-11-23"

    def test_of_ones_own_are_changed_by_somebody_else(self):
        provision = builders.a_provision()
        user = builders.a_member(provision, "administrator")
        self_made = builders.staff(provision, "administrator", user)
        with pytest.raises(commands.OwnAccess):
            commands.change_roles(user, ["head"], by=self_made, at=NOON)
        with pytest.raises(commands.OwnAccess):
            commands.end_access(user, "tired", by=self_made, at=NOON)


class TestALostFactor:
    @pytest.fixture
    def user(self):
        user = builders.a_member(builders.a_provision(), "tutor")
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
        Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={})
        return user

    def test_is_taken_away_by_a_second_person_and_ends_every_sign_in(self, user):
        phone = Client()
        phone.force_login(user)
        here = user.memberships.get().provision
        by = builders.staff(here, "head").actor
        commands.remove_factors(user, by=by, at=NOON, provision_id=here.pk)
        assert not Authenticator.objects.exists()
        assert phone.get("/account/").status_code == 302
        (told,) = journal.history(f"user:{user.pk}", provision_id=here.pk)
        assert (told.verb, told.facts["removed"]) == ("access.factors-removed", 2)

    def test_is_never_taken_away_by_its_owner(self, user):
        here = user.memberships.get().provision
        with pytest.raises(commands.OwnAccess):
            commands.remove_factors(user, by=builders.staff(here, "tutor", user).actor, at=NOON, provision_id=here.pk)
        assert Authenticator.objects.count() == 2


class TestGroups:
    def test_of_a_tutor_are_exactly_those_chosen(self):
        provision = builders.a_provision()
        site = builders.a_site(provision)
        user = builders.a_member(provision, "tutor")
        forge = builders.a_group(site, "Forge", tutors=(user,))
        mill = builders.a_group(site, "Mill")
        commands.change_groups(user, [mill.pk], by=builders.staff(provision, "head"), at=NOON)
        assert list(user.group_tutors.values_list("group", flat=True)) == [mill.pk]
        (told,) = journal.history(f"user:{user.pk}", provision_id=provision.pk)
        assert (told.facts["before"], told.facts["after"]) == ([forge.name], [mill.name])

    def test_of_another_provision_cannot_be_given(self):
        provision, stranger = builders.a_provision(), builders.a_group()
        user = builders.a_member(provision, "tutor")
        commands.change_groups(user, [stranger.pk], by=builders.staff(provision, "head"), at=NOON)
        assert not user.group_tutors.exists()
        assert verbs() == []


class TestEndingAccess:
    def test_signs_the_person_out_everywhere(self):
        provision = builders.a_provision()
        user = builders.a_member(provision, "tutor")
        phone, desk = Client(), Client()
        phone.force_login(user)
        desk.force_login(user)
        commands.end_access(user, "Left on Friday", by=builders.staff(provision, "head"), at=NOON)
        assert not user.memberships.filter(ended_at=None).exists()
        assert phone.get("/account/").status_code == desk.get("/account/").status_code == 302
        (told,) = journal.history(f"user:{user.pk}", provision_id=provision.pk)
        assert told.facts["reason"] == "Left on Friday"

    def test_at_one_provision_leaves_the_sign_in_for_another(self):
        here = builders.a_provision()
        user = builders.a_member(here, "tutor")
        builders.a_member(builders.a_provision(), "tutor", user=user)
        phone = Client()
        phone.force_login(user)
        commands.end_access(user, "Left", by=builders.staff(here, "head"), at=NOON)
        assert phone.get("/account/").status_code == 200


class TestSignIns:
    def test_are_noted_with_the_device_in_words(self):
        user = builders.a_member(builders.a_provision(), "tutor")
        Client(headers={"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Version/19.0 Safari/604.1"}).get("/")
        client = Client()
        client.force_login(user)
        assert user.sign_ins.get().device == "Unknown device"
        assert verbs() == ["sign-in.began"]

    def test_elsewhere_are_ended_and_the_one_here_stays(self):
        user = builders.a_member(builders.a_provision(), "tutor")
        here, there = Client(), Client()
        here.force_login(user)
        there.force_login(user)
        assert commands.end_other_sign_ins(user, here.session.session_key, at=NOON) == 1
        assert here.get("/account/").status_code == 200
        assert there.get("/account/").status_code == 302

    def test_that_were_ended_cannot_be_taken_up_again_with_the_old_cookie(self):
        client, thief = Client(), Client()
        client.force_login(builders.a_member(builders.a_provision(), "tutor"))
        thief.cookies = client.cookies.copy()
        assert thief.get("/account/").status_code == 200
        client.post("/account/logout/")
        assert thief.get("/account/").status_code == 302

    def test_begin_with_a_key_of_their_own(self):
        client = Client()
        client.get("/account/login/")
        client.session.save()
        before = client.session.session_key
        client.force_login(builders.a_member(builders.a_provision(), "tutor"))
        assert client.session.session_key != before
        assert len(client.session.session_key) == 32

    def test_that_the_person_ended_are_noted(self):
        user = builders.a_member(builders.a_provision(), "tutor")
        client = Client()
        client.force_login(user)
        client.post("/account/logout/")
        assert user.sign_ins.get().ended_at is not None
        assert verbs() == ["sign-in.began", "sign-in.ended"]


class TestTheAccessLog:
    def test_notes_every_pupil_in_one_statement_and_is_kept(self, django_assert_num_queries):
        staff = builders.staff(builders.a_provision(), "tutor")
        with django_assert_num_queries(3):
            commands.log_access(staff, range(30), kind=AccessLog.Kind.PRINTED, route="registers:print", at=NOON)
        assert AccessLog.objects.filter(user_id=staff.user_id, kind="printed").count() == 30

    def test_has_a_line_for_each_page_of_a_pupil_that_somebody_read(self):
        pupil = builders.a_pupil()
        client = Client()
        client.force_login(builders.a_member(pupil.provision, "tutor", name="Sam Okoro"))
        page = client.get(reverse("people:pupil", args=[pupil.pk]))
        assert page.status_code == 200
        line = AccessLog.objects.get()
        assert (line.pupil_id, line.user_name, line.role, line.kind, line.route) == (
            pupil.pk,
            "Sam Okoro",
            "tutor",
            "viewed",
            "people:pupil",
        )
        assert line.request_id == page.wsgi_request.id

    def test_has_none_for_a_page_that_was_refused_or_is_not_there(self):
        pupil, stranger = builders.a_pupil(), builders.a_pupil()
        for role, who in (("tutor", stranger), ("administrator", pupil)):
            client = Client()
            client.force_login(builders.a_member(pupil.provision, role))
            assert client.get(reverse("people:pupil", args=[who.pk])).status_code in (403, 404)
        assert not AccessLog.objects.exists()

    def test_of_no_pupil_notes_nothing(self):
        commands.log_access(builders.staff(builders.a_provision()), [], kind="viewed", route="people:list", at=NOON)
        assert not AccessLog.objects.exists()
