"""Tallies, with the worked examples E1 to E12 of the statistics notes."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.domain.school_time import Session
from firstbell.domain.tallies import SessionCountedTwice, Tally, View, ViewsMixed, pooled, shown
from firstbell.domain.thresholds import is_below, is_persistent, is_severe, longest_unauthorised_run, sickness_days
from firstbell.policy import load_code_set, national_on
from tests.domain.marks_in_words import codes

MONDAY = date(2026, 11, 23)
ANY_CODES = st.lists(st.sampled_from(list(load_code_set("england-2024"))))


def missed(possible: int, absent: int) -> Tally:
    return Tally(possible=possible, attended=possible - absent, unauthorised=absent)


class TestE1Boundaries:
    @pytest.mark.parametrize(
        ("absent", "attendance", "persistent", "below_ninety"),
        [(37, "90.263%", False, False), (38, "90.000%", True, False), (39, "89.737%", True, True)],
    )
    def test_exactly_ninety_is_persistent_and_not_below_ninety(self, absent, attendance, persistent, below_ninety):
        tally = missed(380, absent)
        assert shown(tally.percent, 3) == attendance
        assert (is_persistent(tally), is_below(tally.attended, tally.possible, 90)) == (persistent, below_ninety)

    def test_half_missed_is_severe_and_one_session_less_is_not(self):
        assert (is_severe(missed(380, 190)), is_severe(missed(380, 189))) == (True, False)


class TestE2MixedFortnight:
    tally = Tally.of(codes("/*5 \\*4 L B*2 I*2 M U O Y2 #*2"))

    def test_the_sums(self):
        assert self.tally == Tally(possible=17, attended=12, authorised=3, unauthorised=2, not_counted=3, late=2)

    def test_the_rates_each_rounded_for_itself(self):
        tally = self.tally
        assert shown(tally.percent, 3) == "70.588%"
        rates = (tally.percent, tally.absence_percent, tally.authorised_percent, tally.unauthorised_percent)
        assert [shown(rate) for rate in rates] == ["70.6%", "29.4%", "17.6%", "11.8%"]


class TestE3PartTimeTimetable:
    def test_agreed_part_time_sessions_count_and_can_make_a_pupil_persistent(self):
        tally = Tally.of(codes("B*33 O*3 C2*24"), View.NATIONAL)
        assert (tally.possible, tally.attended, tally.authorised, tally.unauthorised) == (60, 33, 24, 3)
        assert (tally.percent, is_persistent(tally), is_severe(tally)) == (Fraction(55), True, False)

    def test_the_placement_itself_is_attended_well(self):
        assert shown(Tally.of(codes("/*33 O*3")).percent, 3) == "91.667%"

    def test_a_pupil_beyond_compulsory_age_has_those_sessions_left_out(self):
        assert Tally.of(codes("B*33 O*3 X*24"), View.NATIONAL).possible == 36


class TestE4StarterAndLeaver:
    first, second = missed(150, 12), missed(100, 15)

    def test_each_enrolment_is_judged_alone(self):
        assert [is_persistent(each) for each in (self.first, self.second)] == [False, True]

    def test_the_pupil_is_judged_over_both(self):
        both = self.first + self.second
        assert (shown(both.absence_percent), is_persistent(both)) == ("10.8%", True)


class TestE5DualRegistration:
    main = Tally.of(codes("/*57 I*3 D*40"), View.NATIONAL)
    provision = Tally.of(codes("/*32 O*5 I*3 D*60"), View.NATIONAL)

    def test_sessions_due_elsewhere_are_not_possible_here(self):
        assert (self.main.possible, shown(self.main.percent)) == (60, "95.0%")
        assert (self.provision.possible, shown(self.provision.percent)) == (40, "80.0%")

    def test_each_session_is_possible_at_exactly_one_of_the_two(self):
        both = self.main + self.provision
        assert (both.possible, both.attended, is_persistent(both)) == (100, 89, True)

    def test_at_an_unregistered_provision_the_main_register_has_it_all(self):
        assert Tally.of(codes("/*57 B*32 I*6 O*5"), View.NATIONAL).percent == Fraction(89)


class TestE6OutsideThePossibleSessions:
    def test_unable_closed_and_before_joining_are_left_out(self):
        tally = Tally.of(codes("Z*10 /*29 I*3 Y4*2 Q*4 #*2"))
        assert (tally.possible, tally.not_counted) == (32, 18)
        assert (shown(tally.percent, 3), is_persistent(tally)) == ("90.625%", False)

    def test_a_term_with_no_possible_session_has_no_percentage(self):
        tally = Tally.of(codes("D*100"))
        assert (tally.percent, shown(tally.percent), is_persistent(tally), is_severe(tally)) == (
            None,
            "no sessions",
            None,
            None,
        )


class TestE7LateAndAfterClose:
    def test_late_before_close_attends_and_late_after_close_is_unauthorised(self):
        tally = Tally.of(codes("/*15 L*2 U*3"))
        assert (tally.attended, tally.late, tally.percent) == (17, 5, Fraction(85))
        assert tally.unauthorised_percent == Fraction(15)

    def test_everybody_who_came_is_in_the_building(self):
        assert sum(code.is_here for code in codes("/*15 L*2 U*3")) == 20


class TestE9PoolDoNotAverage:
    pupils = (missed(190, 10), missed(60, 20), missed(10, 1))

    def test_counts_are_added_before_dividing(self):
        group = pooled(self.pupils)
        assert (group.attended, group.possible, shown(group.percent, 3)) == (229, 260, "88.077%")

    def test_persistence_is_judged_pupil_by_pupil(self):
        assert [is_persistent(pupil) for pupil in self.pupils] == [False, True, True]


class TestE10APublishedRow:
    row = Tally(
        possible=6_420_254,
        attended=5_989_934 + 50_025,
        authorised=276_323,
        unauthorised=103_972,
        view=View.NATIONAL,
    )

    def test_the_published_rates_come_out(self):
        row = self.row
        rates = (row.percent, row.absence_percent, row.authorised_percent, row.unauthorised_percent)
        assert [shown(rate, 4) for rate in rates] == ["94.0766%", "5.9234%", "4.3039%", "1.6194%"]


class TestE11CodeSetChange:
    def test_an_interview_attended_until_the_law_changed(self):
        assert Tally.of(codes("/*19 J", on="2024-08-18")).percent == 100

    def test_it_has_been_an_authorised_absence_since(self):
        tally = Tally.of(codes("/*19 J1", on="2024-08-19"))
        assert (tally.percent, is_below(tally.attended, tally.possible, 95)) == (Fraction(95), False)

    def test_a_term_across_the_change_counts_each_mark_by_its_own_date(self):
        term = codes("/*9 J", on="2024-07-19") + codes("/*9 J1", on="2024-09-06")
        assert (Tally.of(term).attended, Tally.of(term).authorised) == (19, 1)


class TestE12ReturnTriggers:
    def test_ten_school_days_all_unauthorised_make_a_run_of_ten(self):
        assert longest_unauthorised_run([codes("O O")] * 10) == 10

    def test_one_session_of_illness_breaks_it(self):
        days = [codes("O O")] * 5 + [codes("O I")] + [codes("O O")] * 4
        assert longest_unauthorised_run(days) == 5

    def test_a_day_with_one_session_due_counts_and_a_day_with_none_is_passed_over(self):
        assert longest_unauthorised_run([codes("G"), [], codes("N U")]) == 2

    def test_half_a_day_of_illness_is_a_day_of_illness(self):
        assert sickness_days([codes("I /"), codes("I I"), codes("/ \\")]) == 2


class TestDenominatorsStayApart:
    @pytest.mark.parametrize("other", [View.NATIONAL, View.WHOLE_TIMETABLE, View.COMMISSIONED])
    def test_two_views_are_never_added(self, other):
        with pytest.raises(ViewsMixed, match="placement tally was added"):
            Tally.of(codes("/")) + Tally.of(codes("/"), other)

    def test_pooling_keeps_the_view(self):
        assert pooled([Tally.of(codes("/"), View.NATIONAL)], View.NATIONAL).view is View.NATIONAL

    def test_a_tally_that_does_not_add_up_is_refused(self):
        with pytest.raises(ValueError, match="not the sum"):
            Tally(possible=3, attended=1, authorised=1)


class TestNoSessionCountsTwice:
    def test_two_marks_of_one_session_are_refused(self):
        here, away = codes("/ N")
        with pytest.raises(SessionCountedTwice, match="AM session of 23 November 2026"):
            Tally.of_sessions([(MONDAY, Session.AM, here), (MONDAY, Session.AM, away)])

    def test_morning_and_afternoon_are_two_sessions(self):
        here, away = codes("/ N")
        assert Tally.of_sessions([(MONDAY, Session.AM, here), (MONDAY, Session.PM, away)]).possible == 2

    @given(ANY_CODES, st.data())
    def test_a_session_given_twice_is_always_found(self, marks, data):
        sessions = [
            (MONDAY + timedelta(days=number // 2), list(Session)[number % 2], code) for number, code in enumerate(marks)
        ]
        if not sessions:
            return
        repeated = data.draw(st.sampled_from(sessions))
        with pytest.raises(SessionCountedTwice):
            Tally.of_sessions([*sessions, repeated])


class TestShowing:
    @pytest.mark.parametrize(
        ("percent", "places", "text"),
        [
            (Fraction("2.675"), 2, "2.68%"),
            (Fraction("89.95"), 1, "90.0%"),
            (Fraction("89.949"), 1, "89.9%"),
            (Fraction("0.05"), 1, "0.1%"),
            (Fraction("99.5"), 0, "100%"),
            (Fraction(100), 1, "100.0%"),
            (Fraction(0), 1, "0.0%"),
        ],
    )
    def test_halves_are_rounded_up(self, percent, places, text):
        assert shown(percent, places) == text

    def test_under_twenty_sessions_is_a_small_base(self):
        assert [missed(possible, 0).is_small_base for possible in (19, 20)] == [True, False]


class TestProperties:
    @given(ANY_CODES)
    def test_attended_is_never_more_than_possible(self, marks):
        assert Tally.of(marks).attended <= Tally.of(marks).possible

    @given(ANY_CODES, st.randoms())
    def test_the_order_of_marks_does_not_matter(self, marks, random):
        shuffled = random.sample(marks, len(marks))
        assert Tally.of(shuffled) == Tally.of(marks)

    @given(ANY_CODES)
    def test_every_session_is_possible_or_not_counted(self, marks):
        tally = Tally.of(marks)
        assert tally.possible + tally.not_counted == len(marks)
        assert tally.attended + tally.authorised + tally.unauthorised == tally.possible

    @given(ANY_CODES, ANY_CODES)
    def test_counting_together_is_counting_apart_and_adding(self, some, others):
        assert Tally.of(some + others) == Tally.of(some) + Tally.of(others)

    @given(ANY_CODES)
    def test_attendance_and_absence_make_a_hundred(self, marks):
        tally = Tally.of(marks)
        if tally.percent is not None and tally.absence_percent is not None:
            assert tally.percent + tally.absence_percent == 100

    @given(ANY_CODES)
    def test_the_flags_of_a_code_agree_with_how_it_is_counted(self, marks):
        tally = Tally.of(marks)
        assert tally.possible == sum(code.counts_as_possible for code in marks)
        assert tally.attended == sum(code.counts_as_present for code in marks)
        assert tally.missed == sum(code.is_absence for code in marks)

    @given(st.dates(date(2006, 9, 1), date(2030, 1, 1)))
    def test_every_day_has_its_national_codes(self, day):
        assert all(code.valid_on(day) for code in national_on(day))
