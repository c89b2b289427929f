"""Each picture from numbers alone: exact places, honest titles, and no number in a title that its table lacks."""

from __future__ import annotations

import re
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstbell.domain.control_chart import Week
from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.school_time import Session, Span
from firstbell.domain.tallies import Tally
from firstbell.domain.thresholds import Operator
from firstbell.policy import national_on
from firstbell.reports.pictures.cohort import Pupil, cohort
from firstbell.reports.pictures.distance import Lines, distance
from firstbell.reports.pictures.funnel import Followed, funnel
from firstbell.reports.pictures.lately import lately
from firstbell.reports.pictures.picture import middle
from firstbell.reports.pictures.six_weeks import drawn
from firstbell.reports.pictures.timing import Done, timing
from firstbell.reports.pictures.weekdays import Missed, cells_of, finding, weekdays
from firstbell.reports.pictures.weekly import stretches, weekly
from firstbell.reports.pictures.year import longest_away

MONDAY = date(2026, 9, 7)
TERM = Span(MONDAY, date(2026, 12, 18))
LINES = Lines(Fraction(95), {Fraction(95): ("95 %", Operator.BELOW), Fraction(90): ("90 %", Operator.BELOW)})
NATIONAL = national_on(MONDAY)
AM, PM = Session.AM, Session.PM


def tally(attended, possible):
    return Tally(possible, attended, 0, possible - attended)


def marks(letters, start=MONDAY):
    """Mornings and afternoons from a Monday on: "// OO" is a Monday here and a Tuesday away; "." was not expected."""
    days = [start + timedelta(weeks=number // 5, days=number % 5) for number in range(len(letters.split()))]
    return tuple(
        MarkedSession(on, session, NATIONAL.get(letter))
        for on, pair in zip(days, letters.split(), strict=True)
        for session, letter in zip(Session, pair, strict=True)
        if letter != "."
    )


def numbers(words):
    return re.findall(r"\d+(?:\.\d+)?", words)


def stated(picture):
    """Every number of a picture's table."""
    return {number for row in picture.rows for value in row for number in numbers(str(value))}


def weeks(*rates):
    return [Week(MONDAY + timedelta(weeks=number), rate, 100) for number, rate in enumerate(rates)]


class TestEveryTitle:
    @settings(max_examples=50, deadline=None)
    @given(st.lists(st.sampled_from(["//", "OO", "/O", "I/", "LU", "..", "##"]), min_size=0, max_size=40), st.data())
    def test_holds_no_number_that_the_table_lacks(self, days, data):
        sessions = marks(" ".join(days))
        rate = st.integers(0, 60)
        rates = data.draw(st.lists(rate, max_size=12))
        pupils = [Pupil(number, "Ada Birch", tally(each, 60)) for number, each in enumerate(rates)]
        minutes = data.draw(st.lists(st.one_of(st.none(), rate), max_size=25))
        done = [Done(MONDAY, each, 10, each is not None and each <= 10) for each in minutes]
        steps = data.draw(st.lists(st.builds(Followed, *[st.booleans()] * 4), max_size=25))
        attended, missed = data.draw(rate), data.draw(rate)
        for picture in (
            weekdays(cells_of(sessions), TERM),
            lately(sessions, LINES),
            weekly([weeks(*rates)], TERM),
            cohort(pupils, TERM, LINES),
            timing("calls", "Calls", "first calls are made", done, TERM),
            funnel(steps, TERM),
            distance(tally(attended, attended + missed), LINES, 100, TERM),
        ):
            said = set(numbers(picture.title))
            assert said <= stated(picture) or not picture.template, (picture.title, picture.rows)


class TestWeekdays:
    def test_name_the_day_that_stands_out_with_its_numbers(self):
        cells = {(day, half): Missed(0, 10) for day in range(5) for half in Session} | {
            (0, AM): Missed(7, 10),
            (0, PM): Missed(7, 10),
        }
        assert finding(cells) == "Mondays are missed most: 14 of 20"

    def test_name_the_half_of_a_day_that_stands_out(self):
        cells = {(day, half): Missed(1, 12) for day in range(5) for half in Session} | {(4, PM): Missed(11, 12)}
        assert finding(cells) == "Friday afternoons are missed most: 11 of 12"

    def test_say_nothing_of_a_weekday_that_came_four_times(self):
        cells = {(day, half): Missed(4 * (day == 0), 4) for day in range(5) for half in Session}
        assert finding(cells) == "No weekday stands out: 8 of 40 missed"

    def test_say_that_none_stands_out(self):
        assert finding({(day, AM): Missed(3, 10) for day in range(5)}) == "No weekday stands out: 15 of 50 missed"

    def test_call_a_sure_but_small_difference_none(self):
        cells = {(day, AM): Missed(1000 + 150 * (day == 0), 10000) for day in range(5)}
        assert finding(cells).startswith("No weekday stands out")

    def test_of_few_sessions_are_not_compared(self):
        assert (
            finding({(0, AM): Missed(5, 5), (1, AM): Missed(0, 14)})
            == "Too few sessions to compare weekdays: 5 of 19 missed"
        )

    def test_of_no_session_say_so(self):
        picture = weekdays({}, TERM)
        assert (picture.title, picture.template) == ("No session has been counted in this time", "")

    def test_cry_out_for_at_most_one_steady_pupil_in_twenty(self):
        chance = Random(20261123)
        cried = sum(
            finding(
                {
                    (day, half): Missed(sum(chance.random() < 0.3 for _ in range(12)), 12)
                    for day in range(5)
                    for half in Session
                }
            ).endswith(" missed")
            is False
            for _ in range(200)
        )
        assert cried <= 10

    def test_are_grey_below_five_and_have_four_tones_from_there(self):
        parts = (Missed(4, 4), Missed(0, 5), Missed(2, 8), Missed(4, 8), Missed(6, 8))
        assert [part.tone for part in parts] == ["soft", "q4", "q3", "q2", "q1"]

    def test_leave_a_session_that_is_not_due_empty(self):
        picture = weekdays(cells_of(marks("/. // // // //")), TERM)
        assert picture.drawing.rows[1][1][0] is None

    def test_count_what_was_possible_and_missed(self):
        assert cells_of(marks("/O #I")) == {(0, AM): Missed(0, 1), (0, PM): Missed(1, 1), (1, PM): Missed(1, 1)}


class TestWeekByWeek:
    def test_draw_six_weeks_at_exact_places(self):
        chart = weekly([weeks(80, 90, 80, 90, 80, 90)], TERM).drawing
        # A column is 89/6 = 14.8 wide from 9 on; limits 85 -+ 26.6 make the scale 50 to 100, 78/50 = 1.56 a point.
        assert chart.traces == ("M16.4 39.2L31.2 23.6L46.1 39.2L60.9 23.6L75.8 39.2L90.6 23.6",)
        assert chart.centres == ("M9 31.4H98",)
        assert chart.limits == ("M9 72.9H98", "M9 8H98")
        assert [label.words for label in chart.grid] == ["50%", "75%", "100%"]

    def test_split_at_term_breaks(self):
        found = stretches(
            {MONDAY + timedelta(weeks=week): tally(9, 10) for week in (0, 1, 17, 18)},
            [TERM, Span(date(2027, 1, 4), date(2027, 3, 26))],
        )
        assert [[week.monday.month for week in stretch] for stretch in found] == [[9, 9], [1, 1]]

    def test_note_each_signal_with_its_rule(self):
        picture = weekly([weeks(80, 81, 80, 81, 80, 61, 81, 80, 81, 80, 81)], TERM)
        assert picture.title == "One week stands out: 12 October, 61.0%, below the limits"
        assert picture.remarks == ("Week of 12 October, 61.0%: below the limits.",)
        assert len(picture.drawing.signals) == 1

    def test_say_when_no_week_stands_out(self):
        picture = weekly([weeks(80, 90, 80, 90, 80, 90)], TERM)
        assert picture.title == "No week stands out: 90.0% in the last, 85.0% on average this term"

    def test_of_five_weeks_say_that_they_are_too_few(self):
        assert (
            weekly([weeks(80, 81, 82, 80, 81)], TERM).title == "Too few weeks to say what is usual: 81.0% in the last"
        )

    def test_of_no_week_draw_nothing_and_say_so(self):
        picture = weekly([], TERM)
        assert (picture.template, picture.title) == ("", "No session has been counted in this time")


class TestSixWeeksInAList:
    def test_have_the_same_scale_for_everybody(self):
        mondays = [MONDAY + timedelta(weeks=number) for number in range(6)]
        drawing = drawn(mondays, {mondays[0]: tally(0, 10), mondays[5]: tally(10, 10)})
        assert (drawing.trace, drawing.x, drawing.y) == ("M3 90h.01M97 10h.01", "97", "10")

    def test_stand_at_the_right_where_there_are_fewer(self):
        drawing = drawn(
            [MONDAY, MONDAY + timedelta(weeks=1)], {MONDAY: tally(5, 10), MONDAY + timedelta(weeks=1): tally(9, 10)}
        )
        assert drawing.trace == "M78.2 50h.01L97 18"
        assert (drawing.value, drawing.alt) == ("9 of 10", "Last 2 school weeks: 50%, 90%")

    def test_break_where_a_week_had_no_session(self):
        mondays = [MONDAY + timedelta(weeks=number) for number in range(3)]
        assert "no sessions" in drawn(mondays, {mondays[0]: tally(5, 10), mondays[2]: tally(5, 10)}).alt


class TestSixWeeksOfAPupil:
    def test_end_in_the_last_week_with_its_sum(self):
        picture = lately(marks("// // // // // OO // // // //"), LINES)
        assert picture.title == "80.0% in the last week, 8 of 10; 100.0% in the first shown"
        assert picture.drawing.trace == "M31.2 8L75.8 23.6"
        assert picture.drawing.target.words == "95 %"

    def test_of_one_week_are_told_and_not_drawn(self):
        picture = lately(marks("// OO"), LINES)
        assert (picture.title, picture.template) == ("One week so far: 2 of 4", "")


class TestTheDistance:
    @pytest.mark.parametrize(
        ("attended", "possible", "title"),
        [
            (27, 30, "27 of 30 attended, 90.0%: 0 sessions to spare before 90 %"),
            (44, 50, "44 of 50 attended, 88.0%: 10 sessions in a row from 90 %"),
            (10, 50, "10 of 50 attended, 20.0%: below 90 %"),
            (98, 100, "98 of 100 attended, 98.0%: 3 sessions to spare before 95 %"),
        ],
    )
    def test_is_told_in_sessions_to_the_nearest_line(self, attended, possible, title):
        assert distance(tally(attended, possible), LINES, 100, TERM).title == title

    def test_counts_the_line_itself_where_the_policy_says_at_or_below(self):
        lines = Lines(Fraction(95), {Fraction(90): ("90 %", Operator.AT_OR_BELOW)})
        assert distance(tally(27, 30), lines, 100, TERM).title.endswith("1 session in a row from 90 %")

    def test_says_what_is_out_of_reach(self):
        assert "95 % is out of reach this year." in distance(tally(10, 50), LINES, 20, TERM).remarks

    def test_labels_no_two_lines_that_would_meet_on_a_phone(self):
        percents = [Fraction(each) for each in (97, 95, 90, 85, 50)]
        lines = Lines(Fraction(95), {each: (f"{each} %", Operator.BELOW) for each in percents})
        drawn = distance(tally(45, 50), lines, 100, TERM).drawing.lines
        assert [line.anchor for line in drawn] == ["", "start", "end", "", "end"]

    def test_draws_the_bar_and_the_lines_in_percent(self):
        scale = distance(tally(45, 50), LINES, 100, TERM).drawing
        assert (scale.width, [line.x for line in scale.lines]) == ("90", ["95", "90"])


class TestTheCohort:
    def test_puts_each_pupil_into_a_band_by_the_exact_rate(self):
        rates = [tally(1899, 2000), tally(1900, 2000), tally(1799, 2000), tally(1800, 2000)]
        bands = cohort([Pupil(number, f"P{number} X", each) for number, each in enumerate(rates)], TERM, LINES).drawing
        assert [(band.words, band.count) for band in bands if band.count] == [
            ("from 95", 1), ("from 90", 2), ("from 80", 1),
        ]  # fmt: skip

    def test_orders_a_band_by_name_and_not_by_rate(self):
        pupils = [Pupil(1, "Zed Ash", tally(59, 60)), Pupil(2, "Ada Yew", tally(58, 60))]
        assert [pupil.name for pupil in cohort(pupils, TERM, LINES).drawing[0].pupils] == ["Ada Yew", "Zed Ash"]

    def test_counts_those_below_the_line_and_names_the_middle(self):
        pupils = [Pupil(number, "", tally(attended, 60)) for number, attended in enumerate((30, 50, 60))]
        assert cohort(pupils, TERM, LINES).title == "2 of 3 pupils below 90 %; the middle pupil is at 83.3%"

    def test_leaves_pupils_with_few_sessions_out_and_says_so(self):
        picture = cohort([Pupil(1, "", tally(10, 19)), Pupil(2, "", tally(60, 60))], TERM, LINES)
        assert "1 pupil with fewer than 20 sessions left out" in picture.note

    def test_of_nobody_says_so(self):
        assert cohort([], TERM, LINES).title == "No pupil has enough sessions yet to be a dot"


class TestTimes:
    def of(self, *minutes, promised=10):
        return [Done(MONDAY, each, promised, each is not None and each <= promised, "Ada", "/x#1") for each in minutes]

    def test_say_the_middle_and_how_many_in_time(self):
        picture = timing("calls", "Calls", "first calls are made", self.of(4, 5, 6, 9, 9, 14), TERM)
        assert picture.title == "Half of first calls are made within 7.5 minutes; 5 of 6 in time"

    def test_of_four_say_no_middle(self):
        assert timing("calls", "Calls", "first calls are made", self.of(4, 5, 6, 9), TERM).title == "4 of 4 in time"

    def test_say_a_share_from_twenty_on(self):
        picture = timing("calls", "Calls", "first calls are made", self.of(*[5] * 19, 12), TERM)
        assert picture.title == "Half of first calls are made within 5 minutes; 19 of 20 in time, 95.0%"

    def test_draw_dots_at_exact_places_and_side_by_side_where_they_would_cover_each_other(self):
        plot = timing("calls", "Calls", "first calls are made", self.of(5, 5, 10), TERM).drawing
        # One column, its middle at 53.5; 20 minutes high, so 5 are a quarter of 78 up from 86.
        assert plot.dots == "M53.5 66.5h.01M65.1 66.5h.01M53.5 47h.01"
        assert plot.promise.y == "47"

    def test_make_each_miss_a_diamond_that_leads_to_its_row(self):
        picture = timing("calls", "Calls", "first calls are made", self.of(5, 14, None), TERM)
        assert [(miss.y, miss.address) for miss in picture.drawing.misses] == [("31.4", "/x#1"), ("8", "/x#1")]
        assert picture.links == (("7 September, Ada, 14 minutes", "/x#1"), ("7 September, Ada, never", "/x#1"))

    def test_without_addresses_show_the_miss_and_lead_nowhere(self):
        picture = timing("calls", "Calls", "first calls are made", [Done(MONDAY, 14, 10, False)], TERM)
        assert (picture.links, picture.drawing.has_links) == ((), False)

    def test_of_nothing_due_say_so(self):
        assert timing("calls", "Calls", "first calls are made", [], TERM).title == "Nothing was due in this time"


class TestTheFunnel:
    def test_counts_each_step_and_names_where_most_are_lost(self):
        steps = (
            [Followed(True, True, True, True)] * 6
            + [Followed(True, False, False, True)] * 3
            + [Followed(False, False, False, False)]
        )
        picture = funnel(steps, TERM)
        assert [step.count for step in picture.drawing] == [10, 9, 6, 6, 9]
        assert (
            picture.title
            == "Of 10 absences 6 explained and 9 back since; most are lost from 9 to 6: somebody was reached"
        )

    def test_shows_counts_alone_under_twenty(self):
        assert {step.percent for step in funnel([Followed(True, True, True, True)] * 19, TERM).drawing} == {""}
        assert {step.percent for step in funnel([Followed(True, True, True, True)] * 20, TERM).drawing} == {"100%"}

    def test_of_nobody_missing_says_so(self):
        assert funnel([], TERM).title == "Nobody was missing without a word in this time"


class TestTheYear:
    def test_finds_the_longest_run_of_days_away_and_passes_days_not_due_over(self):
        assert longest_away(marks("// OO II ## O. // OO /O")) == 3

    def test_half_a_day_here_ends_a_run(self):
        assert longest_away(marks("OO O/ OO")) == 1


class TestTheMiddle:
    @pytest.mark.parametrize(("given_numbers", "found"), [([], None), ([3], 3), ([9, 1], 5), ([1, 2, 9], 2)])
    def test_is_the_median(self, given_numbers, found):
        assert middle(given_numbers) == found
