"""Every N is listed by its age in school days, with who decides and by when."""

from __future__ import annotations

import pytest
from django.urls import reverse

from firstbell.accounts.models import AccessLog
from firstbell.followup.days.undecided import undecided
from firstbell.followup.tests.mornings import PRIYA, at, line_of, marked
from firstbell.placements import commands as placements
from firstbell.provisions.commands import TermFacts
from firstbell.registers import commands as registers
from tests.builders import a_group, a_member, a_provision, a_pupil, a_site, day

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
        with django_assert_num_queries(4):
            groups(forge)


class TestTheCalendar:
    """The provision is open all through the summer; the main school has its half-term from 25 to 29 May."""

    MAY_22 = "2026-05-22"
    SUMMER = TermFacts("Summer term", day("2026-04-13"), day("2026-07-21"), day("2026-05-25"), day("2026-05-29"))

    @pytest.fixture
    def pupil(self, forge):
        return a_pupil("Callum Tarn", group=forge)

    @pytest.fixture
    def school(self, pupil):
        return pupil.placements.get().main_school

    def gives_its_days(self, school, clock="08:00", on="2026-05-01", facts=SUMMER):
        return placements.add_school_term(school, facts, by=PRIYA, at=at(clock, on))

    def row(self, group, on, clock="10:00"):
        (found,) = groups(group, clock, on)
        return found.rows[0]

    def test_is_the_main_schools_and_named(self, forge, pupil, school):
        self.gives_its_days(school)
        marked(pupil, on=self.MAY_22)
        row = self.row(forge, "2026-05-27")
        assert (row.age, row.limit, row.is_today) == (0, 5, False)
        assert (row.counted_in, row.stayed) == (f"the calendar of {school.name}", "")
        assert self.row(forge, "2026-06-05").is_last_day

    def test_is_ours_where_the_main_schools_is_not_known(self, forge, pupil):
        marked(pupil, on=self.MAY_22)
        row = self.row(forge, "2026-05-27")
        assert (row.age, row.limit, row.counted_in, row.stayed) == (2, 5, "our own calendar", "")

    def test_that_was_given_later_moves_no_last_day_and_the_row_says_so(self, forge, pupil, school):
        marked(pupil, on=self.MAY_22)
        before = self.row(forge, "2026-05-27")
        self.gives_its_days(school, on="2026-05-26")
        row = self.row(forge, "2026-05-27")
        assert (row.due_at, row.age, row.limit) == (before.due_at, before.age, before.limit)
        told = f"Counted before the calendar of {school.name} was changed here. The last day stays."
        assert (row.counted_in, row.stayed) == ("our own calendar", told)

    def test_that_ends_too_soon_is_monday_to_friday(self, forge, pupil, school):
        self.gives_its_days(school, facts=TermFacts("Summer", day("2026-04-13"), day("2026-05-26")))
        marked(pupil, on=self.MAY_22)
        row = self.row(forge, "2026-05-27")
        assert (row.age, row.limit, row.stayed) == (3, 5, "")
        assert row.counted_in.startswith("weekdays")


class TestThePage:
    def test_says_whose_school_days_are_counted(self, forge, client, clock_runs_from):
        pupil = a_pupil("Callum Tarn", group=forge)
        marked(pupil)
        clock_runs_from("2026-11-24 10:00")
        user = a_member(pupil.provision, "attendance_lead")
        client.force_login(user, backend="firstbell.accounts.backend.StaffBackend")
        page = client.get(reverse("followup:undecided")).content.decode()
        assert "1 of 5 school days" in page
        assert "by our own calendar" in page
        assert "a calendar changed later does not move it" in page

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
