"""Patterns: what is found, in which words, and how seldom one is found where there is none."""

from datetime import date
from fractions import Fraction
from itertools import permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstbell.config.bench.steady import CALENDAR, DAYS, RATES, WINDOW, Absences, Simulated
from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.patterns import ALARM, Context, PatternKind, Sibling, find
from firstbell.domain.patterns.chance import (
    chance_in_cell,
    chance_of_growth,
    chance_of_short_gaps,
    chance_of_signs,
    chance_of_so_few_runs,
    corrected,
    run_lengths,
)
from firstbell.domain.patterns.values import unusual_words
from firstbell.domain.school_time import Session, Span
from firstbell.domain.tallies import SessionCountedTwice
from firstbell.policy import load_code_set

NATIONAL = load_code_set("england-2024")
LATELY = [on for on in DAYS if WINDOW.covers(on)]
WEEK = {on: number // 5 for number, on in enumerate(LATELY)}
HERE = "/\\"


def sessions(marks, days=DAYS, minutes=5):
    """The sessions of a pupil: marks gives the two letters of each day, or what they are not."""
    found = []
    for on in days:
        keys = marks(on) or HERE
        for session, key in zip(Session, keys if len(keys) == 2 else keys.split(), strict=True):
            late = minutes(on) if callable(minutes) else minutes
            found.append(MarkedSession(on, session, NATIONAL.get(key), late if key in "LU" else None))
    return found


def found(marks, context=None, **more):
    return find(sessions(marks, **more), CALENDAR, WINDOW, context)


def found_one(marks, context=None, **more):
    [pattern] = found(marks, context, **more)
    return pattern


MONDAYS = [on for on in LATELY if on.weekday() == 0]
SCATTERED = (1, 2, 8, 13, 14, 20, 26, 32, 37, 39, 45, 46, 53)
ELSEWHERE = [date(2026, 1, 8), date(2026, 3, 4)]


class TestAWeekday:
    def test_is_said_with_its_numbers_on_both_sides(self):
        away = {*MONDAYS[:8], *ELSEWHERE}
        pattern = found_one(lambda on: "OO" if on in away else None)
        assert pattern.sentence == "Missed 8 of 11 Mondays (all unauthorised); of other days 2 of 44."
        assert pattern.kind is PatternKind.WEEKDAY and pattern.dates == tuple(MONDAYS[:8])
        assert pattern.unusual == "about 1 in 5,700 by chance"

    def test_is_of_mornings_where_only_mornings_are_missed(self):
        away = {*MONDAYS[2:9]}
        pattern = found_one(lambda on: "O\\" if on in away else None)
        assert pattern.sentence == "Missed 7 of 11 Monday mornings (all unauthorised); of other mornings 0 of 44."

    def test_tells_authorised_from_unauthorised_and_what_has_no_reason_yet(self):
        keys = dict(zip(MONDAYS, ("MM", "MM", "OO", "OO", "OO", "NN", "MO", "OO"), strict=False))
        assert "(2 authorised, 5 unauthorised, 1 still without a reason)" in found_one(keys.get).sentence

    def test_of_one_series_of_appointments_says_that_all_were_authorised_and_for_what(self):
        keys = dict.fromkeys(MONDAYS[:9], "M\\")
        assert "(all authorised: leave for a medical or dental appointment)" in found_one(keys.get).sentence

    def test_says_of_how_many_home_told_us(self):
        context = Context(told=frozenset((on, Session.AM) for on in MONDAYS[:3]))
        pattern = found_one(dict.fromkeys(MONDAYS[:9], "OO").get, context)
        assert "(all unauthorised; home told us of 3)" in pattern.sentence

    def test_is_none_where_the_school_itself_arranged_the_days_away(self):
        assert found({**dict.fromkeys(MONDAYS, "C2 C2"), LATELY[-1]: "EE"}.get) == ()


class TestMorningsAndAfternoons:
    def test_are_told_apart_on_the_same_days(self):
        away = {LATELY[number] for number in SCATTERED}
        pattern = found_one(lambda on: "/O" if on in away else None)
        assert pattern.sentence == (
            "Missed 13 of 55 afternoons (all unauthorised); of the mornings of the same days 0 of 55."
        )

    def test_are_alike_where_the_whole_day_is_missed(self):
        away = {LATELY[number] for number in SCATTERED}
        assert found(lambda on: "OO" if on in away else None) == ()


class TestWeekendsAndHolidays:
    def test_days_on_both_sides_of_weekends_are_one_pattern(self):
        away = {on for on in LATELY if on.weekday() in (0, 4) and WEEK[on] % 3}
        [pattern] = [each for each in found(lambda on: "OO" if on in away else None) if each.key.startswith("weekend")]
        assert "days beside a weekend" in pattern.sentence

    def test_days_around_holidays_are_found_over_the_whole_time_read(self):
        away = {day for n, term in enumerate(CALENDAR.terms) for day in CALENDAR.school_days(term)[-3:] if n < 3}
        pattern = found_one(lambda on: "GG" if on in away else None)
        assert pattern.sentence == (
            "Missed 9 of 9 days just before a holiday (all unauthorised); of other days 0 of 119."
        )


class TestAlongTime:
    def test_longer_runs_than_chance_are_told(self):
        away = {on for on in LATELY if WEEK[on] in (1, 4, 8) and on.weekday() < 4}
        [pattern] = [each for each in found(lambda on: "II" if on in away else None) if each.key == "runs"]
        assert pattern.sentence.startswith("Missed 12 of 55 days, whole or in part, in 3 runs of 4, 4 and 4 days (all")
        assert pattern.sentence.endswith("scattered by chance it would be about 10 runs.")

    def test_one_illness_is_no_pattern(self):
        assert found(lambda on: "II" if WEEK.get(on) in (4, 5) else None) == ()

    def test_missing_again_soon_after_a_return_is_told(self):
        away = {on for on in LATELY[15:35] if LATELY.index(on) % 3 == 0}
        [pattern] = [each for each in found(lambda on: "OO" if on in away else None) if each.key == "relapse"]
        assert pattern.sentence.startswith("After 6 of 6 returns from an absence, missed again within 3 school days")
        assert pattern.dates == tuple(sorted(away))[1:]

    def test_growing_lateness_is_told_with_both_halves(self):
        late = {on for on in LATELY if on.weekday() in ((1, 3), (0, 2), (1, 4))[WEEK[on] % 3]}
        pattern = found_one(lambda on: "L\\" if on in late else None, minutes=lambda on: 2 + 3 * WEEK.get(on, 0))
        assert pattern.sentence == (
            "Comes later and later: 4 minutes late a day on average until 13 February 2026 (late on 12 of 30 days), "
            "10 minutes since (late on 10 of 25 days: all before the register closed)."
        )

    def test_steady_lateness_does_not_grow(self):
        assert found(lambda on: "L\\" if on.day % 5 == 0 else None) == ()


class TestLateness:
    def test_of_a_weekday_tells_before_the_close_from_after_it(self):
        keys = dict(zip(MONDAYS, ("U\\", "U\\", *["L\\"] * 6), strict=False))
        pattern = found_one(keys.get)
        assert pattern.kind is PatternKind.WEEKDAY_LATENESS
        assert pattern.sentence.startswith("Late on 8 of 11 Mondays (6 before the register closed, 2 after); on other")


class TestOthers:
    def test_a_sibling_away_on_the_same_days_is_named(self):
        away = {on for number, on in enumerate(LATELY) if number in (2, 9, 16, 20, 31, 33, 47)}
        context = Context((Sibling("7", "Ann Reed", tuple(sessions(lambda on: "II" if on in away else None))),))
        pattern = found_one(lambda on: "OO" if on in away else None, context)
        assert pattern.sentence == (
            "Missed 7 of 7 days that Ann Reed missed too (all unauthorised); of the days when Ann Reed came 0 of 48."
        )

    def test_days_of_one_way_to_travel_are_told(self):
        travel = {on: "by taxi" if WEEK[on] > 6 else "with a parent or carer" for on in LATELY}
        away = {on for number, on in enumerate(LATELY) if WEEK[on] > 6 and number % 2}
        kinds = {each.key: each for each in found(lambda on: "OO" if on in away else None, Context(travel=travel))}
        assert "days when due to come by taxi" in kinds["travel:by taxi"].sentence


class TestSilence:
    def test_is_kept_below_twenty_possible_sessions(self):
        few = Span(WINDOW.starts_on, MONDAYS[1])
        marks = sessions(lambda on: "OO" if on.weekday() == 0 else None)
        assert find(marks, CALENDAR, few) == ()

    def test_is_kept_where_a_weekday_came_fewer_than_five_times(self):
        days = [on for on in LATELY if on.weekday() or on in MONDAYS[:4]]
        assert found(lambda on: "OO" if on.weekday() == 0 else None, days=days) == ()

    @pytest.mark.parametrize("key", ["/\\", "OO", "II", "##"])
    def test_is_kept_of_a_pupil_whose_days_are_all_alike(self, key):
        assert found(lambda on: key) == ()

    def test_marks_after_the_window_are_not_looked_at(self):
        early = Span(WINDOW.starts_on, date(2026, 2, 13))
        marks = sessions(lambda on: "OO" if on.weekday() == 0 and on.month == 3 else None)
        assert find(marks, CALENDAR, early) == ()

    def test_two_marks_of_one_session_are_refused(self):
        marks = sessions(lambda on: None)
        with pytest.raises(SessionCountedTwice):
            find([*marks, marks[0]], CALENDAR, WINDOW)


LETTERS = st.lists(st.sampled_from([HERE, "OO", "O\\", "/M", "L\\", "NN", "I I", "U\\"]), min_size=55, max_size=55)


class TestAnyRegister:
    @settings(max_examples=25, deadline=None)
    @given(LETTERS, st.randoms(use_true_random=False))
    def test_gives_the_same_patterns_in_any_order_and_says_only_what_it_counted(self, letters, dice):
        keys = dict(zip(LATELY, letters, strict=True))
        marks = sessions(keys.get)
        mixed = dice.sample(marks, len(marks))
        patterns = find(marks, CALENDAR, WINDOW)
        assert find(mixed, CALENDAR, WINDOW) == patterns
        for pattern in patterns:
            assert 0 < pattern.chance <= ALARM and len(pattern.sentence) <= 300
            assert pattern.here.found <= pattern.here.of and pattern.elsewhere.found <= pattern.elsewhere.of
            assert pattern.dates == tuple(sorted(set(pattern.dates))) and set(pattern.dates) <= set(DAYS)


class TestChance:
    @settings(max_examples=30, deadline=None)
    @given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=3, max_size=11).filter(lambda x: any(dict(x))))
    def test_in_a_cell_is_the_share_of_all_ways_counted_one_by_one(self, days):
        fell, cell = zip(*days, strict=True)
        runs, inside = len(run_lengths(fell)), sum(map(min, fell, cell))
        ways = [
            way
            for way in product((False, True), repeat=len(days))
            if sum(way) == sum(fell) and len(run_lengths(way)) == runs
        ]
        as_much = sum(sum(map(min, way, cell)) >= inside for way in ways)
        assert chance_in_cell(fell, cell) == Fraction(as_much, len(ways))

    def test_of_so_few_runs_counts_every_way_to_lay_the_days(self):
        ways = set(permutations((True,) * 4 + (False,) * 4))
        few = sum(len(run_lengths(way)) <= 2 for way in ways)
        assert chance_of_so_few_runs(8, 4, 2) == Fraction(few, len(ways))

    def test_of_short_gaps_counts_every_way_to_part_the_days_present(self):
        gaps = [gap for gap in product(range(9), repeat=4) if sum(gap) == 8 and gap[1] and gap[2]]
        short = sum(sum(part <= 3 for part in gap[1:3]) >= 2 for gap in gaps)
        assert chance_of_short_gaps(8, 3, 2, 3) == Fraction(short, len(gaps))

    def test_of_signs_is_the_binomial_tail_for_days_by_themselves(self):
        assert chance_of_signs([1] * 9 + [-1]) == Fraction(11, 1024)

    def test_of_growth_is_the_smallest_for_what_only_grows(self):
        assert chance_of_growth([Fraction(number) for number in range(12)]) == Fraction(1, 10_000)

    def test_of_growth_is_certain_where_nothing_grows(self):
        assert chance_of_growth([Fraction(1)] * 8) == 1

    def test_is_corrected_by_holm(self):
        given = [Fraction(1, 100), Fraction(4, 100), Fraction(3, 100), Fraction(1)]
        assert corrected(given) == [Fraction(4, 100), Fraction(9, 100), Fraction(9, 100), Fraction(1)]

    @pytest.mark.parametrize(
        ("one_in", "words"), [(43, "about 1 in 43 by chance"), (10_000, "less than 1 in 10,000 by chance")]
    )
    def test_is_said_in_words(self, one_in, words):
        assert unusual_words(one_in) == words


class TestSteadyPupils:
    """The rates of thousands stand in docs/run/patterns.md; `firstbell bench patterns` measures them."""

    PUPILS = 12

    @pytest.mark.parametrize("absences", Absences)
    def test_are_told_of_a_pattern_less_than_once_in_twenty(self, absences):
        """Streaks themselves are runs longer than chance, and truly so."""
        alarms = 0
        for rate in RATES:
            steady = Simulated(absences, rate)
            for number in range(self.PUPILS):
                patterns = find(steady.pupil(number), CALENDAR, WINDOW, steady.context(number))
                alarms += any(absences is not Absences.STREAKS or each.key != "runs" for each in patterns)
        assert alarms <= ALARM * len(RATES) * self.PUPILS

    def test_with_a_weekday_planted_in_them_are_found(self):
        planted = Simulated(rate=0.05, weekdays={0: 0.8})
        seen = [find(planted.pupil(number), CALENDAR, WINDOW) for number in range(20)]
        assert sum(any(each.key.startswith("weekday:0") for each in patterns) for patterns in seen) >= 18
