"""Taking notices of absence and taking them back. A notice hints the register; it is never a mark."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from firstbell.domain.errors import Refused
from firstbell.journal import Actor
from firstbell.notices import evidence
from firstbell.notices.commands.telling import tell
from firstbell.notices.evidence import Paper
from firstbell.notices.heeding import Event, heed
from firstbell.notices.models import Evidence, Notice, ParentLink
from firstbell.people.models import Pupil
from firstbell.provisions import changes
from firstbell.units import unit_of_work


@dataclass(frozen=True)
class NoticeFacts:
    """Who told us what, about which sessions (AL-3).

    code_key: of the provision's own code set, "" while undecided. pointed_key: the code its words point to, for a
    person to decide. expected_at: when a pupil on the way should be here (UTC).
    """

    pupil: Pupil
    starts_on: date
    ends_on: date
    told_by: str
    how: str
    reason: str
    starts_session: str = "AM"
    ends_session: str = "PM"
    told_by_name: str = ""
    code_key: str = ""
    kind: str = Notice.Kind.ABSENCE
    pointed_key: str = ""
    expected_return_on: date | None = None
    expected_at: datetime | None = None
    link: ParentLink | None = None


class NoticeReversed(Refused):
    """The last session of a notice stands before its first."""

    def __init__(self) -> None:
        super().__init__(
            "The last session is before the first.",
            "No session lies between them.",
            "Check the days, and which of them is a morning or an afternoon.",
        )


def take_notice(facts: NoticeFacts, *, by: Actor, at: datetime, paper: Paper | None = None) -> Notice:
    """Keep what somebody told us, and let it explain what is marked already. Raises NoticeReversed.

    What home said aloud is to be confirmed in writing, unless a paper came with it (SS-6). Leave stays undecided.
    """
    if (facts.ends_on, facts.ends_session) < (facts.starts_on, facts.starts_session):
        raise NoticeReversed
    columns = changes.columns(facts)
    if facts.kind == Notice.Kind.LEAVE:
        columns["pointed_key"], columns["code_key"] = facts.pointed_key or facts.code_key, ""
    said_aloud = facts.how in Notice.SPOKEN and facts.told_by in Notice.FROM_HOME
    confirmed = {"confirmed_at": at, "confirmed_how": Notice.InWriting.UPLOAD, "confirmed_by": by.name}
    with _kept(paper) as kept_as, unit_of_work():
        notice = Notice.objects.create(
            received_at=at,
            taken_by=by.name,
            wants_confirmation=said_aloud,
            **columns,
            **(confirmed if paper and said_aloud else {}),
        )
        known = changes.known(notice, [name for name in columns if name not in ("pupil", "link")])
        tell("notice.given", notice, {"facts": known}, by=by, at=at)
        if paper:
            _keep_row(notice, paper, kept_as, by=by, at=at)
        heed(Event.GIVEN, notice, by, at)
    return notice


def add_paper(notice: Notice, paper: Paper, *, by: Actor, at: datetime) -> Evidence:
    """Keep one more paper beside a notice."""
    with _kept(paper) as kept_as, unit_of_work():
        return _keep_row(notice, paper, kept_as, by=by, at=at)


def withdraw_notice(notice: Notice, *, reason: str, by: Actor, at: datetime) -> None:
    """Take a notice back: the pupil is coming after all, or it was another pupil. Twice changes nothing.

    What it had stopped is open again.
    """
    with unit_of_work():
        if Notice.objects.filter(pk=notice.pk, withdrawn_at=None).update(withdrawn_at=at):
            notice.withdrawn_at = at
            tell("notice.withdrawn", notice, {"notice_reason": notice.reason, "reason": reason}, by=by, at=at)
            heed(Event.WITHDRAWN, notice, by, at)


@contextmanager
def _kept(paper: Paper | None) -> Iterator[str]:
    """Keep the file before the row that names it, and delete it again where the row could not be written."""
    name = evidence.keep(paper) if paper else ""
    try:
        yield name
    except BaseException:
        if name:
            evidence.forget(name)
        raise


def _keep_row(notice: Notice, paper: Paper, kept_as: str, *, by: Actor, at: datetime) -> Evidence:
    row = Evidence.objects.create(
        notice=notice,
        file_name=paper.name,
        content_type=paper.content_type,
        size_bytes=len(paper.content),
        sha256=paper.sha256,
        kept_as=kept_as,
        sent_by=by.name,
        sent_at=at,
    )
    facts = {"evidence": row.pk, "content_type": paper.content_type, "sha256": paper.sha256}
    tell("notice.evidence-kept", notice, facts, by=by, at=at)
    return row
