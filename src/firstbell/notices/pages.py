"""One notice in words, for its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from firstbell.domain.school_time import london_day, london_time, long_date
from firstbell.notices import queries
from firstbell.notices.models import Evidence, LeaveDecision, Notice


@dataclass(frozen=True)
class PaperRow:
    """A paper beside a notice."""

    id: int
    name: str
    kept: str


@dataclass(frozen=True)
class NoticePage:
    """Everything kept of a notice. decisions: the newest first, in words."""

    id: int
    pupil_id: int
    pupil: str
    when: str
    facts: list[tuple[str, str]]
    papers: list[PaperRow]
    decisions: list[str]
    asks_leave: bool
    to_read: bool
    to_confirm: bool
    is_withdrawn: bool


def notice_page(notice: Notice) -> NoticePage:
    """Return a notice as its page shows it. Two statements."""
    decisions = list(notice.decisions.all())
    return NoticePage(
        id=notice.pk,
        pupil_id=notice.pupil_id,
        pupil=notice.pupil.name,
        when=queries.when_words(notice),
        facts=_facts(notice),
        papers=[_paper(row) for row in notice.evidence.all()],
        decisions=[_decision(row) for row in decisions],
        asks_leave=notice.kind == Notice.Kind.LEAVE,
        to_read=notice.link_id is not None and notice.read_at is None,
        to_confirm=notice.wants_confirmation and notice.confirmed_at is None,
        is_withdrawn=notice.withdrawn_at is not None,
    )


def noted(notice: Notice) -> str:
    """Return what to say when a notice was taken."""
    follows = "Somebody must decide about the leave. " if notice.kind == Notice.Kind.LEAVE else ""
    code = f" It suggests {notice.code_key}." if notice.code_key else ""
    when = queries.when_words(notice)
    return f"Noted: {notice.pupil.name}, {when}.{code} {follows}The register shows it as a hint."


def whose(decision: LeaveDecision) -> str:
    """Return whose decision it was, in words."""
    return "as the main school decided" if decision.by_main_school else "as we decided"


def _facts(notice: Notice) -> list[tuple[str, str]]:
    told = [
        ("What", notice.get_kind_display()),
        ("When", queries.when_words(notice)),
        ("Why", queries.said(notice)),
        ("Told by", queries.told(notice)),
        ("Taken by", notice.taken_by),
        (
            "Code",
            notice.code_key
            or (f"not decided; the words point to {notice.pointed_key}" if notice.pointed_key else "not decided"),
        ),
        ("Expected back", long_date(notice.expected_return_on) if notice.expected_return_on else ""),
        ("In writing", _in_writing(notice)),
        ("Read by", f"{notice.read_by}, {_at(notice.read_at)}" if notice.read_at and notice.read_by else ""),
    ]
    return [(name, words) for name, words in told if words]


def _in_writing(notice: Notice) -> str:
    if notice.confirmed_at:
        return f"{notice.get_confirmed_how_display()}, {_at(notice.confirmed_at)}, recorded by {notice.confirmed_by}"
    return "still wanted" if notice.wants_confirmation else ""


def _decision(row: LeaveDecision) -> str:
    word = "Granted" if row.granted else "Refused"
    circumstances = "exceptional" if row.exceptional else "not exceptional"
    who = f"{row.decided_by}, for the main school" if row.by_main_school else row.decided_by
    day = long_date(row.decided_on)
    return f"{word} on {day} by {who}: {row.reason}. Circumstances {circumstances}. Recorded by {row.recorded_by}."


def _paper(row: Evidence) -> PaperRow:
    size = max(1, row.size_bytes // 1024)
    return PaperRow(row.pk, row.file_name, f"{size} KB, sent by {row.sent_by}, {_at(row.sent_at)}")


def _at(instant: datetime) -> str:
    return f"{long_date(london_day(instant))} at {london_time(instant):%H:%M}"
