"""How often chance alone would give as much: exact counts of ways, as fractions.

A way is one order of a pupil's days. A polynomial whose coefficients are counts of ways is kept in one whole number,
each coefficient in bits of its own, so that adding and shifting numbers adds and multiplies polynomials.
"""

import random
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby
from math import comb

SHUFFLES = 9_999


def run_lengths(fell: Sequence[bool]) -> list[int]:
    """Return the lengths of the runs of days on which it happened, first to last."""
    return [sum(1 for _ in days) for happened, days in groupby(fell) if happened]


def chance_in_cell(fell: Sequence[bool], cell: Sequence[bool]) -> Fraction:
    """Return the share of ways that put as many of the days it happened into the cell, or more.

    fell, cell: day by day, whether it happened and whether the day belongs to the cell. A way lays as many days in as
    many runs over these days. Exact where what happens begins and ends with constant chances, run after run.
    """
    away, inside = sum(fell), sum(both for both in map(min, fell, cell))
    runs = len(run_lengths(fell))
    columns = min(sum(cell), away) + 1
    bits = comb(len(fell), min(away, len(fell) // 2)).bit_length() + 1
    row = bits * columns
    kept = (1 << row * (away + 1)) - 1
    # By runs begun so far: ways that end in a day it happened, and in one it did not.
    on, off = [0] * (runs + 1), [1] + [0] * runs
    for in_cell in cell:
        step = row + bits * in_cell
        begun = [0, *((on[number] + off[number - 1]) << step & kept for number in range(1, runs + 1))]
        off = [one + other for one, other in zip(off, on, strict=True)]
        on = begun
    ways = (on[runs] + off[runs]) >> row * away
    counts = [ways >> bits * column & (1 << bits) - 1 for column in range(columns)]
    return Fraction(sum(counts[inside:]), sum(counts))


def chance_of_signs(nets: Sequence[int]) -> Fraction:
    """Return the chance of a sum as high, or higher, if each number were as likely to have the other sign."""
    sums = Counter({0: 1})
    for net in nets:
        turned: Counter[int] = Counter()
        for total, ways in sums.items():
            turned[total + net] += ways
            turned[total - net] += ways
        sums = turned
    high = sum(ways for total, ways in sums.items() if total >= sum(nets))
    return Fraction(high, 2 ** len(nets))


def chance_of_so_few_runs(days: int, away: int, runs: int) -> Fraction:
    """Return the share of ways to lay the days away singly over all days that make as few runs, or fewer."""
    few = sum(comb(away - 1, number - 1) * comb(days - away + 1, number) for number in range(1, runs + 1))
    return Fraction(few, comb(days, away))


def expected_runs(days: int, away: int) -> Fraction:
    """Return how many runs the days away make on average, laid singly over all days."""
    return Fraction(away * (days - away + 1), days)


def chance_of_short_gaps(present: int, runs: int, short: int, within: int) -> Fraction:
    """Return the share of ways to part the days present by the runs that make as many short gaps, or more.

    present: days between and beside the runs. short: the gaps of at most `within` days between two runs.
    """
    ways = [_ways_with_short(present, runs, number, within) for number in range(runs)]
    return Fraction(sum(ways[short:]), sum(ways))


def expected_short_gaps(present: int, runs: int, within: int) -> Fraction:
    """Return how many of the gaps between runs are of at most `within` days, on average over all ways."""
    ways = [_ways_with_short(present, runs, number, within) for number in range(runs)]
    return Fraction(sum(number * count for number, count in enumerate(ways)), sum(ways))


def _ways_with_short(present: int, runs: int, short: int, within: int) -> int:
    longer = runs - 1 - short
    found = 0
    for used in range(short, short * within + 1):
        left = present - used - longer * (within + 1)
        if left >= 0:
            found += _compositions(used, short, within) * comb(left + longer + 1, longer + 1)
    return comb(runs - 1, short) * found


def _compositions(total: int, parts: int, most: int) -> int:
    """Return in how many ways parts of 1 to `most` make a total."""
    if not parts:
        return int(total == 0)
    return sum(
        (-1) ** number * comb(parts, number) * comb(total - number * most - 1, parts - 1)
        for number in range(parts + 1)
        if total - number * most >= parts
    )


def chance_of_growth(values: Sequence[Fraction]) -> Fraction:
    """Return the share of orders in which the values grow as much, by their ranks: this order and 9,999 shuffled ones.

    The shuffles are the same for the same values.
    """
    ranks = _ranks(values)
    grown = _growth(ranks)
    dice = random.Random(",".join(map(str, ranks)))
    as_much = 1
    for _ in range(SHUFFLES):
        dice.shuffle(ranks)
        as_much += _growth(ranks) >= grown
    return Fraction(as_much, SHUFFLES + 1)


def _ranks(values: Sequence[Fraction]) -> list[int]:
    """Return twice the rank of each value; equal values share their middle rank."""
    ordered = sorted(values)
    return [2 * ordered.index(value) + ordered.count(value) for value in values]


def _growth(ranks: Sequence[int]) -> int:
    return sum(number * rank for number, rank in enumerate(ranks))


def corrected(chances: Sequence[Fraction]) -> list[Fraction]:
    """Return the chances after Holm's correction, in the order given: none below its own, none above 1."""
    order = sorted(range(len(chances)), key=lambda number: chances[number])
    found = [Fraction(1)] * len(chances)
    highest = Fraction(0)
    for place, number in enumerate(order):
        highest = max(highest, min(Fraction(1), chances[number] * (len(chances) - place)))
        found[number] = highest
    return found
