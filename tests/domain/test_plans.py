"""Whether attendance improved after a plan, judged on the register with its uncertainty (SS-26)."""

from datetime import date, timedelta
from random import Random

import pytest

from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.plans import Verdict, judged, periods_around
from firstbell.domain.school_time import Session
from tests.domain.marks_in_words import codes

BEGAN = date(2026, 11, 2)
HERE, AWAY, CLOSED = codes("/ O #")


def sessions(words: str, from_on: date = BEGAN) -> list[MarkedSession]:
    """Two marks a day from a Monday on, weekends left out."""
    days = [from_on + timedelta(days=n) for n in range(400)]
    slots = [(day, session) for day in days if day.weekday() < 5 for session in Session]
    return [MarkedSession(*slot, code) for slot, code in zip(slots, codes(words), strict=False)]


def a_pupil_of_steady_habits(seed: Random, rate: float, days: int, *, like_yesterday: float) -> list[MarkedSession]:
    """Come on a day with this chance, more likely so if also yesterday; a morning and its afternoon mostly alike."""
    found, state, day = [], seed.random() < rate, BEGAN
    while len(found) < 2 * days:
        if day.weekday() < 5:
            state = state if seed.random() < like_yesterday else seed.random() < rate
            afternoon = state if seed.random() < 0.9 else seed.random() < rate
            found += [
                MarkedSession(day, Session.AM, HERE if state else AWAY),
                MarkedSession(day, Session.PM, HERE if afternoon else AWAY),
            ]
        day += timedelta(days=1)
    return found


class TestTheVerdict:
    def test_a_rise_that_chance_does_not_make_is_an_improvement(self):
        judgement = judged(sessions("/ O O O " * 10), sessions("/*36 O*4"))
        assert judgement.verdict is Verdict.IMPROVED
        assert judgement.change_points == 65 and 0 < judgement.low < 65 < judgement.high <= 100

    def test_the_same_fall_is_worse(self):
        assert judged(sessions("/*36 O*4"), sessions("/ O O O " * 10)).verdict is Verdict.WORSE

    def test_a_rise_within_what_chance_makes_is_held(self):
        judgement = judged(sessions("/ / O " * 10), sessions("/ / / O " * 8))
        assert judgement.verdict is Verdict.HELD and judgement.low < 0 < judgement.high

    def test_a_certain_change_smaller_than_the_points_asked_for_is_held(self):
        before, after = sessions("/ O O O " * 10), sessions("/*36 O*4")
        assert judged(before, after, points=66).verdict is Verdict.HELD
        assert judged(before, after, points=65).verdict is Verdict.IMPROVED

    @pytest.mark.parametrize(("count", "verdict"), [(19, Verdict.TOO_EARLY), (20, Verdict.IMPROVED)])
    def test_twenty_possible_sessions_are_asked_of_each_side(self, count: int, verdict: Verdict):
        before = sessions("O*40")
        assert judged(before, sessions(f"/*{count}")).verdict is verdict
        assert judged(sessions(f"O*{count}"), sessions("/*40")).verdict is verdict

    def test_sessions_that_were_not_possible_do_not_make_up_the_number(self):
        assert judged(sessions("O*40"), sessions("/*19 #*9")).verdict is Verdict.TOO_EARLY

    def test_a_policy_may_ask_for_fewer(self):
        assert judged(sessions("O*20"), sessions("/*10"), at_least_sessions=10).verdict is Verdict.IMPROVED

    def test_with_no_possible_session_there_is_no_change_to_speak_of(self):
        judgement = judged(sessions("O*40"), sessions("#*20"))
        assert judgement.verdict is Verdict.TOO_EARLY and judgement.change_points is None and judgement.low is None


class TestTheInterval:
    """Measured on 400 simulated pupils in each row, whose attendance before and after is the same."""

    @pytest.mark.parametrize("days", [12, 30])
    @pytest.mark.parametrize("like_yesterday", [0.0, 0.4])
    @pytest.mark.parametrize("rate", [0.5, 0.8])
    def test_a_steady_pupil_is_called_changed_about_once_in_ten(self, days: int, like_yesterday: float, rate: float):
        seed, wrong = Random(90), 0
        for _ in range(400):
            before, after = (
                a_pupil_of_steady_habits(seed, rate, days, like_yesterday=like_yesterday) for _ in range(2)
            )
            wrong += judged(before, after).verdict is not Verdict.HELD
        assert wrong / 400 <= 0.13

    def test_two_sessions_of_one_day_count_as_one_day(self):
        whole_days = judged(sessions("/ / O O " * 10), sessions("/ / O O " * 10))
        alone = [each for each in sessions("/ / O O " * 10) if each.session is Session.AM]
        assert whole_days.high == pytest.approx(judged(alone, alone).high)

    def test_days_that_go_in_runs_make_it_wider(self):
        in_runs = judged(sessions("/*10 O*10 /*10 O*10"), sessions("/*10 O*10 /*10 O*10"))
        in_turn = judged(sessions("/ / O O " * 10), sessions("/ / O O " * 10))
        assert in_runs.high > 1.5 * in_turn.high

    def test_it_never_leaves_a_hundred_points_either_way(self):
        judgement = judged(sessions("O*20"), sessions("/*20"))
        assert judgement.high == 100 and judgement.low < 100


class TestThePeriodsCompared:
    def test_after_begins_with_the_plans_own_day_and_before_is_as_long(self):
        before, after = periods_around(sessions("/*100", date(2026, 9, 7)), date(2026, 10, 12), date(2026, 11, 6))
        assert (after[0].on, after[-1].on, len(after)) == (date(2026, 10, 12), date(2026, 11, 6), 40)
        assert (before[-1].on, len(before)) == (date(2026, 10, 9), 40)

    def test_before_is_no_shorter_than_the_sessions_asked_for(self):
        before, after = periods_around(sessions("/*100", date(2026, 9, 7)), date(2026, 10, 12), date(2026, 10, 13))
        assert (len(before), len(after)) == (20, 4)

    def test_sessions_that_were_not_possible_are_on_neither_side(self):
        before, after = periods_around(sessions("#*20 /*4 #*4 /*4", date(2026, 10, 19)), BEGAN, date(2026, 11, 30))
        assert (len(before), len(after)) == (0, 8)
