"""A span is its whole weeks and the days that its ends cut off, each day once."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstbell.domain.school_time import Span, academic_year_start, monday_of
from firstbell.domain.weeks import cut_into_weeks

days = st.dates(date(2024, 6, 1), date(2027, 10, 1))


def of_weeks(cut):
    """The days of every whole week: of a week with two academic years, those of the years that are asked for."""
    first, last = cut.mondays or (date(2024, 1, 1), date(2023, 12, 25))
    week = first
    while week <= last:
        for number in range(7):
            day = week + timedelta(days=number)
            if academic_year_start(day) in cut.years:
                yield day
        week += timedelta(weeks=1)


class TestACut:
    @settings(max_examples=50)
    @given(st.tuples(days, days).map(sorted))
    def test_holds_each_day_of_the_span_once_and_no_other(self, ends):
        span = Span(*ends)
        cut = cut_into_weeks(span)
        found = [*of_weeks(cut), *(day for edge in cut.edges for day in edge.days())]
        assert sorted(found) == list(span.days())

    def test_of_an_academic_year_leaves_no_edge(self):
        cut = cut_into_weeks(Span(date(2026, 9, 1), date(2027, 8, 31)))
        assert cut.edges == () and cut.mondays == (monday_of(date(2026, 9, 1)), monday_of(date(2027, 8, 31)))

    def test_from_monday_to_sunday_is_one_whole_week(self):
        cut = cut_into_weeks(Span(date(2026, 11, 23), date(2026, 11, 29)))
        assert (cut.mondays, cut.edges) == ((date(2026, 11, 23), date(2026, 11, 23)), ())

    @pytest.mark.parametrize("ends_on", [date(2026, 11, 23), date(2026, 11, 28)])
    def test_within_a_week_is_all_edge(self, ends_on):
        span = Span(date(2026, 11, 23), ends_on)
        assert cut_into_weeks(span).mondays is None and cut_into_weeks(span).edges == (span,)

    def test_is_at_most_six_days_at_either_end(self):
        cut = cut_into_weeks(Span(date(2026, 9, 2), date(2026, 12, 18)))
        assert [len(list(edge.days())) for edge in cut.edges] == [5, 5]
