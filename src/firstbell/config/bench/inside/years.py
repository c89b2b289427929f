"""Years of registers behind a provision, written in bulk: lines, marks, duties, calls, counts and journal.

What a day of work would have left is there in the same amounts. The journal's entries are filler without a chain: this
folder is measured and thrown away, and nothing verifies it.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import connection

from firstbell import clock
from firstbell.domain.school_time import london_day, starts_at
from firstbell.provisions.models import Group
from firstbell.registers.commands import recount
from firstbell.registers.models import Register
from firstbell.units import unit_of_work

DAYS_A_YEAR = 190
SESSIONS = (("AM", time(9, 0), time(12, 0)), ("PM", time(12, 45), time(15, 0)))
# Of a hundred marks: sixty here, the others away, as alternative provision knows it.
CODE = "CASE WHEN id * 7919 % 100 < 60 THEN '/' WHEN id * 7919 % 100 < 80 THEN 'I' ELSE 'O' END"
LINES = """
INSERT INTO registers_registerline (register_id, pupil_id, placement_id, expected, starts_at, closes_at, venue,
    one_to_one, trip, contested)
SELECT r.id, p.pupil_id, p.id, 1, r.starts_at, r.closes_at, '', 0, 0, 0
  FROM registers_register r JOIN placements_slot s ON s.group_id = r.group_id
  JOIN placements_placement p ON p.id = s.placement_id WHERE r."on" < %s ORDER BY r.id, p.id
"""
MARKS = f"""
INSERT INTO registers_mark (line_id, kind, source, code_key, reason, tap_id, seen_by, recorded_by, recorded_by_role,
    recorded_at)
SELECT id, 'mark', 'screen', {CODE}, '', lower(hex(randomblob(16))), 'Robin Larch', 'Robin Larch', 'tutor', starts_at
  FROM registers_registerline WHERE current_mark_id IS NULL AND starts_at < %s ORDER BY id
"""
CURRENT = """
UPDATE registers_registerline SET current_mark_id = (SELECT m.id FROM registers_mark m WHERE m.line_id =
    registers_registerline.id) WHERE current_mark_id IS NULL AND starts_at < %s
"""
DUTIES = """
INSERT INTO duties_duty (provision_id, rule, kind, fact, subject, pupil_id, "on", session, occasion, owner_role, met_by,
    sentence, clause, starts_at, opened_at, due_at, state, claimed_by, closed_at, closed_by, outcome, was_late,
    late_reason, late_reason_by, escalates_to, if_met, if_missed, repeats)
SELECT r.provision_id, k.column1, k.column1, 'unexplained-absence', 'pupil:' || l.pupil_id, l.pupil_id, r."on",
    r.session, '', 'attendance_lead', 'no_answer', 'Ring home', 'SS-14', l.starts_at, l.starts_at, l.closes_at, 'met',
    '', l.closes_at, 'Robin Larch', 'no_answer', 0, '', '', '', '', '', 0
  FROM registers_registerline l JOIN registers_mark m ON m.id = l.current_mark_id
  JOIN registers_register r ON r.id = l.register_id, (VALUES ('call_home'), ('tell_the_school')) k
 WHERE m.code_key <> '/' AND r."on" < %s
"""
CALLS = """
INSERT INTO followup_contactattempt (pupil_id, duty_id, "on", session, spoke_to, number, outcome, reason, code_key,
    note, made_by, made_by_role, made_at, recorded_at)
SELECT pupil_id, id, "on", session, 'Mother', '+447700900001', 'no_answer', '', '', '', 'Robin Larch',
    'attendance_lead', due_at, due_at FROM duties_duty WHERE kind = 'call_home' AND "on" < %s
"""
JOURNAL = """
INSERT INTO journal_entry (chain, number, verb, at, actor_kind, actor_id, actor_name, actor_role, request_id, about,
    facts, salt, commitment, link)
SELECT %s, (SELECT max(number) FROM journal_entry WHERE chain = %s) + m.id, 'mark.recorded', m.recorded_at, 'staff', 1,
    'Robin Larch', 'tutor', '', 'pupil:' || l.pupil_id, '{"code":"/"}', '', '', hex(randomblob(32))
  FROM registers_mark m JOIN registers_registerline l ON l.id = m.line_id WHERE m.recorded_at < %s
"""


def live(provision: int, days: int) -> dict[str, int]:
    """Give a provision so many days of school behind it and return how many rows of each kind."""
    today = london_day(clock.now())
    midnight = connection.ops.adapt_datetimefield_value(starts_at(today, time(0, 0)))
    with unit_of_work(), connection.cursor() as cursor:
        _registers(provision, days, today)
        cursor.execute(LINES, [today])
        cursor.execute(MARKS, [midnight])
        cursor.execute(CURRENT, [midnight])
        for statement in (DUTIES, CALLS):
            cursor.execute(statement, [today])
        cursor.execute(JOURNAL, [provision, provision, midnight])
    recount(provision, at=clock.now())
    with connection.cursor() as cursor:
        found = {}
        for table in ("registers_mark", "duties_duty", "journal_entry"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            [found[table]] = cursor.fetchone()
    return found


def _registers(provision: int, days: int, today: date) -> None:
    groups = list(Group.objects.filter(site__provision_id=provision))
    Register.objects.bulk_create(
        (
            _register(provision, group, day, session, starts_at(day, begins), starts_at(day, ends))
            for day in _days_before(today, days)
            for group in groups
            for session, begins, ends in SESSIONS
        ),
        batch_size=1000,
    )


def _days_before(today: date, count: int) -> list[date]:
    """Weekdays of school years: after 190 of them the rest of the year is left out."""
    found, day, this_year = [], today, 0
    while len(found) < count:
        day -= timedelta(days=1)
        if day.weekday() < 5:
            found.append(day)
            this_year += 1
        if this_year == DAYS_A_YEAR:
            day, this_year = day - timedelta(days=365 - DAYS_A_YEAR * 7 // 5), 0
    return found[::-1]


def _register(
    provision: int, group: Group, day: date, session: str, begins_at: datetime, ends_at: datetime
) -> Register:
    return Register(
        provision_id=provision, site_id=group.site_id, group=group, on=day, session=session, starts_at=begins_at,
        closes_at=begins_at + timedelta(minutes=30), ends_at=ends_at, code_set="stepping-stones",
        finished_at=ends_at, finished_by="Robin Larch",
    )  # fmt: skip
