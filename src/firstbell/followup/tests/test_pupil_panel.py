"""A pupil's page shows the office what waits to be done about them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from firstbell.followup.tests.mornings import marked
from tests.builders import a_group, a_member, a_provision, a_pupil, a_site

pytestmark = pytest.mark.django_db

SENTENCE = "Tell the school within 30 minutes of the pupil&#x27;s start"


@pytest.fixture
def pupil(clock_runs_from):
    pupil = a_pupil("Callum Tarn", group=a_group(a_site(a_provision())))
    marked(pupil)
    clock_runs_from("2026-11-23 09:12")
    return pupil


def page(client, pupil, role):
    client.force_login(a_member(pupil.provision, role), backend="firstbell.accounts.backend.StaffBackend")
    return client.get(reverse("people:pupil", args=[pupil.pk])).content.decode()


class TestThePupilsPage:
    def test_shows_the_office_what_is_due_and_leads_to_the_call(self, pupil, client):
        shown = page(client, pupil, "attendance_lead")
        assert SENTENCE in shown
        assert "Log a call" in shown

    def test_shows_a_tutor_no_duties_of_the_office(self, pupil, client):
        assert SENTENCE not in page(client, pupil, "tutor")
