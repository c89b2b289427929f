from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.domain.school_time import (
    CalendarEnds,
    SchoolCalendar,
    Span,
    SpanReversed,
    academic_year,
    academic_year_name,
    academic_year_start,
    london_day,
    london_time,
    monday_of,
    starts_at,
    weekdays_after,
)

SUMMER_2026 = SchoolCalendar(
    terms=(Span(date(2026, 4, 13), date(2026, 5, 22)), Span(date(2026, 6, 1), date(2026, 7, 21))),
    closed=frozenset({date(2026, 5, 4), date(2026, 6, 26)}),
)


class TestLondonAndUtc:
    def test_a_winter_start_is_the_same_in_utc(self):
        assert starts_at(date(2026, 1, 12), time(9)) == datetime(2026, 1, 12, 9, tzinfo=UTC)

    def test_a_summer_start_is_an_hour_earlier_in_utc(self):
        assert starts_at(date(2026, 6, 15), time(9)) == datetime(2026, 6, 15, 8, tzinfo=UTC)

    def test_nine_oclock_stays_nine_oclock_across_the_march_change(self):
        before, after = starts_at(date(2026, 3, 27), time(9)), starts_at(date(2026, 3, 30), time(9))
        assert [london_time(before), london_time(after)] == [time(9), time(9)]
        assert after - before == timedelta(days=3) - timedelta(hours=1)

    def test_nine_oclock_stays_nine_oclock_across_the_october_change(self):
        before, after = starts_at(date(2026, 10, 23), time(9)), starts_at(date(2026, 10, 26), time(9))
        assert [london_time(before), london_time(after)] == [time(9), time(9)]
        assert after - before == timedelta(days=3) + timedelta(hours=1)

    def test_the_hour_that_happens_twice_is_read_as_its_first(self):
        assert starts_at(date(2026, 10, 25), time(1, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    def test_the_hour_that_never_happens_is_read_as_winter_time(self):
        assert starts_at(date(2026, 3, 29), time(1, 30)) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)

    def test_half_past_eleven_at_night_utc_in_june_is_already_tomorrow(self):
        assert london_day(datetime(2026, 6, 15, 23, 30, tzinfo=UTC)) == date(2026, 6, 16)

    def test_half_past_eleven_at_night_utc_in_january_is_still_today(self):
        assert london_day(datetime(2026, 1, 15, 23, 30, tzinfo=UTC)) == date(2026, 1, 15)

    def test_midnight_in_london_belongs_to_the_day_it_begins(self):
        assert london_day(starts_at(date(2026, 6, 16), time(0))) == date(2026, 6, 16)

    def test_an_instant_without_a_zone_is_refused(self):
        with pytest.raises(ValueError, match="no time zone"):
            london_day(datetime(2026, 6, 15, 9))  # noqa: DTZ001 - the mistake under test

    @given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.times().filter(lambda moment: moment.hour >= 2))
    def test_a_wall_clock_time_comes_back_from_its_instant(self, day, wall_time):
        instant = starts_at(day, wall_time)
        assert (london_day(instant), london_time(instant)) == (day, wall_time)


class TestAcademicYear:
    @pytest.mark.parametrize(
        ("day", "start"),
        [
            (date(2026, 8, 31), date(2025, 9, 1)),
            (date(2026, 9, 1), date(2026, 9, 1)),
            (date(2026, 12, 31), date(2026, 9, 1)),
            (date(2027, 1, 1), date(2026, 9, 1)),
        ],
    )
    def test_it_begins_on_the_first_of_september(self, day, start):
        assert academic_year_start(day) == start

    def test_it_ends_on_the_last_of_august(self):
        assert academic_year(date(2027, 2, 1)) == Span(date(2026, 9, 1), date(2027, 8, 31))

    def test_it_is_named_by_both_its_years(self):
        assert academic_year_name(date(2026, 11, 23)) == "2026/27"
        assert academic_year_name(date(2099, 11, 23)) == "2099/00"


class TestSpans:
    def test_both_ends_are_inside(self):
        span = Span(date(2026, 9, 1), date(2026, 9, 3))
        assert [span.covers(day) for day in (date(2026, 9, 1), date(2026, 9, 3), date(2026, 9, 4))] == [
            True,
            True,
            False,
        ]
        assert list(span.days()) == [date(2026, 9, 1), date(2026, 9, 2), date(2026, 9, 3)]

    def test_an_end_before_the_start_is_refused_in_words(self):
        with pytest.raises(SpanReversed, match="end before they start: 3 September 2026 to 1 September 2026"):
            Span(date(2026, 9, 3), date(2026, 9, 1))


class TestSchoolDays:
    def test_the_fifth_school_day_skips_weekends_half_term_and_bank_holidays(self):
        """Rule R-015."""
        assert SUMMER_2026.add_school_days(date(2026, 5, 22), 5) == date(2026, 6, 5)

    def test_a_closure_inside_the_term_is_skipped(self):
        assert SUMMER_2026.add_school_days(date(2026, 6, 25), 1) == date(2026, 6, 29)

    def test_the_day_itself_is_not_counted(self):
        assert SUMMER_2026.add_school_days(date(2026, 6, 1), 1) == date(2026, 6, 2)

    def test_counting_past_the_last_term_is_refused_with_what_to_do(self):
        with pytest.raises(CalendarEnds, match="Add the dates of the next term"):
            SUMMER_2026.add_school_days(date(2026, 7, 20), 2)

    def test_the_last_day_of_the_last_term_can_still_be_reached(self):
        assert SUMMER_2026.add_school_days(date(2026, 7, 20), 1) == date(2026, 7, 21)

    def test_a_calendar_without_terms_has_no_school_day(self):
        with pytest.raises(CalendarEnds):
            SchoolCalendar(terms=()).add_school_days(date(2026, 6, 1), 1)

    def test_a_provision_may_open_on_saturdays(self):
        saturdays = SchoolCalendar(terms=SUMMER_2026.terms, weekdays=(5,))
        assert saturdays.add_school_days(date(2026, 6, 1), 2) == date(2026, 6, 13)

    @given(st.integers(1, 20))
    def test_counting_one_at_a_time_reaches_the_same_day(self, count):
        day = date(2026, 4, 13)
        for _ in range(count):
            day = SUMMER_2026.add_school_days(day, 1)
        assert day == SUMMER_2026.add_school_days(date(2026, 4, 13), count)

    def test_without_a_calendar_weekdays_count(self):
        assert weekdays_after(date(2026, 11, 20), 5) == date(2026, 11, 27)


class TestSchoolWeeks:
    def test_a_week_is_named_by_its_monday(self):
        assert monday_of(date(2026, 11, 22)) == date(2026, 11, 16)

    def test_half_term_is_not_a_school_week(self):
        weeks = SUMMER_2026.school_weeks(Span(date(2026, 5, 18), date(2026, 6, 5)))
        assert weeks == [date(2026, 5, 18), date(2026, 6, 1)]

    def test_one_open_day_makes_a_school_week(self):
        calendar = SchoolCalendar(terms=(Span(date(2026, 9, 3), date(2026, 9, 4)),))
        assert calendar.school_weeks(Span(date(2026, 8, 24), date(2026, 9, 11))) == [date(2026, 8, 31)]
