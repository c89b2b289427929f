"""What must be true together after any change to a register's lines: marks, lines, counts, duties and journal.

Every command that changes a mark ends here, so that none of it can be forgotten. It takes as many statements for one
line as for thirty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection

from firstbell.domain.codes import Code
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day
from firstbell.duties import commands as duties
from firstbell.inserting import insert
from firstbell.journal import Actor, Entry
from firstbell.provisions import queries as provisions
from firstbell.provisions.models import SessionOfDay
from firstbell.registers import tallies
from firstbell.registers.facts import (
    absence_facts,
    afternoons_alone,
    code_that_drives,
    matters_to_duties,
    register_facts,
)
from firstbell.registers.heeding import heed_arrival
from firstbell.registers.models import Mark, RegisterLine
from firstbell.registers.sheets import Answer, Line, Sheet
from firstbell.registers.tallies import Counted, Moved

VERBS = {
    Mark.Kind.MARK: "mark.recorded",
    Mark.Kind.RETRACTION: "mark.retracted",
    Mark.Kind.AMENDMENT: "mark.amended",
    Mark.Kind.SETTLEMENT: "mark.settled",
}


class TapReused(Refused):
    """The id of an answer was used before, for another answer."""

    def __init__(self, pupil_name: str, tap_id: UUID) -> None:
        super().__init__(
            f"This page already sent another answer for {pupil_name}.",
            "The first answer stands. This one was not saved.",
            "Look at the line as it is now, then choose again.",
        )
        self.tap_id = tap_id


@dataclass
class Change:
    """One new mark on one line. `current_after` is read only where the mark itself does not become the current one."""

    line: Line
    mark: Mark
    becomes_current: bool = True
    current_after: int | None = None
    contested_after: bool = False


def keep(sheet: Sheet, changes: Sequence[Change], *, by: Actor, at: datetime) -> None:
    """Save these changes and everything that follows from them. Call it inside the unit of work that read the sheet.

    Raises TapReused.
    """
    before = {change.line.pk: _state(sheet, change.line) for change in changes}
    _save_marks(changes)
    _move_lines(changes)
    for change in changes:
        _bring_up_to_date(change)
    after = {change.line.pk: _state(sheet, change.line) for change in changes}
    tallies.keep((_moved(sheet, c.line, before[c.line.pk], after[c.line.pk]) for c in changes if _counts(c.line)), at)
    entries = [_entry(sheet, change, before[change.line.pk], by, at) for change in changes]
    _bring_duties_into_line(sheet, changes, before, after, entries, by=by, at=at)
    if sheet.opens_duties and sheet.on == london_day(at):
        for change in changes:
            if _turned_up(before[change.line.pk].drives, after[change.line.pk].drives):
                heed_arrival(change.line.pupil_id, sheet.on, sheet.session, by, at)


def _turned_up(before: Code | None, after: Code | None) -> bool:
    """Whether a pupil who was marked away is marked here."""
    return before is not None and not _is_here(before) and after is not None and _is_here(after)


def _is_here(code: Code) -> bool:
    return code.is_here or code.is_present


@dataclass(frozen=True)
class _State:
    """A line before or after: the answer that is counted and the code that duties go by."""

    counted: Answer | None
    drives: Code | None


def _state(sheet: Sheet, line: Line) -> _State:
    return _State(line.current, code_that_drives(sheet, line))


def _save_marks(changes: Sequence[Change]) -> None:
    try:
        ids = insert([change.mark for change in changes])
    except IntegrityError as fault:
        # SQLite's guard speaks first, of the row that this one would have replaced.
        if not any(word in str(fault) for word in ("tap_id", "append-only")):
            raise
        raise TapReused(changes[0].line.pupil_name, changes[0].mark.tap_id) from fault
    for change, pk in zip(changes, ids, strict=True):
        change.mark.pk = pk


_MOVE_LINES = (
    f"UPDATE {RegisterLine._meta.db_table} SET contested = %s, current_mark_id ="
    f" (SELECT MAX(id) FROM {Mark._meta.db_table} WHERE line_id = {RegisterLine._meta.db_table}.id) WHERE id IN"
)


def _move_lines(changes: Sequence[Change]) -> None:
    """One statement for all lines whose newest mark is the current one, one for each other line that changes."""
    moved = [change.line.pk for change in changes if change.becomes_current]
    if moved:
        with connection.cursor() as cursor:
            cursor.execute(f"{_MOVE_LINES} ({', '.join(['%s'] * len(moved))})", [False, *moved])
    for change in changes:
        line = change.line
        if not change.becomes_current and (line.current_id, line.contested) != (
            change.current_after,
            change.contested_after,
        ):
            RegisterLine.objects.filter(pk=line.pk).update(
                current_mark=change.current_after, contested=change.contested_after
            )


def _bring_up_to_date(change: Change) -> None:
    line = change.line
    line.answers.append(Answer.of(change.mark))
    line.current_id = change.mark.pk if change.becomes_current else change.current_after
    line.contested = False if change.becomes_current else change.contested_after


def _counts(line: Line) -> bool:
    return line.expected and line.placement_id is not None


def _moved(sheet: Sheet, line: Line, before: _State, after: _State) -> Moved:
    assert line.placement_id is not None
    counted = _counted(sheet, before.counted), _counted(sheet, after.counted)
    return Moved(line.placement_id, sheet.group_id, sheet.on, sheet.session, *counted)


def _counted(sheet: Sheet, answer: Answer | None) -> Counted | None:
    return Counted(sheet.codes.get(answer.code_key), answer.minutes_late) if answer else None


def _entry(sheet: Sheet, change: Change, before: _State, by: Actor, at: datetime) -> Entry:
    mark = change.mark
    facts = {
        "register": sheet.register_id,
        "line": change.line.pk,
        "mark": mark.pk,
        "on": sheet.on,
        "session": sheet.session,
        "code": mark.code_key,
        "was": before.counted.code_key if before.counted else "",
        "arrived_at": mark.arrived_at,
        "reason": mark.reason,
        "seen_by": mark.seen_by,
        "source": mark.source,
        "device_at": mark.device_at,
        "contested": change.contested_after,
    }
    worth_telling = {name: value for name, value in facts.items() if value not in ("", None, False)}
    return Entry(
        VERBS[Mark.Kind(mark.kind)],
        worth_telling,
        by=by,
        at=at,
        provision_id=sheet.provision_id,
        about=f"pupil:{change.line.pupil_id}",
    )


def _is_explained(before: _State, after: _State) -> bool:
    """Nobody knew where the pupil was, and now somebody does."""
    was_unknown = before.drives is not None and before.drives.awaits_reason
    return was_unknown and not (after.drives is not None and after.drives.awaits_reason)


def _bring_duties_into_line(
    sheet: Sheet,
    changes: Sequence[Change],
    before: dict[int, _State],
    after: dict[int, _State],
    entries: list[Entry],
    *,
    by: Actor,
    at: datetime,
) -> None:
    lines = [
        (change.line, after[change.line.pk].drives)
        for change in changes
        if matters_to_duties(before[change.line.pk].drives, after[change.line.pk].drives)
    ]
    unexplained = any(code is not None and code.awaits_reason for _, code in lines)
    calendar = provisions.calendar(sheet.provision_id, sheet.site_id) if unexplained and sheet.opens_duties else None
    facts = [absence_facts(sheet, line, code, at, calendar) for line, code in lines]
    explained = [line.pupil_id for line, _ in lines if _is_explained(before[line.pk], after[line.pk])]
    if explained and sheet.session == SessionOfDay.AM and sheet.opens_duties:
        facts += afternoons_alone(sheet, explained, at)
    duties.open_for(
        facts if sheet.opens_duties else [],
        sheet.policy,
        provision_id=sheet.provision_id,
        at=at,
        by=by,
        alongside=entries,
        taken=register_facts(sheet) if sheet.opens_duties and sheet.is_taken(at) else None,
    )
