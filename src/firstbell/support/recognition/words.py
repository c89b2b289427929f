"""Why somebody has earned something, in a sentence with its numbers."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from firstbell.domain.recognising import Achievement
from firstbell.domain.tallies import shown
from firstbell.support.recognition.models import Recognition


def why(earned: Recognition) -> str:
    """Return what a recognition rests on, as staff read it and as a certificate may say it."""
    match Achievement(earned.achievement):
        case Achievement.IMPROVED:
            said = (
                f"{_percent(earned.attended, earned.possible)}, up from "
                f"{_percent(earned.attended_before, earned.possible_before)}: {_points(earned)} points. "
                f"{earned.attended} of {earned.possible} sessions {_days(earned)}, "
                f"{earned.attended_before} of {earned.possible_before} in as many weeks before."
            )
        case Achievement.RETURNED:
            since = f" since {_day(earned.away_since)}" if earned.away_since else ""
            said = (
                f"Back on {earned.starts_on:%A} {_day(earned.starts_on)} after {earned.days_away} school days{since}."
            )
        case Achievement.PUNCTUAL_HALF_TERM:
            said = f"On time all {earned.arrivals} times, {_days(earned)}."
        case _:
            said = f"All {earned.possible} sessions, {_days(earned)}."
    return f"{said} {_left_out(earned)}".strip()


def praise(earned: Recognition) -> str:
    """Return what a certificate says of it, without a percentage: "who came to every session from ... to ..."."""
    match Achievement(earned.achievement):
        case Achievement.IMPROVED:
            gained = earned.attended - earned.attended_before
            more = f", {gained} more than in as many weeks before" if gained > 0 else ""
            return f"who came to {earned.attended} of {earned.possible} sessions {_days(earned)}{more}"
        case Achievement.RETURNED:
            return f"who came back to us on {_day(earned.starts_on)} {earned.starts_on.year}"
        case Achievement.PUNCTUAL_HALF_TERM:
            return f"who was on time every time, {_days(earned)}"
        case _:
            return f"who came to every session {_days(earned)}"


def _left_out(earned: Recognition) -> str:
    if not earned.excused:
        return ""
    return f"{earned.excused} session{'s' if earned.excused > 1 else ''} of illness or appointments left out."


def _points(earned: Recognition) -> str:
    now, before = Fraction(100 * earned.attended, earned.possible), Fraction(0)
    if earned.possible_before:
        before = Fraction(100 * earned.attended_before, earned.possible_before)
    return shown(now - before).removesuffix("%")


def _percent(attended: int, possible: int) -> str:
    return shown(Fraction(100 * attended, possible) if possible else None)


def _days(earned: Recognition) -> str:
    return f"from {_day(earned.starts_on)} to {_day(earned.ends_on)}"


def _day(on: date) -> str:
    return f"{on.day} {on:%B}"
