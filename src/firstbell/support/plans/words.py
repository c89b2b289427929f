"""Targets and changes as people read them: pupil, family, school and staff read the same words."""

from __future__ import annotations

from firstbell.domain.plans import Judgement, Verdict
from firstbell.domain.targets import TargetKind
from firstbell.support.plans.models import PlanTarget


def target_in_words(target: PlanTarget) -> str:
    """Return what a target asks for, without its dates."""
    match target.kind:
        case TargetKind.ATTENDANCE:
            said = f"Attendance of at least {target.amount}%"
        case TargetKind.WITHOUT_LEAVE:
            said = f"At most {_counted(target.amount, 'session')} missed without leave"
        case TargetKind.ON_TIME:
            said = f"On time for at least {target.amount}% of the sessions attended"
        case TargetKind.SESSIONS_A_WEEK:
            said = f"At least {_counted(target.amount, 'session')} attended a week"
        case TargetKind.ARRIVE_BY:
            said = f"Here by {target.by_time:%H:%M} on at least {target.amount}% of mornings"
        case _:
            return target.words
    return f"{said}. {target.words}" if target.words else said


def change_in_words(judgement: Judgement) -> str:
    """Return the change with its uncertainty: "Up 12 points, between 3 and 21"."""
    if judgement.change_points is None or judgement.low is None or judgement.high is None:
        return "No session was possible on one side, so nothing can be compared yet."
    points = round(float(judgement.change_points))
    low, high = round(judgement.low), round(judgement.high)
    said = f"Up {_counted(points, 'point')}" if points > 0 else f"Down {_counted(-points, 'point')}"
    said = said if points else "No change"
    if low >= 0:
        return f"{said}, between {low} and {high}"
    if high <= 0:
        return f"{said}, between {-high} and {-low}"
    return f"{said}, between {-low} down and {high} up"


def verdict_in_words(judgement: Judgement, least_sessions: int, least_points: int) -> str:
    """Return why the register says what it says, in one sentence."""
    match judgement.verdict:
        case Verdict.IMPROVED:
            return "The whole range lies above no change, so this is more than chance would do."
        case Verdict.WORSE:
            return "The whole range lies below no change, so this is more than chance would do."
        case Verdict.HELD if judgement.low is not None and judgement.low > 0:
            return f"It rose, by less than the {least_points} points that count as improved."
        case Verdict.HELD if judgement.high is not None and judgement.high < 0:
            return f"It fell, by less than the {least_points} points that count."
        case Verdict.HELD:
            return "The range reaches both sides of no change, so chance alone could have done this."
        case _:
            return f"There are fewer than {least_sessions} possible sessions on one side, too few to say."


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
