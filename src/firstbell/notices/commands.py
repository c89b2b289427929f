"""Taking notices of absence and taking them back. A notice hints the register; it is never a mark."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from firstbell import journal
from firstbell.domain.errors import Refused
from firstbell.journal import Actor
from firstbell.notices.heeding import heed
from firstbell.notices.models import Notice
from firstbell.people.models import Pupil
from firstbell.provisions import changes
from firstbell.units import unit_of_work


@dataclass(frozen=True)
class NoticeFacts:
    """Who told us what, about which sessions. code_key: of the provision's own code set, "" while undecided (AL-3)."""

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


class NoticeReversed(Refused):
    """The last session of a notice stands before its first."""

    def __init__(self) -> None:
        super().__init__(
            "The last session is before the first.",
            "No session lies between them.",
            "Check the days, and which of them is a morning or an afternoon.",
        )


def take_notice(facts: NoticeFacts, *, by: Actor, at: datetime) -> Notice:
    """Keep what somebody told us, and let it explain what is marked already. Raises NoticeReversed."""
    if (facts.ends_on, facts.ends_session) < (facts.starts_on, facts.starts_session):
        raise NoticeReversed
    with unit_of_work():
        notice = Notice.objects.create(received_at=at, taken_by=by.name, **changes.columns(facts))
        kept = changes.known(notice, [name for name in changes.columns(facts) if name != "pupil"])
        _write("notice.given", notice, {"facts": kept}, by=by, at=at)
        heed(notice, by, at)
    return notice


def withdraw_notice(notice: Notice, *, reason: str, by: Actor, at: datetime) -> None:
    """Take a notice back: the pupil is coming after all, or it was another pupil. Twice changes nothing."""
    with unit_of_work():
        if Notice.objects.filter(pk=notice.pk, withdrawn_at=None).update(withdrawn_at=at):
            notice.withdrawn_at = at
            _write("notice.withdrawn", notice, {"notice_reason": notice.reason, "reason": reason}, by=by, at=at)


def _write(verb: str, notice: Notice, facts: dict[str, Any], *, by: Actor, at: datetime) -> None:
    about = f"pupil:{notice.pupil_id}"
    provision_id = notice.pupil.provision_id
    journal.write(verb, {"notice_id": notice.pk} | facts, by=by, at=at, provision_id=provision_id, about=about)
