"""What a person answered for a line, and the mark it makes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from firstbell.domain.codes import Code, CodeSet
from firstbell.domain.errors import Refused
from firstbell.domain.marks import PRESENT_KEYS, Choice, code_for, minutes_late
from firstbell.domain.school_time import Session, london_day, london_time, long_date
from firstbell.journal import Actor
from firstbell.registers.models import Mark
from firstbell.registers.sheets import Answer, Line, Sheet, opens_from

SLIP = timedelta(minutes=2)
"""So soon after "Not here", "Here" takes a slip of the finger back; later, the pupil has come in."""
MADE_BY = {Choice.HERE: ("/", "\\", "L", "U"), Choice.LATE: ("L", "U"), Choice.AWAY: ("N",)}
"""The national codes that each choice may come to."""


class TooEarly(Refused):
    """A mark for a session that is still to come (R-019)."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(
            f"This session starts on {long_date(sheet.on)} at {london_time(sheet.starts_at):%H:%M}.",
            "A register is taken when its session starts, so nothing was saved.",
            "Come back then. If you were told of an absence, record a notice.",
        )


class ArrivalUnknown(Refused):
    """Late was chosen after the session, without the time of arrival."""

    def __init__(self, line: Line) -> None:
        super().__init__(
            f"Nobody said when {line.pupil_name} arrived.",
            "The session is over, so the clock cannot tell. The mark was not saved.",
            "Choose Late again and give the minutes.",
        )


class NotArrivedYet(Refused):
    """The stated arrival is in the future."""

    def __init__(self, line: Line, arrived_at: datetime) -> None:
        super().__init__(
            f"{london_time(arrived_at):%H:%M} is still to come.",
            f"{line.pupil_name} cannot have arrived then. The mark was not saved.",
            "Check the minutes.",
        )


class OtherSession(Refused):
    """The morning's sign for an afternoon, or the other way round."""

    def __init__(self, code: Code) -> None:
        super().__init__(
            f"{code.code} is the sign of the other session.", "The mark was not saved.", "Choose Here for this session."
        )


@dataclass(frozen=True)
class Tap:
    """One answer for one line.

    id: made by the device; the same id is the same answer. choice or code_key: one of the three large choices, or a
    code of the register's own set. seen: the mark the page showed (RegisterLine.current_mark), on a contested line the
    last one, None for a blank line. device_at: what the device claims. arrived_at or minutes: when a late pupil
    arrived; without them it is now.
    """

    id: UUID
    line_id: int
    choice: Choice | None = None
    code_key: str = ""
    seen: int | None = None
    device_at: datetime | None = None
    arrived_at: datetime | None = None
    minutes: int | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if (self.choice is None) == (not self.code_key):
            raise ValueError("a tap is one of the three choices or a code, and not both")

    def arrival_at(self, line: Line) -> datetime | None:
        """The stated arrival (UTC), None where nobody stated one."""
        if self.arrived_at is not None:
            return self.arrived_at
        return line.starts_at + timedelta(minutes=self.minutes) if self.minutes is not None else None

    def says_the_same_as(self, answer: Answer, line: Line, codes: CodeSet) -> bool:
        """Whether a mark saved under this id holds this very answer."""
        if self.choice is None:
            same = answer.code_key == self.code_key
        else:
            same = bool(answer.code_key) and codes.get(answer.code_key).national in MADE_BY[self.choice]
        stated = self.arrival_at(line)
        return same and (stated is None or stated == answer.arrived_at)


@dataclass(frozen=True)
class Reading:
    """What a tap comes to: the code's key, and for a late pupil the arrival (UTC) and the minutes."""

    key: str
    arrived_at: datetime | None = None
    minutes_late: int | None = None


def read(tap: Tap, sheet: Sheet, line: Line, at: datetime) -> Reading:
    """Return the mark that a tap makes on a line.

    Raises TooEarly, ArrivedOnTime, ArrivalUnknown, NotArrivedYet, OtherSession, UnknownCode, CodeNotValidOn.
    """
    refuse_too_early(sheet, at)
    arrived_at = tap.arrival_at(line)
    if tap.choice is Choice.LATE or _has_come_in(tap, sheet, line, at):
        return late(line, sheet, arrived_at, at)
    if tap.choice is not None:
        national = code_for(tap.choice, Session(sheet.session), None, line.starts_at, line.closes_at)
        return Reading(sheet.own_key(national))
    code = usable(sheet, tap.code_key)
    return late(line, sheet, arrived_at, at) if code.is_late and arrived_at else Reading(code.key)


def _has_come_in(tap: Tap, sheet: Sheet, line: Line, at: datetime) -> bool:
    """Whether "Here" means an arrival: the pupil was seen to be away a while ago, in a session that still runs (R-013).

    Whoever was here from the start is put right by Undo until the line is blank, and then Here.
    """
    before = line.current
    if tap.choice is not Choice.HERE or before is None or line.contested or not before.code_key:
        return False
    code = sheet.codes.get(before.code_key)
    return (
        code.is_absence and not code.is_here and before.recorded_at + SLIP < at <= sheet.ends_at and at > line.starts_at
    )


def refuse_too_early(sheet: Sheet, at: datetime) -> None:
    """Raise TooEarly for a session that starts in more than an hour, or on another day."""
    if sheet.on > london_day(at) or at < opens_from(sheet.starts_at):
        raise TooEarly(sheet)


def usable(sheet: Sheet, key: str) -> Code:
    """Return the code of a key. Raises UnknownCode, AmbiguousCode, CodeNotValidOn and OtherSession."""
    code = sheet.codes.read(key, sheet.on)
    if code.national in PRESENT_KEYS.values() and code.national != PRESENT_KEYS[Session(sheet.session)]:
        raise OtherSession(code)
    return code


def late(line: Line, sheet: Sheet, arrived_at: datetime | None, at: datetime) -> Reading:
    """Return L or U by the arrival; without one it is now, while the session lasts.

    Raises ArrivedOnTime, ArrivalUnknown, NotArrivedYet.
    """
    if arrived_at is None:
        if at > sheet.ends_at:
            raise ArrivalUnknown(line)
        arrived_at = at
    if arrived_at > at:
        raise NotArrivedYet(line, arrived_at)
    national = code_for(Choice.LATE, Session(sheet.session), arrived_at, line.starts_at, line.closes_at)
    return Reading(sheet.own_key(national), arrived_at, minutes_late(arrived_at, line.starts_at))


def mark_of(
    reading: Reading,
    line: Line,
    *,
    tap_id: UUID,
    by: Actor,
    at: datetime,
    kind: str = Mark.Kind.MARK,
    source: str = Mark.Source.SCREEN,
    seen_by: str = "",
    device_at: datetime | None = None,
    reason: str = "",
    replaces_id: int | None = None,
) -> Mark:
    """Return the unsaved mark of a line. seen_by: who saw, where that is not who typed."""
    return Mark(
        line_id=line.pk,
        kind=kind,
        source=source,
        code_key=reading.key,
        minutes_late=reading.minutes_late,
        arrived_at=reading.arrived_at,
        replaces_id=replaces_id,
        reason=reason[:240],
        tap_id=tap_id,
        seen_by=(seen_by or by.name)[:120],
        recorded_by=by.name[:120],
        recorded_by_role=by.role[:40],
        recorded_by_user_id=by.id if by.kind == "staff" else None,
        recorded_at=at,
        device_at=device_at,
    )
