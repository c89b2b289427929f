from datetime import timedelta

import pytest

from firstbell.domain.marks import ArrivedOnTime, Choice, code_for, minutes_late
from firstbell.domain.school_time import Session
from tests.domain.times import london

START, CLOSE = london("2026-11-23 09:00"), london("2026-11-23 09:30")


def late_at(text: str) -> str:
    return code_for(Choice.LATE, Session.AM, london(f"2026-11-23 {text}"), START, CLOSE)


class TestTheThreeChoices:
    def test_here_in_the_morning_is_a_slash(self):
        assert code_for(Choice.HERE, Session.AM, None, START, CLOSE) == "/"

    def test_here_in_the_afternoon_is_a_backslash(self):
        assert code_for(Choice.HERE, Session.PM, None, START, CLOSE) == "\\"

    def test_not_here_is_no_reason_yet(self):
        assert code_for(Choice.AWAY, Session.AM, None, START, CLOSE) == "N"

    def test_late_needs_the_time_of_arrival(self):
        with pytest.raises(ValueError, match="time of arrival"):
            code_for(Choice.LATE, Session.AM, None, START, CLOSE)


class TestLateness:
    @pytest.mark.parametrize(("arrived", "key"), [("09:10", "L"), ("09:29:59", "L"), ("09:30:00", "U"), ("10:40", "U")])
    def test_arrival_before_the_register_closes_is_l_and_from_then_on_u(self, arrived, key):
        """Worked example E7."""
        assert late_at(arrived) == key

    def test_arrival_at_the_start_is_not_late(self):
        with pytest.raises(ArrivedOnTime, match="Arrival at 09:00 is not after the start, 09:00"):
            late_at("09:00")

    def test_a_later_starter_is_judged_by_the_pupils_own_start(self):
        own_start, own_close = START + timedelta(minutes=60), CLOSE + timedelta(minutes=60)
        assert code_for(Choice.LATE, Session.AM, london("2026-11-23 10:20"), own_start, own_close) == "L"

    def test_minutes_late_are_whole_minutes_after_the_pupils_own_start(self):
        assert minutes_late(london("2026-11-23 09:12:59"), START) == 12

    def test_an_early_arrival_is_no_minutes_late(self):
        assert minutes_late(london("2026-11-23 08:50"), START) == 0
