"""A case's timeline: its own entries among the calls and the notices."""

from __future__ import annotations

from firstbell.domain.contact import Outcome
from firstbell.followup.home.calls import by_whom
from firstbell.followup.missing.evidence import Deed, Evidence
from firstbell.followup.missing.models import CaseEntry, MissingCase
from firstbell.followup.models import ContactAttempt
from firstbell.journal import Actor
from firstbell.notices.models import Notice
from firstbell.provisions.phones import shown

Kind = CaseEntry.Kind
POLICY = Actor.system("policy")


def timeline_of(case: MissingCase, known: Evidence) -> list[Deed]:
    """Return everything that happened, first to last. One statement beside the evidence."""
    deeds = [
        *(_entry(each) for each in CaseEntry.objects.filter(case=case)),
        *(_attempt(each) for each in known.attempts),
        *(_notice(each) for each in known.notices),
    ]
    return sorted(deeds, key=lambda deed: deed.at)


def by_hand(name: str) -> str:
    """Return who wrote something down, as people read it: Firstbell itself where the policy did."""
    return "Firstbell, by the policy" if name == POLICY.name else name


def _entry(entry: CaseEntry) -> Deed:
    spoke = f"{entry.spoke_to}. " if entry.spoke_to else ""
    return Deed(
        at=entry.happened_at,
        what=entry.get_kind_display(),
        detail=f"{spoke}{entry.words}",
        by=by_hand(entry.made_by),
        state="done" if entry.settles or entry.kind in (Kind.OPENED, Kind.CLOSED) else "",
    )


def _attempt(attempt: ContactAttempt) -> Deed:
    outcome = Outcome(attempt.outcome)
    whom = by_whom(attempt) or "home"
    number = f" on {shown(attempt.number)}" if attempt.number else ""
    said = " ".join(part for part in (attempt.reason, attempt.note) if part)
    return Deed(
        at=attempt.made_at,
        what=f"Rang {whom}{number}: {outcome.label.lower()}",
        detail=said,
        by=attempt.made_by,
        state="done" if outcome.reached else "",
    )


def _notice(notice: Notice) -> Deed:
    withdrawn = " Withdrawn since." if notice.withdrawn_at else ""
    teller = notice.told_by_name or notice.get_told_by_display()
    return Deed(
        at=notice.received_at,
        what=f"Heard from {teller}, {notice.get_how_display().lower()}",
        detail=f"{notice.reason}.{withdrawn}",
        by=notice.taken_by,
        state="done",
    )
