"""`firstbell administrator`: how the first person comes into an empty installation."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from firstbell.accounts.models import Invitation, User
from firstbell.config.program import main
from firstbell.journal.models import JournalEntry
from firstbell.provisions.models import Provision
from tests import builders

pytestmark = pytest.mark.django_db


def link(capsys) -> str:
    return re.search(r"https?://[^/]+(/\S+)", capsys.readouterr().out)[1]


class TestTheFirstAdministrator:
    def test_joins_by_the_printed_link_a_provision_that_is_made_for_them(self, capsys):
        assert main(["administrator", "ada@example.org", "--provision", "Alder Yard"]) == 0
        client = Client()
        client.post(link(capsys), {"name": "Ada Tarn", "password": "three otters swim north"})
        membership = User.objects.get(email="ada@example.org").memberships.get()
        assert (membership.role, membership.provision.name) == ("administrator", "Alder Yard")
        assert membership.provision.policy_versions.get().preset == "national-2024"

    def test_has_thirty_minutes(self):
        main(["administrator", "ada@example.org", "--provision", "Alder Yard"])
        invitation = Invitation.objects.get()
        assert (invitation.expires_at - invitation.made_at).total_seconds() == 30 * 60

    def test_is_in_the_journal(self):
        main(["administrator", "ada@example.org", "--provision", "Alder Yard"])
        assert list(JournalEntry.objects.values_list("verb", flat=True)) == ["provision.made", "access.invited"]

    def test_needs_a_provision_to_be_named(self, capsys):
        assert main(["administrator", "ada@example.org"]) == 1
        assert "There is no provision yet." in capsys.readouterr().err
        assert not Provision.objects.exists()

    def test_of_a_whole_email_address(self, capsys):
        assert main(["administrator", "ada"]) == 1
        assert "ada is not an email address" in capsys.readouterr().err


class TestALaterAdministrator:
    def test_joins_the_only_provision_without_naming_it(self, capsys):
        here = builders.a_provision()
        assert main(["administrator", "ada@example.org"]) == 0
        assert Invitation.objects.get().provision == here

    def test_must_name_one_of_several(self, capsys):
        builders.a_provision(name="Alder Yard")
        builders.a_provision(name="Brook Farm")
        assert main(["administrator", "ada@example.org"]) == 1
        assert "There are 2: Alder Yard, Brook Farm." in capsys.readouterr().err
        assert main(["administrator", "ada@example.org", "--provision", "Brook Farm"]) == 0
        assert Provision.objects.count() == 2


class TestALostFactor:
    def test_of_the_only_administrator_is_taken_away_at_the_server(self, capsys):
        user = builders.a_member(builders.a_provision(), "administrator", user=builders.a_user(email="ada@example.org"))
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
        assert main(["administrator", "ada@example.org", "--lost-factor"]) == 0
        assert not Authenticator.objects.exists()
        assert JournalEntry.objects.get().verb == "access.factors-removed"

    def test_of_nobody_is_refused(self, capsys):
        assert main(["administrator", "eve@example.org", "--lost-factor"]) == 1
        assert "Nobody signs in as eve@example.org." in capsys.readouterr().err
