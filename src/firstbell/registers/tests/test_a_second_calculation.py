"""Simulated years, counted a second time from nothing but the definitions of the statistics: both agree everywhere.

What is below was written from the published definitions alone and shares no code with what it checks: no tally, no
code set, no week and no span of ours.
"""

import datetime
import random

import pytest

from firstbell.domain.school_time import Session, Span
from firstbell.domain.thresholds import is_persistent, is_severe
from firstbell.registers import commands, tallies
from firstbell.registers.commands import PastMark
from firstbell.registers.queries import By, Scope, counts
from firstbell.registers.tests.doing import person
from tests.builders import a_group, a_provision, a_pupil, a_site
from tests.support.times import london

DAY = datetime.timedelta(days=1)
NEW_CODES_FROM = datetime.date(2024, 8, 19)
FIRST, LAST = datetime.date(2024, 6, 3), datetime.date(2026, 1, 16)
ATTENDING, APPROVED = ["/", "\\", "L"], ["B", "P", "V", "W"]
AUTHORISED, UNAUTHORISED = ["C", "E", "I", "M", "R", "S", "T"], ["G", "N", "O", "U"]
OUTSIDE = ["D", "X", "Y1", "Z", "#"]
OLD_OUTSIDE = ["D", "X", "Y", "Z", "#"]


def kind(code, on):
    """Approved activity under the old codes was J, an interview; the same is J1 since, and an authorised absence."""
    if code == "J":
        return "attended" if on < NEW_CODES_FROM else "not a code"
    if code in ATTENDING or code in APPROVED:
        return "attended"
    if code in AUTHORISED or code == "J1":
        return "authorised"
    return "unauthorised" if code in UNAUTHORISED else "outside"


def simulated(rng, pupils):
    """One row for each session: pupil, group, day, half, code, minutes late. Holidays and odd days left out."""
    rows, on = [], FIRST
    while on <= LAST:
        in_term = on.month not in (8,) and not (on.month == 12 and on.day > 19) and rng.random() > 0.02
        if on.weekday() < 5 and in_term:
            for pupil, groups in pupils:
                for half in ("AM", "PM"):
                    code = a_code(rng, half, on)
                    late = rng.randint(1, 50) if code in ("L", "U") else None
                    rows.append((pupil, groups[on >= datetime.date(2025, 3, 5)], on, half, code, late))
        on += DAY
    return rows


def a_code(rng, half, on):
    here = "/" if half == "AM" else "\\"
    outside = OLD_OUTSIDE if on < NEW_CODES_FROM else OUTSIDE
    interview = "J" if on < NEW_CODES_FROM else "J1"
    rare = [*APPROVED, *AUTHORISED, *UNAUTHORISED, *outside, interview, "L"]
    return here if rng.random() < 0.6 else rng.choice(rare)


def second_count(rows, keep):
    """Count by the definitions: possible is attended and missed, late is L and U, U is missed although present."""
    found = {"attended": 0, "authorised": 0, "unauthorised": 0, "outside": 0, "late": 0, "came_after": 0, "minutes": 0}
    for pupil, group, on, half, code, late in rows:
        if keep(pupil, group, on, half):
            found[kind(code, on)] += 1
            found["late"] += code in ("L", "U")
            found["came_after"] += code == "U"
            found["minutes"] += late or 0
    return found


def first_count(each):
    own = each.own
    assert own.possible == own.attended + own.authorised + own.unauthorised
    return {
        "attended": own.attended, "authorised": own.authorised, "unauthorised": own.unauthorised,
        "outside": own.not_counted, "late": each.late, "came_after": each.after_close, "minutes": each.minutes_late,
    }  # fmt: skip


@pytest.fixture
def years(db):
    """Three pupils over four terms and two code sets; all of them change groups in the middle of a week."""
    rng = random.Random(20260907)
    site = a_site(a_provision("national-2024"))
    forge, kiln = a_group(site), a_group(site)
    pupils = [(a_pupil(group=forge), {False: forge.pk, True: kiln.pk}) for _ in range(3)]
    rows = simulated(rng, pupils)
    rng.shuffle(rows)
    for old in (True, False):
        marks = [
            PastMark(pupil.pk, pupil.placements.get().pk, group, on, half, code, late)
            for pupil, group, on, half, code, late in rows
            if (on < NEW_CODES_FROM) is old
        ]
        commands.import_marks(
            site.provision_id, marks, code_set="england-2006" if old else "england-2024",
            site_of_group={forge.pk: site.pk, kiln.pk: site.pk}, by=person("Nell"), at=london("2026-02-01 10:00"),
        )  # fmt: skip
    return site.provision_id, rows, rng


def test_two_calculations_of_simulated_years_agree_and_what_is_kept_is_what_the_marks_say(years):
    provision, rows, rng = years
    assert len(rows) > 2000
    kept_years = tallies.years_of(provision)
    assert [year.year for year in kept_years] == [2023, 2024, 2025]
    assert all(tallies.agree(provision, year) for year in kept_years)
    for _ in range(12):
        one, other = sorted(FIRST + DAY * rng.randint(-20, (LAST - FIRST).days + 20) for _ in range(2))
        both_agree(provision, rows, one, other)
    for year in (datetime.date(2024, 9, 1), datetime.date(2025, 9, 1)):
        both_agree(provision, rows, year, year.replace(year=year.year + 1) - DAY)


def both_agree(provision, rows, one, other):
    """Of everybody, each pupil, each group, each half of the day and each week."""
    span, scope = Span(one, other), Scope(provision)

    def inside(on):
        return one <= on <= other

    assert first_count(counts(scope, span)[None]) == second_count(rows, lambda p, g, on, h: inside(on))
    checks = {
        By.PUPIL: lambda key: lambda p, g, on, h: inside(on) and p.pk == key,
        By.GROUP: lambda key: lambda p, g, on, h: inside(on) and g == key,
        By.SESSION: lambda key: lambda p, g, on, h: inside(on) and h == key,
        By.WEEK: lambda key: lambda p, g, on, h: inside(on) and key <= on < key + 7 * DAY,
    }
    for by, keeping in checks.items():
        found = counts(scope, span, by=by)
        assert sum(each.own.possible for each in found.values()) == counts(scope, span)[None].own.possible
        for key, each in found.items():
            assert first_count(each) == second_count(rows, keeping(key)), (by, key, span)
    for key, each in counts(scope, span, by=By.PUPIL, session=Session.PM).items():
        assert first_count(each) == second_count(
            rows, lambda p, g, on, h, key=key: inside(on) and (p.pk, h) == (key, "PM")
        )
        missed = each.own.authorised + each.own.unauthorised
        if each.own.possible:
            assert is_persistent(each.own) == (missed * 10 >= each.own.possible)
            assert is_severe(each.own) == (missed * 2 >= each.own.possible)
