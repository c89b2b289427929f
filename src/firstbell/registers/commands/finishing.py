"""Undo, and Finish: the line between a change that is free and one that needs a reason."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from firstbell import journal
from firstbell.domain.errors import Refused
from firstbell.duties import commands as duties
from firstbell.journal import Actor, Entry
from firstbell.registers.commands.answers import Reading, mark_of, refuse_too_early
from firstbell.registers.commands.keeping import Change, keep
from firstbell.registers.facts import register_facts
from firstbell.registers.models import Mark, Register
from firstbell.registers.sheets import Answer, Line, open_sheet, open_sheet_of_line
from firstbell.units import unit_of_work


class NothingToUndo(Refused):
    """The mark to take back is not there any more."""

    def __init__(self, line: Line) -> None:
        super().__init__(
            f"{line.pupil_name}'s line changed meanwhile.", "Nothing was undone.", "Look at the line as it is now."
        )


class FinishedAlready(Refused):
    """Undo after Finish."""

    def __init__(self, line: Line) -> None:
        super().__init__(
            "This register is closed.",
            f"{line.pupil_name}'s mark can no longer be undone; it can be amended with a reason.",
            "Choose Change the mark and say why.",
        )


class StillBlank(Refused):
    """Finish, with pupils whom nobody marked and nobody said to leave blank."""

    def __init__(self, lines: Collection[Line]) -> None:
        names = ", ".join(line.pupil_name for line in lines)
        super().__init__(
            f"{len(lines)} not marked: {names}.",
            "A blank is never counted as here, and the office will ask about it.",
            "Mark them, or say that you leave them blank.",
        )
        self.lines = tuple(lines)


def undo(
    line_id: int, *, seen: int, by: Actor, at: datetime, tap_id: UUID | None = None, provision_id: int | None = None
) -> Answer:
    """Take back the mark the page showed and return the retraction. What stood before it stands again, or nothing.

    On a line with two answers each person takes back their own. Raises FinishedAlready, NothingToUndo.
    """
    with unit_of_work():
        sheet = open_sheet_of_line(line_id, provision_id=provision_id)
        line = sheet.lines[line_id]
        done = next((answer for answer in line.answers if answer.tap_id == tap_id), None)
        if done is not None:
            return done
        if sheet.is_closed(at):
            raise FinishedAlready(line)
        taken_back = _to_take_back(line, seen, by)
        mark = mark_of(
            Reading(""),
            line,
            tap_id=tap_id or uuid4(),
            by=by,
            at=at,
            kind=Mark.Kind.RETRACTION,
            replaces_id=taken_back.pk,
        )
        keep(sheet, [_retraction(line, mark, taken_back)], by=by, at=at)
        return line.answers[-1]


def _to_take_back(line: Line, seen: int, by: Actor) -> Answer:
    if line.token != seen:
        raise NothingToUndo(line)
    if not line.contested:
        found = line.current
    else:
        found = next((a for a in reversed(line.standing) if a.user_id is not None and a.user_id == by.id), None)
    if found is None:
        raise NothingToUndo(line)
    return found


def _retraction(line: Line, mark: Mark, taken_back: Answer) -> Change:
    """What the undone mark replaced stands again, else the oldest answer given beside it; disputes are as they were."""
    others = [answer for answer in line.standing if answer.pk != taken_back.pk]
    current = line.current
    if current is None or current.pk == taken_back.pk:
        replaced = next((answer for answer in others if answer.pk == taken_back.replaces_id), None)
        current = replaced or next((answer for answer in others if answer.pk > taken_back.pk), None)
    against = [a for a in others if current and a.pk > current.pk and a.code_key != current.code_key]
    return Change(
        line,
        mark,
        becomes_current=False,
        current_after=current.pk if current else None,
        contested_after=bool(against),
    )


def finish(
    register_id: int, *, left_blank: Collection[int] = (), by: Actor, at: datetime, provision_id: int | None = None
) -> None:
    """Close a register for free changes. Safe to repeat.

    left_blank: ids of the lines a person said to leave without a mark. Raises StillBlank for any other blank line.
    """
    with unit_of_work():
        sheet = open_sheet(register_id, provision_id=provision_id)
        if sheet.finished_at is not None:
            return
        refuse_too_early(sheet, at)
        if any(line.pk not in left_blank for line in sheet.unmarked):
            raise StillBlank(sheet.unmarked)
        Register.objects.filter(pk=register_id, finished_at=None).update(finished_at=at, finished_by=by.name[:120])
        facts = {"on": sheet.on, "session": sheet.session, "left_blank": [line.pk for line in sheet.unmarked]}
        finished = Entry(
            "register.finished", facts, by=by, at=at, provision_id=sheet.provision_id, about=f"register:{register_id}"
        )
        if sheet.opens_duties:
            duties.open_for(
                [],
                sheet.policy,
                provision_id=sheet.provision_id,
                at=at,
                by=by,
                alongside=[finished],
                taken=register_facts(sheet),
            )
        else:
            journal.write_many([finished])
