from dataclasses import replace
from datetime import date, timedelta

import pytest

from firstbell.domain.returning import Stage, StagesWrong, check, gone_back, held

WEEK = frozenset({"1-AM", "1-PM", "3-AM", "3-PM", "5-AM"})
FIRST = Stage(date(2026, 11, 23), date(2026, 12, 4), date(2026, 12, 3), frozenset({"1-AM", "3-AM"}))
SECOND = Stage(date(2026, 12, 5), date(2026, 12, 18), date(2026, 12, 17), frozenset({"1-AM", "1-PM", "3-AM"}))


def days(stages):
    return [(stage.starts_on, stage.ends_on) for stage in stages]


class TestStages:
    def test_follow_one_another_day_by_day(self):
        check([FIRST, SECOND], WEEK)
        with pytest.raises(StagesWrong, match="Stage 2: it does not follow on"):
            check([FIRST, replace(SECOND, starts_on=date(2026, 12, 7))], WEEK)

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"ends_on": date(2026, 11, 22)}, "ends before it begins"),
            ({"ends_on": date(2027, 1, 4)}, "longer than six weeks"),
            ({"review_on": date(2026, 12, 5)}, "looked at lies outside"),
            ({"sessions": frozenset()}, "no session is chosen"),
            ({"sessions": frozenset({"2-AM"})}, "the full week does not have"),
        ],
    )
    def test_that_are_open_ended_empty_or_too_long_are_refused(self, changes, words):
        with pytest.raises(StagesWrong, match=words):
            check([replace(FIRST, **changes)], WEEK)

    def test_may_last_six_weeks_and_no_day_more(self):
        last = FIRST.starts_on + timedelta(days=41)
        check([replace(FIRST, ends_on=last)], WEEK)
        with pytest.raises(StagesWrong):
            check([replace(FIRST, ends_on=last + timedelta(days=1))], WEEK)


class TestHoldingAStage:
    def test_moves_those_after_it_on_by_as_much(self):
        found = held([FIRST, SECOND], 0, date(2026, 12, 11))
        assert days(found) == [(FIRST.starts_on, date(2026, 12, 11)), (date(2026, 12, 12), date(2026, 12, 25))]
        check(found, WEEK)

    def test_needs_a_later_day(self):
        with pytest.raises(StagesWrong, match="Choose a later day"):
            held([FIRST, SECOND], 0, FIRST.ends_on)

    def test_stays_within_six_weeks(self):
        with pytest.raises(StagesWrong, match="six weeks"):
            held([FIRST], 0, FIRST.starts_on + timedelta(days=42))


class TestGoingBack:
    def test_repeats_the_stage_before_and_then_this_one_at_full_length(self):
        today = date(2026, 12, 9)
        found = gone_back([FIRST, SECOND], 1, today, date(2026, 12, 18))
        assert days(found) == [
            (FIRST.starts_on, FIRST.ends_on),
            (SECOND.starts_on, today),
            (date(2026, 12, 10), date(2026, 12, 18)),
            (date(2026, 12, 19), date(2027, 1, 1)),
        ]
        assert [stage.sessions for stage in found[2:]] == [FIRST.sessions, SECOND.sessions]
        check(found, WEEK)

    def test_is_not_possible_from_the_first(self):
        with pytest.raises(StagesWrong, match="none before it"):
            gone_back([FIRST, SECOND], 0, date(2026, 11, 25), date(2026, 12, 1))

    def test_needs_a_day_soon_after_today(self):
        with pytest.raises(StagesWrong):
            gone_back([FIRST, SECOND], 1, date(2026, 12, 9), date(2026, 12, 9))
