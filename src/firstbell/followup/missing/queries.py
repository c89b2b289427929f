"""What the pages of missing-education cases show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from firstbell.domain.school_time import london_day
from firstbell.followup.missing.commands import PURPOSE
from firstbell.followup.missing.evidence import Deed, Evidence, evidence_of
from firstbell.followup.missing.models import CaseEntry, CouncilContact, MissingCase
from firstbell.followup.missing.notification import recipient_of, reference_of
from firstbell.followup.missing.timeline import timeline_of
from firstbell.outbox.commands import Recipient
from firstbell.outbox.models import Message
from firstbell.outbox.queries import LOOKS, state_words

Kind = CaseEntry.Kind
HINTS = {
    Kind.REVIEW: "On the day itself. A pupil at known risk goes to the named worker the same day; danger now is 999.",
    Kind.CONTACTS: "Every number of every contact, in order, at different times of the day.",
    Kind.SIBLINGS: "Where are they today? Their school may know.",
    Kind.SCHOOL: "What has the main school heard? It runs the formal enquiries.",
    Kind.VISIT: "Agree with the school who goes, and when. Write down who was seen.",
    Kind.PROFESSIONALS: "Social worker, youth justice, health: who saw the pupil last?",
    Kind.COUNCIL: "Without delay once neither family nor school has answered.",
}


@dataclass(frozen=True)
class Step:
    """One step of the checklist. settled: the entry that settled it; latest: what was written last about it."""

    kind: str
    label: str
    hint: str
    settled: CaseEntry | None
    latest: CaseEntry | None


@dataclass(frozen=True)
class Told:
    """The notification as it stands. waits: it can still be read, changed and sent."""

    message: Message
    tone: str
    icon: str
    words: str
    waits: bool


@dataclass(frozen=True)
class CasePage:
    """One case: what is known, what is left to do, what happened."""

    case: MissingCase
    reference: str
    known: Evidence
    steps: tuple[Step, ...]
    timeline: tuple[Deed, ...]
    recipient: Recipient
    told: tuple[Told, ...]

    @property
    def draft(self) -> Told | None:
        """The notification that waits to be read and sent."""
        return next((told for told in self.told if told.waits), None)

    @property
    def settled(self) -> int:
        return sum(step.settled is not None for step in self.steps)

    @property
    def came_back_on(self) -> date | None:
        """The last day on which the register saw the pupil since the case opened: then it may be closed."""
        seen = self.known.last_seen_on
        return seen if seen is not None and self.case.is_open and seen > self.case.opened_on else None


@dataclass(frozen=True)
class CaseRow:
    """One case on the list."""

    case: MissingCase
    settled: int
    left: int
    is_council_told: bool


def case_page(case: MissingCase, at: datetime) -> CasePage:
    """Return one case with everything known of it. Thirteen statements, however long it has lasted."""
    today = london_day(at)
    known = evidence_of(case, today)
    messages = Message.objects.filter(provision_id=case.provision_id, key__startswith=f"{PURPOSE}:{case.pk}:")
    return CasePage(
        case=case,
        reference=reference_of(case),
        known=known,
        steps=_steps(CaseEntry.objects.filter(case=case)),
        timeline=tuple(timeline_of(case, known)),
        recipient=recipient_of(case, today),
        told=tuple(_told(message) for message in messages.order_by("-pk")),
    )


def case_list(provision_id: int) -> tuple[list[CaseRow], list[MissingCase]]:
    """Return the open cases, oldest first, and the closed ones, newest first. Three statements."""
    cases = MissingCase.objects.filter(provision_id=provision_id).select_related("pupil")
    waiting = list(cases.filter(closed_at=None))
    entries: dict[int, list[CaseEntry]] = defaultdict(list)
    for entry in CaseEntry.objects.filter(case__in=waiting):
        entries[entry.case_id].append(entry)
    rows = []
    for case in waiting:
        steps = _steps(entries[case.pk])
        done = sum(step.settled is not None for step in steps)
        told = any(step.kind == Kind.COUNCIL and step.settled for step in steps)
        rows.append(CaseRow(case, done, len(steps) - done, told))
    return rows, list(cases.exclude(closed_at=None).order_by("-closed_at"))


def open_case_of(pupil_id: int) -> MissingCase | None:
    """Return the case that is open for a pupil."""
    return MissingCase.objects.filter(pupil_id=pupil_id, closed_at=None).first()


def council_contact(provision_id: int) -> CouncilContact | None:
    """Return whom the council has for children missing education, if that is kept."""
    return CouncilContact.objects.filter(provision_id=provision_id).first()


def _steps(entries: Iterable[CaseEntry]) -> tuple[Step, ...]:
    by_kind: dict[str, list[CaseEntry]] = defaultdict(list)
    for entry in entries:
        by_kind[entry.kind].append(entry)
    return tuple(
        Step(
            kind=kind,
            label=kind.label,
            hint=HINTS[kind],
            settled=next((entry for entry in reversed(by_kind[kind]) if entry.settles), None),
            latest=by_kind[kind][-1] if by_kind[kind] else None,
        )
        for kind in CaseEntry.CHECKLIST
    )


def _told(message: Message) -> Told:
    tone, icon = LOOKS[Message.State(message.state)]
    return Told(message, tone, icon, state_words(message), message.state in Message.WAITING)
