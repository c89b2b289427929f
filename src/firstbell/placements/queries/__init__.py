"""Who is expected when and where, and what pages show of placements, commissioners and one-day changes."""

from firstbell.placements.queries.commissioners import (
    CommissionerRow,
    LinkPersonCard,
    commissioner_list,
    link_people,
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

__all__ = [
    "CommissionerRow",
    "DayChangeRow",
    "Expected",
    "GroupRow",
    "LinkPersonCard",
    "PlacementCard",
    "WeekDay",
    "commissioner_list",
    "day_change_list",
    "expected",
    "group_list",
    "link_people",
    "pattern_on",
    "placements_of",
    "planned_sessions",
    "pupils_of",
    "week_of",
    "whereabouts",
]
