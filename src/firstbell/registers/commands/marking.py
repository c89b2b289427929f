"""Taking a register: one tap, the rest of the group, or the whole page, all by the same path."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from firstbell.domain.errors import Refused
from firstbell.domain.marks import Choice
from firstbell.journal import Actor
from firstbell.notices import queries as notices
from firstbell.registers.commands.answers import Reading, Tap, mark_of, read
from firstbell.registers.commands.keeping import Change, TapReused, keep
from firstbell.registers.models import Mark
from firstbell.registers.sheets import Answer, Line, NoSuchRegister, Sheet, open_sheet, open_sheet_of_line
from firstbell.units import unit_of_work

SETTLED = "Looked again after two answers."


class RegisterFinished(Refused):
    """A mark was changed after Finish or the end of the day, without a reason."""

    def __init__(self, line: Line) -> None:
        super().__init__(
            f"This register is closed, and {line.pupil_name} has a mark.",
            "From now on a change is an amendment with a reason. Nothing was changed.",
            "Choose Change the mark and say why.",
        )


class TwoAtOnce(Refused):
    """Two answers for one line came in one saving."""

    def __init__(self, line: Line) -> None:
        super().__init__(
            f"Two answers for {line.pupil_name} arrived together.",
            "Nobody can tell which is meant. Nothing was saved.",
            "Send one answer for each pupil.",
        )


@dataclass(frozen=True)
class Recorded:
    """The answer is saved and stands."""

    line_id: int
    answer: Answer


@dataclass(frozen=True)
class Repeated:
    """The answer was saved before; nothing was written now."""

    line_id: int
    answer: Answer


@dataclass(frozen=True)
class Clash:
    """The answer is kept beside a colleague's, whose mark stands until somebody settles it."""

    line_id: int
    answer: Answer
    stands: Answer


Outcome = Recorded | Repeated | Clash


@dataclass(frozen=True)
class Rest:
    """What came of "the other N are here": the lines marked by it, and those left for a person to look at."""

    marked: tuple[int, ...]
    left: tuple[str, ...]


def record_mark(tap: Tap, *, by: Actor, at: datetime, provision_id: int | None = None) -> Outcome:
    """Record one mark and everything that follows from it.

    Safe to repeat: the same tap gives the same answer. A colleague's earlier mark stays current, both are kept (Clash).
    Raises TapReused if this tap's id was used for another answer, RegisterFinished, and what `answers.read` raises.
    """
    with unit_of_work():
        sheet = open_sheet_of_line(tap.line_id, provision_id=provision_id)
        return _record(sheet, [tap], by=by, at=at)[0]


def save_register(
    register_id: int,
    taps: Sequence[Tap],
    *,
    by: Actor,
    at: datetime,
    provision_id: int | None = None,
    source: str = Mark.Source.SCREEN,
    seen_by: str = "",
) -> list[Outcome]:
    """Record many marks of one register together: all of them or none. As many statements for thirty as for one.

    Raises what `record_mark` raises, and TwoAtOnce.
    """
    with unit_of_work():
        sheet = open_sheet(register_id, provision_id=provision_id)
        return _record(sheet, taps, by=by, at=at, source=source, seen_by=seen_by)


def record_rest(
    register_id: int,
    line_ids: Collection[int],
    tap_id: UUID,
    *,
    by: Actor,
    at: datetime,
    provision_id: int | None = None,
) -> Rest:
    """Record that these pupils are here: the ones the page showed as left over, each by name.

    Never a pupil with a note, a later start, two answers or a mark: those are left for a person to look at.
    """
    with unit_of_work():
        sheet = open_sheet(register_id, provision_id=provision_id)
        asked = [sheet.lines[pk] for pk in line_ids if pk in sheet.lines]
        hinted = notices.notices_for([line.pupil_id for line in asked], sheet.on, sheet.session)
        ids = {line.pk: uuid5(tap_id, str(line.pk)) for line in asked}
        before = {answer.tap_id for line in asked for answer in line.answers}
        free = [line for line in asked if not (line.current_id or line.pupil_id in hinted or line.starts_at > at)]
        taps = [Tap(ids[line.pk], line.pk, Choice.HERE) for line in free]
        _record(sheet, taps, by=by, at=at)
        marked = [line for line in asked if line in free or ids[line.pk] in before]
        left = [line for line in asked if line not in marked]
        return Rest(tuple(line.pk for line in marked), tuple(line.pupil_name for line in left))


def _record(
    sheet: Sheet, taps: Sequence[Tap], *, by: Actor, at: datetime, source: str = Mark.Source.SCREEN, seen_by: str = ""
) -> list[Outcome]:
    _refuse_two_at_once(sheet, taps)
    known = {answer.tap_id: (line, answer) for line in sheet.lines.values() for answer in line.answers}
    outcomes: dict[int, Outcome] = {}
    changes: list[Change] = []
    for tap in taps:
        line = sheet.lines[tap.line_id]
        if tap.id in known:
            outcomes[line.pk] = Repeated(line.pk, _same(sheet, tap, line, *known[tap.id]))
            continue
        reading = read(tap, sheet, line, at)
        if line.current is not None and _is_no_change(tap, reading, line):
            outcomes[line.pk] = Repeated(line.pk, line.current)
            continue
        if sheet.is_closed(at) and line.current is not None and not line.contested:
            raise RegisterFinished(line)
        changes.append(_change(tap, reading, line, by=by, at=at, source=source, seen_by=seen_by))
    stood = {change.line.pk: change.line.current for change in changes}
    if changes:
        keep(sheet, changes, by=by, at=at)
    for change in changes:
        answer = change.line.answers[-1]
        first = stood[change.line.pk]
        clashes = change.contested_after and first is not None
        outcomes[change.line.pk] = (
            Clash(change.line.pk, answer, first) if clashes and first else Recorded(change.line.pk, answer)
        )
    return [outcomes[tap.line_id] for tap in taps]


def _refuse_two_at_once(sheet: Sheet, taps: Iterable[Tap]) -> None:
    for line_id, times in Counter(tap.line_id for tap in taps).items():
        if line_id not in sheet.lines:
            raise NoSuchRegister
        if times > 1:
            raise TwoAtOnce(sheet.lines[line_id])


def _same(sheet: Sheet, tap: Tap, line: Line, saved_on: Line, answer: Answer) -> Answer:
    if saved_on.pk != line.pk or not tap.says_the_same_as(answer, line, sheet.codes):
        raise TapReused(line.pupil_name, tap.id)
    return answer


def _is_no_change(tap: Tap, reading: Reading, line: Line) -> bool:
    """The page showed this very answer, and somebody gave it again. A new reason or arrival is a change."""
    current = line.current
    return (
        current is not None
        and not line.contested
        and tap.seen == current.pk
        and reading.key == current.code_key
        and not tap.reason
        and (tap.arrival_at(line) is None or reading.arrived_at == current.arrived_at)
    )


def _change(tap: Tap, reading: Reading, line: Line, *, by: Actor, at: datetime, source: str, seen_by: str) -> Change:
    """Decide what this answer does to the line: stand, agree with a colleague, settle, or be kept beside another."""
    current = line.current
    settles = line.contested and tap.seen == line.latest_id
    own = current is not None and current.user_id is not None and current.user_id == by.id and by.kind == "staff"
    moves = settles or (not line.contested and (tap.seen == line.current_id or own))
    mark = mark_of(
        reading,
        line,
        tap_id=tap.id,
        by=by,
        at=at,
        kind=Mark.Kind.SETTLEMENT if settles else Mark.Kind.MARK,
        source=source,
        seen_by=seen_by,
        device_at=tap.device_at,
        reason=tap.reason or (SETTLED if settles else ""),
        replaces_id=line.current_id if moves else None,
    )
    if moves or current is None:
        return Change(line, mark)
    agrees = not line.contested and reading.key == current.code_key
    return Change(line, mark, becomes_current=False, current_after=line.current_id, contested_after=not agrees)
