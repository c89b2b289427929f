"""Published figures are dated data with their source."""

from datetime import date
from fractions import Fraction

import pytest

from firstbell.policy.benchmarks import AP, MAINSTREAM, benchmarks, full_time_markers, latest


class TestPublishedFigures:
    def test_each_say_where_they_come_from(self):
        assert all("Open Government Licence" in each.source for each in benchmarks())

    def test_of_alternative_provision_are_the_last_published(self):
        found = latest(AP)
        assert (found.academic_year, found.attendance, found.persistent) == ("2024/25", 58, Fraction("81.9"))

    def test_keep_every_decimal(self):
        assert latest(MAINSTREAM).absence == Fraction("6.883248")

    def test_lie_between_nothing_and_everything(self):
        for each in benchmarks():
            assert all(0 <= share <= 100 for share in (each.absence, each.persistent or 0, each.severe or 0))

    def test_of_a_school_nobody_published_are_not_there(self):
        with pytest.raises(LookupError):
            latest("circus schools")


class TestFullTimeMarkers:
    def test_are_those_of_the_day_fewest_hours_first(self):
        assert [marker.hours for marker in full_time_markers(date(2026, 11, 23))] == [18, 25]
        assert full_time_markers(date(2020, 1, 1)) == ()
