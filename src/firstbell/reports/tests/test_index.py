"""The page of all reports shows each reader what they may open."""

import pytest
from django.urls import reverse

from tests.builders import PASSWORD, a_member, a_provision

pytestmark = pytest.mark.django_db


def page(client, role):
    user = a_member(a_provision(), role)
    assert client.login(email=user.email, password=PASSWORD)
    return client.get(reverse("reports:index")).content.decode()


class TestTheReportsPage:
    def test_begins_with_the_promise_record(self, client):
        shown = page(client, "attendance_lead")
        assert shown.index("The promise record") < shown.index("Attendance in figures")
        assert reverse("reports:promises") in shown

    def test_shows_a_tutor_only_what_a_tutor_may_open(self, client):
        assert "The promise record" not in page(client, "tutor")
