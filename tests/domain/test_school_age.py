from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstbell.domain.school_age import compulsory_school_age, last_friday_in_june


class TestItsFirstDay:
    @pytest.mark.parametrize(
        ("born", "starts"),
        [
            ("2021-08-31", "2026-08-31"),
            ("2021-09-01", "2026-12-31"),
            ("2021-12-31", "2026-12-31"),
            ("2022-01-01", "2027-03-31"),
            ("2022-03-31", "2027-03-31"),
            ("2022-04-01", "2027-08-31"),
        ],
    )
    def test_it_is_the_prescribed_day_that_is_or_follows_the_fifth_birthday(self, born, starts):
        """Rule R-112."""
        assert compulsory_school_age(date.fromisoformat(born)).starts_on == date.fromisoformat(starts)

    def test_a_child_born_on_the_leap_day_has_a_fifth_birthday(self):
        assert compulsory_school_age(date(2020, 2, 29)).starts_on == date(2025, 3, 31)


class TestItsLastDay:
    @pytest.mark.parametrize(
        ("born", "ends"),
        [
            ("2010-08-31", "2026-06-26"),
            ("2010-09-01", "2027-06-25"),
            ("2009-12-15", "2026-06-26"),
            ("2011-06-26", "2027-06-25"),
            ("2007-09-23", "2024-06-28"),
        ],
    )
    def test_it_is_the_last_friday_in_june_of_the_school_year_of_the_sixteenth_birthday(self, born, ends):
        """Rule R-112; born on 26 June 2011, it ends at the age of 15."""
        assert compulsory_school_age(date.fromisoformat(born)).ends_on == date.fromisoformat(ends)

    @pytest.mark.parametrize("day", ["2025-06-27", "2026-06-26", "2027-06-25", "2028-06-30", "2029-06-29"])
    def test_last_fridays_in_june(self, day):
        """Rule R-113."""
        assert last_friday_in_june(int(day[:4])) == date.fromisoformat(day)

    def test_both_days_are_inside(self):
        age = compulsory_school_age(date(2010, 9, 1))
        days = (date(2015, 12, 30), age.starts_on, age.ends_on, date(2027, 6, 26))
        assert [age.covers(day) for day in days] == [False, True, True, False]

    @given(st.dates(date(1990, 1, 1), date(2040, 12, 31)))
    def test_it_lasts_ten_to_eleven_and_a_half_years(self, born):
        age = compulsory_school_age(born)
        assert 10 * 365 < (age.ends_on - age.starts_on).days < 11.6 * 366
        assert age.ends_on.weekday() == 4
