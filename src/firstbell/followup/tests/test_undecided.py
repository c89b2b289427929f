"""Every N is listed by its age in school days, with who decides and by when."""

from __future__ import annotations

import pytest
from django.urls import reverse

from firstbell.accounts.models import AccessLog
from firstbell.followup.tests.mornings import PRIYA, at, line_of, marked
from firstbell.followup.undecided import undecided
from firstbell.registers import commands as registers
from tests.builders import a_group, a_member, a_provision, a_pupil, a_site

pytestmark = pytest.mark.django_db

FRIDAY, MONDAY, NEXT_MONDAY = "2026-11-20", "2026-11-23", "2026-11-30"


@pytest.fixture
def forge():
    return a_group(a_site(a_provision()), "Forge")


def groups(group, clock="10:00", on=MONDAY):
    return undecided(group.site.provision_id, at(clock, on))


class TestTheList:
    def test_counts_the_age_in_school_days(self, forge):
        marked(a_pupil(group=forge), on=FRIDAY)
        (row,) = groups(forge)[0].rows
        assert (row.age, row.limit, row.is_last_day) == (1, 5, False)

    def test_says_on_the_last_day_to_decide_today(self, forge):
        marked(a_pupil(group=forge))
        (group,) = groups(forge, on=NEXT_MONDAY)
        assert (group.words, group.rows[0].age, group.rows[0].is_last_day) == ("The last day: decide today", 5, True)

    def test_stands_with_the_oldest_first(self, forge):
        marked(a_pupil("Kacey Holt", group=forge))
        marked(a_pupil("Callum Tarn", group=forge), on=FRIDAY)
        shown = [(group.words, [row.name for row in group.rows]) for group in groups(forge)]
        assert shown == [("4 school days left", ["Callum Tarn"]), ("5 school days left", ["Kacey Holt"])]

    def test_names_who_decides_and_whose_hand_writes_o(self, forge):
        marked(a_pupil(group=forge))
        (row,) = groups(forge)[0].rows
        assert (row.decided_by, row.hand) == ("attendance lead", "the policy")

    def test_lets_go_of_what_was_decided(self, forge):
        pupil = a_pupil(group=forge)
        marked(pupil)
        registers.amend_mark(line_of(pupil).pk, "I", reason="Ill", by=PRIYA, at=at("11:00"))
        assert groups(forge, "11:01") == []

    @pytest.mark.parametrize("pupils", [1, 9])
    def test_costs_the_same_for_one_as_for_many(self, forge, pupils, django_assert_num_queries):
        for _ in range(pupils):
            marked(a_pupil(group=forge))
        with django_assert_num_queries(3):
            groups(forge)


class TestThePage:
    def test_leads_to_the_decision_and_is_logged(self, forge, client, clock_runs_from):
        pupil = a_pupil("Callum Tarn", group=forge)
        marked(pupil)
        clock_runs_from("2026-11-23 10:00")
        user = a_member(pupil.provision, "attendance_lead")
        client.force_login(user, backend="firstbell.accounts.backend.StaffBackend")
        page = client.get(reverse("followup:undecided")).content.decode()
        line = line_of(pupil)
        assert reverse("registers:line", args=[line.register_id, line.pk]) in page
        assert AccessLog.objects.filter(pupil_id=pupil.pk, route="followup:undecided").exists()
