"""What a register tells the duties: the absences on its lines, and that it was taken."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from firstbell.domain.codes import Code
from firstbell.domain.duties import facts_of
from firstbell.domain.school_time import SchoolCalendar, Session, london_time
from firstbell.duties.facts import AbsenceFacts, RegisterFacts
from firstbell.placements.queries import school_calendar
from firstbell.provisions import queries as provisions
from firstbell.provisions.models import SessionOfDay
from firstbell.registers.models import RegisterLine
from firstbell.registers.sheets import Line, Sheet, open_sheet


def code_that_drives(sheet: Sheet, line: Line) -> Code | None:
    """Return the code that duties go by; None for a blank line and for a pupil who was not expected."""
    key = line.driving_key(sheet.codes) if line.expected else None
    return sheet.codes.get(key) if key is not None else None


def matters_to_duties(before: Code | None, after: Code | None) -> bool:
    """Whether a line's change can open or settle a duty. A first mark of somebody who is here cannot."""
    if before == after:
        return False
    return before is not None or (after is not None and bool(facts_of(after)))


def absence_facts(
    sheet: Sheet,
    line: Line,
    code: Code | None,
    at: datetime,
    calendar: SchoolCalendar | None,
) -> AbsenceFacts:
    """Return what a line says now. code: what `code_that_drives` returned. calendar: the provision's.

    The main school's own calendar goes with an absence without a reason: its decision counts that school's days.
    """
    undecided = code is not None and code.awaits_reason
    is_afternoon = sheet.session == Session.PM
    morning = sheet.codes.get(line.morning_key) if is_afternoon and line.morning_key else None
    return AbsenceFacts(
        pupil_id=line.pupil_id,
        on=sheet.on,
        session=sheet.session,
        code=code,
        marked_at=at,
        pupil_starts_at=line.starts_at,
        session_starts_at=sheet.starts_at,
        register_closes_at=line.closes_at,
        session_ends_at=sheet.ends_at,
        first_session_ends_at=(line.morning_ends_at if is_afternoon else None) or sheet.ends_at,
        day_ends_time=london_time(sheet.day_ends_at),
        tells=line.tells,
        at_risk=line.at_risk,
        site=sheet.site_name,
        follows_unexplained=morning is not None and morning.awaits_reason and Session.AM not in line.told_of,
        heard=sheet.session in line.told_of,
        calendar=calendar,
        main_school_calendar=school_calendar(line.main_school_id, line.school_days_changed_at) if undecided else None,
    )


def afternoons_alone(morning: Sheet, pupil_ids: Collection[int], at: datetime) -> list[AbsenceFacts]:
    """Return the unexplained afternoons of pupils whose morning is explained now: each is a run of its own from here.

    The reason covers the morning and no more, so home is due a call about the afternoon. Its time runs from now, for
    nobody could have known before.
    """
    later = RegisterLine.objects.filter(
        pupil_id__in=pupil_ids,
        starts_at__gte=morning.ends_at,
        register__on=morning.on,
        register__session=SessionOfDay.PM,
        register__provision_id=morning.provision_id,
        current_mark__isnull=False,
        dropped_at=None,
    ).order_by("register_id")
    found: list[AbsenceFacts] = []
    for register_id in dict.fromkeys(later.values_list("register_id", flat=True)):
        sheet = open_sheet(register_id)
        calendar = provisions.calendar(sheet.provision_id, sheet.site_id)
        for line in sheet.lines.values():
            code = code_that_drives(sheet, line) if line.pupil_id in pupil_ids else None
            if code is not None and code.awaits_reason:
                found.append(replace(absence_facts(sheet, line, code, at, calendar), run_begins_at=at))
    return found


def register_facts(sheet: Sheet) -> RegisterFacts:
    """Return the register itself as the duties know it."""
    return RegisterFacts(
        register_id=sheet.register_id,
        name=sheet.group_name,
        on=sheet.on,
        session=sheet.session,
        starts_at=sheet.starts_at,
        closes_at=sheet.closes_at,
        ends_at=sheet.ends_at,
        site=sheet.site_name,
    )
