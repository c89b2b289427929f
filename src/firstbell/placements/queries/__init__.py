"""Who is expected when and where, and what pages show of placements, commissioners and one-day changes."""

from firstbell.placements.queries.baselines import baseline_of, baselines_of_pupil
from firstbell.placements.queries.commissioners import (
    Address,
    CommissionerRow,
    LinkPersonCard,
    commissioner_list,
    gets_copies,
    link_people,
    notice_address,
    pupils_of,
)
from firstbell.placements.queries.days import DayChangeRow, day_change_list
from firstbell.placements.queries.expected import Expected, expected
from firstbell.placements.queries.groups import GroupRow, group_list
from firstbell.placements.queries.places import (
    PlacementCard,
    WeekDay,
    pattern_on,
    placements_of,
    week_of,
    whereabouts,
)
from firstbell.placements.queries.planned import planned_sessions
from firstbell.placements.queries.school_calendars import (
    SchoolDays,
    forget_school_calendars,
    school_calendar,
    school_days,
)
from firstbell.placements.queries.weekly import commissioned, weekly_sessions

__all__ = [
    "Address",
    "CommissionerRow",
    "DayChangeRow",
    "Expected",
    "GroupRow",
    "LinkPersonCard",
    "PlacementCard",
    "SchoolDays",
    "WeekDay",
    "baseline_of",
    "baselines_of_pupil",
    "commissioned",
    "commissioner_list",
    "day_change_list",
    "expected",
    "forget_school_calendars",
    "gets_copies",
    "group_list",
    "link_people",
    "notice_address",
    "pattern_on",
    "placements_of",
    "planned_sessions",
    "pupils_of",
    "school_calendar",
    "school_days",
    "week_of",
    "weekly_sessions",
    "whereabouts",
]
