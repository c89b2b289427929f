"""Commissioners, placements, weekly patterns and one-day changes. Every act is in the journal."""

from firstbell.placements.commands.commissioners import (
    CommissionerFacts,
    CommissionerInUse,
    CommissionerNameTaken,
    LinkPersonFacts,
    add_commissioner,
    add_link_person,
    archive_commissioner,
    archive_link_person,
    change_commissioner,
    change_link_person,
    link_account,
    restore_commissioner,
)
from firstbell.placements.commands.day_changes import DayChangeFacts, cancel_day_change, make_day_change
from firstbell.placements.commands.groups import GroupInUse, make_group, remake_group, retire_group, set_group_tutors
from firstbell.placements.commands.placements import (
    EndsBeforeStart,
    PlacementFacts,
    StartsTwice,
    change_placement,
    end_placement,
    start_placement,
    take_back_placement,
)
from firstbell.placements.commands.timetables import PatternOverlaps, PatternSlot, change_timetable

__all__ = [
    "CommissionerFacts",
    "CommissionerInUse",
    "CommissionerNameTaken",
    "DayChangeFacts",
    "EndsBeforeStart",
    "GroupInUse",
    "LinkPersonFacts",
    "PatternOverlaps",
    "PatternSlot",
    "PlacementFacts",
    "StartsTwice",
    "add_commissioner",
    "add_link_person",
    "archive_commissioner",
    "archive_link_person",
    "cancel_day_change",
    "change_commissioner",
    "change_link_person",
    "change_placement",
    "change_timetable",
    "end_placement",
    "link_account",
    "make_day_change",
    "make_group",
    "remake_group",
    "restore_commissioner",
    "retire_group",
    "set_group_tutors",
    "start_placement",
    "take_back_placement",
]
