"""A line is crossed once each way, and an amendment that undoes a crossing takes back what it made due."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test.utils import CaptureQueriesContext

from firstbell.domain.duties import DutyKind
from firstbell.duties.models import Duty
from firstbell.journal.models import JournalEntry
from firstbell.support.crossings.models import Crossing
from firstbell.support.crossings.tests.history import amend, another_policy, look_again, seen_on, sessions
from tests.builders import a_group, a_provision, a_pupil, a_site, day

pytestmark = pytest.mark.django_db


def adventure(**fields):
    return a_provision("adventure-in-learning", **fields)


def a_child(provision=None, **fields):
    group = a_group(a_site(provision or adventure()))
    return a_pupil("Callum Reed", group=group, **fields)


def crossed(pupil, key="below-target") -> Crossing:
    return Crossing.objects.get(pupil=pupil, key=key)


def keys(pupil, **fields):
    return set(Crossing.objects.filter(pupil=pupil, **fields).values_list("key", flat=True))


def kinds(pupil, **fields):
    return sorted(Duty.objects.filter(pupil=pupil, **fields).values_list("rule", flat=True))


class TestBelowNinetyFive:
    def test_two_letters_fall_due_once(self):
        pupil = a_child()
        last = sessions(pupil, "/" * 18 + "II")
        seen_on(last)
        letters = Duty.objects.filter(pupil=pupil, kind=DutyKind.LETTER)
        assert sorted(letters.values_list("rule", flat=True)) == ["letter-home", "letter-to-school"]
        look_again(pupil)
        assert seen_on(last) == 0
        assert letters.count() == 2

    def test_the_crossing_keeps_the_figures_that_caused_it(self):
        pupil = a_child()
        last = sessions(pupil, "/" * 18 + "IO")
        seen_on(last)
        found = crossed(pupil)
        assert (found.crossed_on, found.line) == (last, "below 95%")
        assert found.figures["percent"] == [90, 1]
        assert (found.figures["possible"], found.figures["attended"]) == (20, 18)
        assert found.figures["sessions"] == [[last.isoformat(), "AM", "I"], [last.isoformat(), "PM", "O"]]

    def test_the_journal_says_so(self):
        pupil = a_child()
        seen_on(sessions(pupil, "/" * 18 + "II"))
        assert JournalEntry.objects.filter(verb="crossing.crossed", about=f"pupil:{pupil.pk}").exists()

    @pytest.mark.parametrize(("codes", "is_crossed"), [("/" * 19 + "I", False), ("/" * 18 + "II", True)])
    def test_nineteen_of_twenty_is_ninety_five_and_not_below(self, codes, is_crossed):
        pupil = a_child()
        seen_on(sessions(pupil, codes))
        assert ("below-target" in keys(pupil)) is is_crossed

    def test_nineteen_possible_sessions_are_too_few(self):
        pupil = a_child()
        seen_on(sessions(pupil, "/" * 10 + "I" * 9))
        assert keys(pupil) == set()

    def test_nothing_is_due_for_a_session_that_was_not_possible(self):
        pupil = a_child()
        seen_on(sessions(pupil, ["Y4"] * 30))
        assert keys(pupil) == set()


class TestNinety:
    @pytest.mark.parametrize(("preset", "expected"), [("stepping-stones", False), ("adventure-in-learning", True)])
    def test_exactly_ninety_is_what_the_policy_says(self, preset, expected):
        pupil = a_child(a_provision(preset))
        seen_on(sessions(pupil, "/" * 18 + "II"))
        assert ("persistent-absence" in keys(pupil)) is expected

    def test_a_meeting_and_a_plan_fall_due(self):
        pupil = a_child(a_provision("stepping-stones"))
        last = sessions(pupil, "/" * 17 + "III")
        seen_on(last)
        opened = Duty.objects.filter(pupil=pupil, kind__in=[DutyKind.MEETING, DutyKind.SUPPORT_PLAN])
        assert [(duty.clause, duty.occasion) for duty in opened.order_by("clause")] == [
            ("SS-24", crossed(pupil, "persistent-absence").occasion),
            ("SS-25", crossed(pupil, "persistent-absence").occasion),
        ]

    def test_half_of_the_sessions_missed_brings_in_other_agencies(self):
        pupil = a_child(a_provision("stepping-stones"))
        seen_on(sessions(pupil, "/" * 10 + "I" * 10))
        assert kinds(pupil, kind=DutyKind.AGENCY_REFERRAL) == ["severe-absence"]


class TestOnceEachWay:
    def test_ten_sessions_back_above_end_it_and_it_can_be_crossed_again(self):
        pupil = a_child(a_provision("stepping-stones"))
        seen_on(sessions(pupil, "/" * 26 + "OOO/"))
        assert crossed(pupil, "persistent-absence").back_on is None
        last = sessions(pupil, "/" * 10, since="2026-09-23")
        seen_on(last)
        assert crossed(pupil, "persistent-absence").back_on is not None
        seen_on(sessions(pupil, "OOOO", since="2026-09-30"))
        rows = Crossing.objects.filter(pupil=pupil, key="persistent-absence").order_by("pk")
        assert [row.back_at is None for row in rows] == [False, True]
        assert len(kinds(pupil, rule="meeting")) == 2

    def test_a_new_school_year_begins_anew(self):
        pupil = a_child()
        seen_on(sessions(pupil, "/" * 18 + "II", since="2026-06-01"))
        first = crossed(pupil)
        seen_on(sessions(pupil, "//", since="2026-09-02"))
        first.refresh_from_db()
        assert first.back_on == date(2026, 8, 31)
        assert first.undone_at is None


class TestAnAmendment:
    def test_that_undoes_a_crossing_withdraws_what_it_made_due(self):
        pupil = a_child(a_provision("stepping-stones"))
        last = sessions(pupil, "/" * 17 + "III")
        seen_on(last)
        amend(pupil, last, "PM", "/")
        seen_on(last, "16:00")
        assert crossed(pupil, "persistent-absence").undone_at is not None
        meeting = Duty.objects.get(pupil=pupil, rule="meeting")
        assert meeting.state == Duty.State.WITHDRAWN

    def test_that_changes_nothing_leaves_it(self):
        pupil = a_child(a_provision("stepping-stones"))
        last = sessions(pupil, "/" * 17 + "III")
        seen_on(last)
        amend(pupil, last, "PM", "O")
        assert seen_on(last, "16:00") == 0

    def test_made_twice_is_as_if_only_the_last_was_made(self):
        pupil = a_child(a_provision("stepping-stones"))
        last = sessions(pupil, "/" * 17 + "III")
        seen_on(last)
        amend(pupil, last, "PM", "/")
        amend(pupil, last, "PM", "O")
        assert seen_on(last, "16:00") == 0
        assert crossed(pupil, "persistent-absence").undone_at is None

    def test_that_undoes_coming_back_goes_on_with_the_same_crossing(self):
        pupil = a_child(a_provision("stepping-stones"))
        seen_on(sessions(pupil, "/" * 26 + "OOO/"))
        last = sessions(pupil, "/" * 10, since="2026-09-23")
        seen_on(last)
        amend(pupil, last, "PM", "O")
        amend(pupil, last, "AM", "O")
        seen_on(last, "16:00")
        assert Crossing.objects.filter(pupil=pupil, key="persistent-absence").count() == 1
        assert crossed(pupil, "persistent-absence").back_on is None


class TestAnotherPolicy:
    def test_with_another_line_ends_a_crossing_and_corrects_nobody(self):
        pupil = a_child()
        last = sessions(pupil, "/" * 18 + "II")
        seen_on(last)
        another_policy(pupil, last, "percent = 95", "percent = 85")
        look_again(pupil)
        seen_on(last, "16:00")
        found = crossed(pupil)
        assert (found.back_on, found.undone_at) == (last, None)


class TestTheOrderOfMarks:
    def test_does_not_matter(self):
        backwards, forwards = a_child(), a_child()
        last = sessions(forwards, "/" * 18 + "II")
        seen_on(last)
        sessions(backwards, "II", since=last.isoformat())
        seen_on(last)
        sessions(backwards, "/" * 18)
        seen_on(last)
        mine, theirs = crossed(backwards), crossed(forwards)
        assert (mine.crossed_on, mine.figures) == (theirs.crossed_on, theirs.figures)


class TestWhoIsNotExpected:
    def test_nothing_falls_due_for_a_pupil_who_has_left(self):
        pupil = a_child()
        last = sessions(pupil, "/" * 18 + "II")
        pupil.placements.update(ends_on=last)
        seen_on(last + timedelta(days=1))
        assert keys(pupil) == set()

    def test_nothing_falls_due_for_history_from_elsewhere(self):
        pupil = a_child()
        seen_on(sessions(pupil, "/" * 18 + "II", imported=True))
        assert crossed(pupil).is_quiet
        assert kinds(pupil) == []

    def test_nothing_falls_due_for_what_was_so_before_the_provision_was_live(self):
        pupil = a_child(adventure(go_live_on=day("2026-09-16")))
        seen_on(sessions(pupil, "/" * 18 + "II"))
        assert kinds(pupil) == []

    def test_nothing_falls_due_for_what_is_seen_much_later(self):
        pupil = a_child()
        last = sessions(pupil, "/" * 18 + "II")
        seen_on(last + timedelta(days=29))
        assert (crossed(pupil).is_quiet, kinds(pupil)) == (True, [])


class TestCountsOfThePolicy:
    def test_ten_unauthorised_sessions_in_ten_school_weeks(self):
        pupil = a_child(a_provision("stepping-stones"))
        last = sessions(pupil, "O/" * 10)
        seen_on(last)
        assert "unauthorised-sessions:10:10" in keys(pupil)
        assert {"unauthorised-absence", "unauthorised-letter"} <= set(kinds(pupil))

    def test_an_n_that_becomes_an_illness_takes_the_flag_back(self):
        pupil = a_child(a_provision("stepping-stones"))
        last = sessions(pupil, "O/" * 9 + "N/")
        seen_on(last)
        amend(pupil, last, "AM", "I")
        seen_on(last, "16:00")
        assert crossed(pupil, "unauthorised-sessions:10:10").undone_at is not None
        assert Duty.objects.get(pupil=pupil, rule="unauthorised-absence").state == Duty.State.WITHDRAWN

    def test_fifteen_days_of_illness(self):
        pupil = a_child(a_provision("stepping-stones"))
        seen_on(sessions(pupil, "I/" * 15))
        assert kinds(pupil, rule="illness") == ["illness"]

    def test_ten_days_in_a_row_without_leave(self):
        pupil = a_child(a_provision("stepping-stones"))
        seen_on(sessions(pupil, "OO" * 10))
        assert kinds(pupil, rule="days-without-leave") == ["days-without-leave"]

    def test_lateness_is_the_tutors(self):
        pupil = a_child(a_provision("stepping-stones"))
        seen_on(sessions(pupil, "L/" * 6))
        assert Duty.objects.get(pupil=pupil, rule="lateness").owner_role == "tutor"

    def test_a_line_that_no_rule_names_is_only_shown(self):
        pupil = a_child(a_provision("stepping-stones"))
        seen_on(sessions(pupil, "/" * 28 + "I/"))
        assert keys(pupil) == {"watch"}
        assert kinds(pupil) == []


class TestWhatALookCosts:
    def test_one_statement_where_nothing_changed(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            seen_on("2026-11-23")

    def test_the_same_for_more_pupils(self, django_assert_max_num_queries):
        provision = adventure()
        group = a_group(a_site(provision))
        pupils = [a_pupil(group=group) for _ in range(3)]
        last = sessions(pupils[0], "/" * 20)
        for pupil in pupils[1:]:
            look_again(pupil)
        with django_assert_max_num_queries(16) as for_three:
            seen_on(last)
        for pupil in [*pupils, *(a_pupil(group=group) for _ in range(3))]:
            look_again(pupil)
        with django_assert_max_num_queries(len(for_three)) as for_six:
            seen_on(last)
        assert isinstance(for_six, CaptureQueriesContext)
