"""A policy as the engine of `firstbell.domain.following` wants it."""

from collections.abc import Iterable

from firstbell.domain.happenings import PupilHere, Setting
from firstbell.domain.school_time import SchoolCalendar
from firstbell.policy.policies import Policy


def setting_of(policy: Policy, pupils: Iterable[PupilHere] = (), calendar: SchoolCalendar | None = None) -> Setting:
    """Return where things happen under a policy. calendar: None for plain weekdays."""
    hours = {session: (hours.starts_time, hours.ends_time) for session, hours in policy.times.hours.items()}
    return Setting(policy, hours, policy.open_minutes, {pupil.name: pupil for pupil in pupils}, calendar)
