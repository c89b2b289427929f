"""Amendments with a reason, arrivals, and the settling of two answers (R-014, R-016, R-030)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from firstbell.domain.errors import Refused
from firstbell.domain.marks import Choice, code_for, minutes_late
from firstbell.domain.school_time import Session, london_time
from firstbell.journal import Actor
from firstbell.registers.commands.answers import Reading, late, mark_of, refuse_too_early, usable
from firstbell.registers.commands.keeping import Change, keep
from firstbell.registers.models import Mark
from firstbell.registers.sheets import Answer, Line, Sheet, open_sheet_of_line
from firstbell.units import unit_of_work


class ReasonMissing(Refused):
    """An amendment without a reason."""

    def __init__(self, line: Line) -> None:
        super().__init__(
            f"There is no reason for changing {line.pupil_name}'s mark.",
            "The law asks for one beside every amendment. Nothing was changed.",
            "Say in a few words why it changes.",
        )


class HereAlready(Refused):
    """The pupil's line does not say that they are away."""

    def __init__(self, line: Line) -> None:
        super().__init__(
            f"{line.pupil_name} is not marked away any more.",
            "Somebody recorded the arrival meanwhile. Nothing was changed.",
            "Look at the line as it is now.",
        )


class NothingDisputed(Refused):
    """There are not, or no longer, two answers to settle."""

    def __init__(self, line: Line) -> None:
        super().__init__(
            f"{line.pupil_name} does not have two answers any more.",
            "Somebody settled it meanwhile. Nothing was changed.",
            "Look at the line as it is now.",
        )


def amend_mark(
    line_id: int,
    code_key: str,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    seen_by: str = "",
    arrived_at: datetime | None = None,
    source: str = Mark.Source.SCREEN,
    tap_id: UUID | None = None,
    provision_id: int | None = None,
) -> Answer:
    """Replace a line's mark by another and keep both. Safe to repeat with the same tap_id.

    arrived_at: for L or U, when the pupil arrived; it decides between the two (R-013). On a blank line this is its
    first mark. An amendment to what already stands changes nothing. Raises ReasonMissing and what
    `answers.usable` raises.
    """
    with unit_of_work():
        sheet = open_sheet_of_line(line_id, provision_id=provision_id)
        line = sheet.lines[line_id]
        if (done := _saved_before(line, tap_id)) is not None:
            return done
        if not reason.strip():
            raise ReasonMissing(line)
        reading = _reading(sheet, line, code_key, arrived_at, at)
        return _amend(
            sheet, line, reading, reason=reason, by=by, at=at, seen_by=seen_by, source=source, tap_id=tap_id or uuid4()
        )


def record_arrival(
    line_id: int,
    arrived_at: datetime,
    *,
    by: Actor,
    at: datetime,
    seen_by: str = "",
    tap_id: UUID | None = None,
    provision_id: int | None = None,
) -> Answer:
    """Turn an absence into L or U by the clock, because the pupil turned up; the arrival is its own reason (R-016).

    Raises ArrivedOnTime, NotArrivedYet.
    """
    with unit_of_work():
        sheet = open_sheet_of_line(line_id, provision_id=provision_id)
        line = sheet.lines[line_id]
        if (done := _saved_before(line, tap_id)) is not None:
            return done
        tap_id = tap_id or uuid4()
        reading = late(line, sheet, arrived_at, at)
        reason = f"Arrived at {london_time(arrived_at):%H:%M}."
        return _amend(
            sheet, line, reading, reason=reason, by=by, at=at, seen_by=seen_by, source=Mark.Source.SCREEN, tap_id=tap_id
        )


def arrived(
    line_id: int, *, by: Actor, at: datetime, tap_id: UUID | None = None, provision_id: int | None = None
) -> Answer:
    """Record that a pupil marked away, or not at all, is here: L or U by the clock, here before their own start.

    Raises HereAlready where the line says so; ArrivalUnknown after the session, NotArrivedYet, TooEarly.
    """
    with unit_of_work():
        sheet = open_sheet_of_line(line_id, provision_id=provision_id)
        line = sheet.lines[line_id]
        if (done := _saved_before(line, tap_id)) is not None:
            return done
        key = line.driving_key(sheet.codes)
        if key is not None and (sheet.codes.get(key).is_here or sheet.codes.get(key).is_present):
            raise HereAlready(line)
        refuse_too_early(sheet, at)
        reading = _here_from_the_start(sheet) if at <= line.starts_at else late(line, sheet, None, at)
        return _amend(
            sheet,
            line,
            reading,
            reason=f"Arrived at {london_time(at):%H:%M}.",
            by=by,
            at=at,
            seen_by="",
            source=Mark.Source.SCREEN,
            tap_id=tap_id or uuid4(),
        )


def _here_from_the_start(sheet: Sheet) -> Reading:
    return Reading(sheet.own_key(code_for(Choice.HERE, Session(sheet.session), None, sheet.starts_at, sheet.starts_at)))


def settle(
    line_id: int,
    code_key: str,
    *,
    reason: str,
    seen: int,
    by: Actor,
    at: datetime,
    arrived_at: datetime | None = None,
    tap_id: UUID | None = None,
    provision_id: int | None = None,
) -> Answer:
    """Settle two answers by a third mark; both originals stay. seen: the last answer the page showed.

    Raises NothingDisputed where the dispute is another one by now, ReasonMissing.
    """
    with unit_of_work():
        sheet = open_sheet_of_line(line_id, provision_id=provision_id)
        line = sheet.lines[line_id]
        if (done := _saved_before(line, tap_id)) is not None:
            return done
        if not line.contested or line.latest_id != seen:
            raise NothingDisputed(line)
        if not reason.strip():
            raise ReasonMissing(line)
        reading = _reading(sheet, line, code_key, arrived_at, at)
        mark = mark_of(
            reading,
            line,
            tap_id=tap_id or uuid4(),
            by=by,
            at=at,
            kind=Mark.Kind.SETTLEMENT,
            reason=reason,
            replaces_id=line.current_id,
        )
        keep(sheet, [Change(line, mark)], by=by, at=at)
        return line.answers[-1]


def _saved_before(line: Line, tap_id: UUID | None) -> Answer | None:
    return next((answer for answer in line.answers if answer.tap_id == tap_id), None) if tap_id else None


def _reading(sheet: Sheet, line: Line, code_key: str, arrived_at: datetime | None, at: datetime) -> Reading:
    """L and U follow from the arrival where it is known; any other code stands for itself."""
    refuse_too_early(sheet, at)
    code = usable(sheet, code_key)
    if not code.is_late:
        return Reading(code_key)
    if arrived_at is not None:
        return late(line, sheet, arrived_at, at)
    said = next((answer.arrived_at for answer in line.disputed if answer.code_key == code_key), None)
    return Reading(code_key, said, minutes_late(said, line.starts_at) if said else None)


def _amend(
    sheet: Sheet,
    line: Line,
    reading: Reading,
    *,
    reason: str,
    by: Actor,
    at: datetime,
    seen_by: str,
    source: str,
    tap_id: UUID,
) -> Answer:
    current = line.current
    if (
        current is not None
        and not line.contested
        and (current.code_key, current.arrived_at) == (reading.key, reading.arrived_at)
    ):
        return current
    kind = Mark.Kind.AMENDMENT if current is not None else Mark.Kind.MARK
    mark = mark_of(
        reading,
        line,
        tap_id=tap_id,
        by=by,
        at=at,
        kind=kind,
        source=source,
        seen_by=seen_by,
        reason=reason,
        replaces_id=line.current_id,
    )
    keep(sheet, [Change(line, mark)], by=by, at=at)
    return line.answers[-1]
