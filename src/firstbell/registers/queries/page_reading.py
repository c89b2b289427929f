"""Reading the page of a register: four statements at any size, each compiled once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery

from firstbell.domain.codes import CodeSet
from firstbell.domain.duties import Anchor, DutyKind, Fact
from firstbell.domain.school_time import Session, london_day
from firstbell.notices import queries as notices
from firstbell.notices.queries import Hint
from firstbell.people.models import Flag, Pupil
from firstbell.policy import Policy
from firstbell.prepared import Prepared
from firstbell.provisions import queries as provisions
from firstbell.registers.cells import cell_for
from firstbell.registers.codesets import codes_of
from firstbell.registers.models import Mark, Register, RegisterLine
from firstbell.registers.queries.page import (
    SESSION_WORDS,
    Answered,
    PageLine,
    Reason,
    RegisterPage,
    choice_of,
    clock,
)
from firstbell.registers.sheets import opens_from
from firstbell.ui.cells import cell_of
from firstbell.ui.ruler import Ruler, ruler_of

PAST_SESSIONS = 5
FLAG_WORDS = {kind.value: str(kind.label) for kind in Flag.Kind}
TRAVEL_WORDS = {kind.value: str(kind.label) if kind else "" for kind in Pupil.Travel}
TOLD_AT_THE_DOOR = (("I", "Ill"), ("M", "Doctor, dentist or hospital"))
PROMISES = {DutyKind.CALL_HOME: "ring home", DutyKind.TELL_THE_SCHOOL: "schools told"}


@dataclass(frozen=True)
class Promise:
    """What the policy promises after an unexplained absence, in minutes after a pupil's own start."""

    kind: DutyKind
    minutes: int


def register_page(
    register_id: int, at: datetime, *, user_id: int | None = None, provision_id: int | None = None
) -> RegisterPage:
    """Return what a register's page shows at an instant. Raises Register.DoesNotExist, also for another provision's.

    Four statements, and one more where two people gave two answers. user_id: whose answers are "yours".
    """
    found = _register_of(register_id=register_id)
    if not found or provision_id not in (None, found[0].provision_id):
        raise Register.DoesNotExist
    [register] = found
    policy = provisions.policy_of(register.policy_version_id, register.provision_id, register.on)
    codes = codes_of(register.code_set, register.provision_id, register.on)
    rows = _lines_of(register_id=register_id, starts_at=register.starts_at)
    flags = _flags(register_id)
    hints = notices.notices_of(register.provision_id, register.on, register.session)
    answers = _answers([row.pk for row in rows if row.contested], codes, user_id)
    promises = promises_of(policy, register.on, register.site__name)
    opens_at = opens_from(register.starts_at)
    lines = [
        _line(row, codes, at, promises, flags.get(row.pupil_id, ()), hints.get(row.pupil_id), answers.get(row.pk, ()))
        for row in rows
    ]
    return RegisterPage(
        id=register.pk,
        on=register.on,
        session=register.session,
        session_word=SESSION_WORDS[Session(register.session)],
        group=register.group__name,
        group_id=register.group_id,
        site=register.site__name,
        lines=tuple(lines),
        ruler=_ruler(register, promises, at),
        starts=clock(register.starts_at),
        closes=clock(register.closes_at),
        opens=clock(opens_at) if at < opens_at else "",
        is_finished=register.finished_at is not None or register.imported or london_day(at) > register.on,
        session_lasts=not register.imported and opens_at <= at <= register.ends_at,
        finished_by=register.finished_by,
        finished_at=clock(register.finished_at) if register.finished_at else "",
        taken_by=tuple(dict.fromkeys(row.current_mark__seen_by for row in rows if row.current_mark_id)),
        rings_home=next((clock(when) for when, kind in _due(register.starts_at, promises) if kind == "home"), ""),
        reasons=_reasons(policy, register.on),
    )


def promises_of(policy: Policy, on: date, site: str) -> tuple[Promise, ...]:
    """Return what a policy promises by the minute after an unexplained absence, soonest first."""
    facts = (Fact.UNEXPLAINED_ABSENCE, Fact.ABSENCE)
    rules = [rule for fact in facts for rule in policy.rules_for(fact, on, site=site)]
    found = {
        rule.duty: Promise(rule.duty, rule.due.minutes)
        for rule in rules
        if rule.duty in PROMISES and rule.due.minutes is not None and rule.due.after is Anchor.PUPIL_START
    }
    return tuple(sorted(found.values(), key=lambda promise: promise.minutes))


def _reasons(policy: Policy, on: date) -> tuple[Reason, ...]:
    codes = policy.own_code_set(on)
    told = [(words, next((code for code in codes if code.national == key), None)) for key, words in TOLD_AT_THE_DOOR]
    return tuple(Reason(code.key, words, code.code) for words, code in told if code is not None)


def _due(starts_at: datetime, promises: tuple[Promise, ...]) -> list[tuple[datetime, str]]:
    names = {DutyKind.CALL_HOME: "home", DutyKind.TELL_THE_SCHOOL: "school"}
    return [(starts_at + timedelta(minutes=promise.minutes), names[promise.kind]) for promise in promises]


def _ruler(register: Any, promises: tuple[Promise, ...], at: datetime) -> Ruler:
    stops = [(register.starts_at + timedelta(minutes=p.minutes), PROMISES[p.kind]) for p in promises]
    if register.closes_at not in [when for when, _ in stops]:
        stops.append((register.closes_at, "register closes"))
    stops.sort()
    return ruler_of(register.starts_at, max(when for when, _ in stops), at, stops)


def _lines(register_id: int, starts_at: datetime) -> QuerySet[Any]:
    """The lines in the order of the page, each with its current mark and the last sessions before this one."""
    earlier = RegisterLine.objects.filter(
        pupil=OuterRef("pupil"), starts_at__lt=starts_at, expected=True, current_mark__isnull=False
    ).order_by("-starts_at")
    past = {
        f"past_{n}": Subquery(earlier.values("current_mark__code_key")[n : n + 1])
        for n in reversed(range(PAST_SESSIONS))
    }
    return (
        RegisterLine.objects.filter(register_id=register_id, dropped_at=None)
        .annotate(
            **past,
            school=F("placement__main_school__name"),
            commissioner=F("placement__commissioner__name"),
            latest_id=Subquery(Mark.objects.filter(line=OuterRef("pk")).order_by("-pk").values("pk")[:1]),
        )
        .order_by("pupil__legal_first_name", "pupil__legal_last_name", "pk")
        .values_list(
            *("pk", "pupil_id", "expected", "starts_at", "closes_at", "venue", "one_to_one", "trip", "contested"),
            *("pupil__legal_first_name", "pupil__preferred_first_name", "pupil__legal_last_name"),
            *("pupil__preferred_last_name", "pupil__travel", "pupil__travel_note", "pupil__adjustments"),
            *("current_mark_id", "current_mark__code_key", "current_mark__minutes_late", "current_mark__recorded_at"),
            *("current_mark__seen_by", "school", "commissioner", "latest_id", *past),
            named=True,
        )
    )


def _registers(register_id: int) -> QuerySet[Any]:
    return (
        Register.objects.filter(pk=register_id)
        .order_by()
        .annotate(policy_version_id=provisions.version_on(OuterRef("provision"), OuterRef("on")))
        .values_list(
            *(
                "pk",
                "provision_id",
                "on",
                "session",
                "starts_at",
                "closes_at",
                "ends_at",
                "code_set",
                "finished_at",
                "imported",
            ),
            *("finished_by", "group_id", "group__name", "site__name", "policy_version_id"),
            named=True,
        )
    )


def _flagged(register_id: int) -> QuerySet[Any]:
    pupils = RegisterLine.objects.filter(register_id=register_id).values("pupil_id")
    flags = Flag.objects.filter(pupil_id__in=pupils, archived_at=None).order_by("kind", "pk")
    return flags.values_list("pupil_id", "kind", named=True)


_lines_of = Prepared(_lines, register_id=-1, starts_at=datetime(1901, 1, 1, tzinfo=UTC))
_register_of = Prepared(_registers, register_id=-1)
_flags_of = Prepared(_flagged, register_id=-1)


def _flags(register_id: int) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = defaultdict(list)
    for pupil_id, kind in _flags_of(register_id=register_id):
        found[pupil_id].append(FLAG_WORDS[kind])
    return {pupil_id: tuple(kinds) for pupil_id, kinds in found.items()}


def _answers(line_ids: list[int], codes: CodeSet, user_id: int | None) -> dict[int, tuple[Answered, ...]]:
    """The answers that stand against each other on contested lines, the current one first."""
    if not line_ids:
        return {}
    marks = list(Mark.objects.filter(line_id__in=line_ids).order_by("pk").select_related("line"))
    gone = {mark.replaces_id for mark in marks if mark.replaces_id}
    found: dict[int, list[Answered]] = defaultdict(list)
    for mark in marks:
        is_current = mark.pk == mark.line.current_mark_id
        against = mark.pk > (mark.line.current_mark_id or 0) and mark.pk not in gone
        if mark.kind == Mark.Kind.RETRACTION or not (is_current or against):
            continue
        code = codes.get(mark.code_key)
        found[mark.line_id].append(
            Answered(
                by=mark.seen_by,
                choice=choice_of(code),
                key=mark.code_key,
                word=cell_of(code).word,
                at=clock(mark.recorded_at),
                is_mine=user_id is not None and mark.recorded_by_user_id == user_id,
            )
        )
    return {line_id: tuple(answers) for line_id, answers in found.items()}


def _line(
    row: Any,
    codes: CodeSet,
    at: datetime,
    promises: tuple[Promise, ...],
    flags: tuple[str, ...],
    hint: Hint | None,
    answers: tuple[Answered, ...],
) -> PageLine:
    first = row.pupil__preferred_first_name or row.pupil__legal_first_name
    last = row.pupil__preferred_last_name or row.pupil__legal_last_name
    key = row.current_mark__code_key or ""
    code = codes.get(key) if key else None
    due = {kind: clock(when) for when, kind in _due(row.starts_at, promises)}
    keys = [getattr(row, f"past_{n}") for n in reversed(range(PAST_SESSIONS))]
    return PageLine(
        id=row.pk,
        pupil_id=row.pupil_id,
        name=f"{first} {last}",
        first_name=first,
        travel=_travel(row.pupil__travel, row.pupil__travel_note),
        school=row.school or row.commissioner or "",
        adjustments=row.pupil__adjustments.strip(),
        flags=flags,
        place=_place(row),
        hint=hint if code is None else None,
        past=tuple(cell_for(key, codes) for key in keys if key),
        cell=cell_of(code) if code else None,
        key=key,
        token=(row.latest_id if row.contested else row.current_mark_id) or 0,
        pressed=choice_of(code) if code else "",
        minutes_late=row.current_mark__minutes_late,
        starts=clock(row.starts_at),
        closes=clock(row.closes_at),
        due=clock(row.starts_at) if code is None and row.starts_at > at else "",
        saved=clock(row.current_mark__recorded_at) if row.current_mark_id else "",
        contested=row.contested,
        answers=answers,
        is_expected=row.expected,
        rings_home=due.get("home", ""),
        tells_school=due.get("school", ""),
    )


def _travel(kind: str, note: str) -> str:
    words = TRAVEL_WORDS[kind]
    return f"{words}: {note}" if words and note else words or note


def _place(row: Any) -> str:
    """Where the pupil is taught, if not in the room: a trip, another venue, one to one."""
    parts = ["On a trip"] if row.trip else []
    parts += [row.venue] if row.venue else []
    parts += ["one to one"] if row.one_to_one else []
    return ", ".join(parts)
