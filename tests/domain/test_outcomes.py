"""What attendance did after a strategy began, honest about small numbers (SS-27, SS-31)."""

from datetime import date, timedelta
from fractions import Fraction

from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.outcomes import Use, outcome_of, use_of
from firstbell.domain.school_time import Session
from firstbell.domain.tallies import Tally
from tests.domain.marks_in_words import codes

BEGAN = date(2026, 11, 2)
TEN_SCHOOL_DAYS_BEFORE = date(2026, 10, 19)


def marked(words: str, from_on: date = TEN_SCHOOL_DAYS_BEFORE) -> list[MarkedSession]:
    days = [from_on + timedelta(days=n) for n in range(90)]
    slots = [(day, session) for day in days if day.weekday() < 5 for session in Session]
    return [MarkedSession(*slot, code) for slot, code in zip(slots, codes(words), strict=False)]


def a_use(later: int | None, pupil_id: int = 1) -> Use:
    return Use(pupil_id, Tally(), None, None if later is None else Fraction(later))


class TestOneUse:
    def test_the_next_five_and_twenty_are_compared_with_the_twenty_before(self):
        use = use_of(1, marked("/*10 O*10 /*5 O*15"), BEGAN)
        assert (use.before.possible, use.soon, use.later) == (20, Fraction(50), Fraction(-25))

    def test_four_sessions_are_not_yet_five(self):
        assert use_of(1, marked("/*24"), BEGAN).soon is None

    def test_nineteen_sessions_before_measure_nothing(self):
        use = use_of(1, marked("# /*39"), BEGAN)
        assert (use.soon, use.later) == (None, None)

    def test_a_session_that_was_not_possible_is_passed_over(self):
        assert use_of(1, marked("/*20 # # /*5"), BEGAN).soon == 0


class TestAStrategy:
    def test_fewer_than_five_measured_uses_give_no_figure(self):
        outcome = outcome_of([a_use(30, n) for n in range(4)] + [a_use(None, 9)])
        assert (outcome.uses, outcome.later.measured, outcome.later.is_told) == (5, 4, False)
        assert outcome.later.middle is outcome.later.rose is None

    def test_five_give_the_middle_and_the_range(self):
        change = outcome_of([a_use(points, points) for points in (-10, 0, 5, 20, 40)]).later
        assert (change.middle, change.lowest, change.highest, change.rose) == (5, -10, 40, 3)

    def test_a_pupil_with_two_uses_is_one_pupil(self):
        assert outcome_of([a_use(5), a_use(10)]).pupils == 1
