"""The worker looks at the days once a minute, only where something happened or a session ended."""

from __future__ import annotations

import pytest

from firstbell.duties.models import Duty
from firstbell.followup.missing.models import MissingCase
from firstbell.followup.tests.mornings import at, marked
from firstbell.worker import loop
from tests.builders import a_group, a_provision, a_pupil, a_register, a_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def pupil(monkeypatch):
    monkeypatch.setattr(loop, "_looked", {})
    pupil = a_pupil(group=a_group(a_site(a_provision())))
    a_register(pupil)
    return pupil


class TestLookingAtDays:
    def test_opens_what_the_day_asks_for(self, pupil):
        loop.look_at_days(at("08:00"))
        assert Duty.objects.filter(kind="close-the-day").count() == 1

    def test_costs_two_statements_where_nothing_happened(self, pupil, django_assert_num_queries):
        loop.look_at_days(at("08:00"))
        loop.look_at_days(at("08:01"))
        with django_assert_num_queries(2):
            loop.look_at_days(at("08:02"))

    def test_waits_a_minute_between_two_looks(self, pupil, django_assert_num_queries):
        loop.look_at_days(at("08:00"))
        with django_assert_num_queries(1):
            loop.look_at_days(at("08:00"))

    def test_looks_again_when_a_session_ended_though_nobody_did_anything(self, pupil):
        marked(pupil)
        marked(pupil, session="PM", clock="13:05")
        for clock in ("13:06", "13:07", "14:59"):
            loop.look_at_days(at(clock))
        assert not MissingCase.objects.exists()
        loop.look_at_days(at("15:00"))
        assert MissingCase.objects.exists()
