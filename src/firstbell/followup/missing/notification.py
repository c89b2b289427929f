"""What the council is told about a child missing education, and whom it goes to (SS-20, R-081, R-163)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.template.loader import render_to_string

from firstbell.domain.milestones import Milestone
from firstbell.domain.school_time import london_day, long_date
from firstbell.followup.missing.evidence import Evidence, evidence_of
from firstbell.followup.missing.models import CouncilContact, MissingCase
from firstbell.followup.missing.timeline import timeline_of
from firstbell.outbox.commands import Content, Recipient
from firstbell.placements.models import Commissioner, Placement
from firstbell.placements.queries.places import in_force
from firstbell.provisions.phones import shown


@dataclass(frozen=True)
class Line:
    """A label with its words, as the notification lists them."""

    label: str
    words: str


def recipient_of(case: MissingCase, today: date) -> Recipient:
    """Return the council that arranged the pupil's place, else the council contact of the provision's settings.

    Never typed. Without either the address is empty, and the message fails at once and says to ring.
    """
    placement = (
        in_force(Placement.objects.filter(pupil_id=case.pupil_id), today)
        .filter(commissioner__kind=Commissioner.Kind.COUNCIL, commissioner__archived_at=None)
        .exclude(commissioner__notice_email="")
        .select_related("commissioner")
        .order_by("-starts_on", "-pk")
        .first()
    )
    if placement is not None:
        council = placement.commissioner
        return Recipient(council.pk, council.name, council.notice_email)
    kept = CouncilContact.objects.filter(provision_id=case.provision_id).first()
    return Recipient(None, kept.name, kept.email) if kept else Recipient(None, "The council", "")


def content_of(case: MissingCase, at: datetime) -> Content:
    """Return subject and text. The pupil's name stands in the text alone."""
    today = london_day(at)
    known = evidence_of(case, today)
    words = {
        "provision": case.provision,
        "phone": shown(case.provision.phone) if case.provision.phone else "",
        "pupil": _pupil(known),
        "absence": _absence(known),
        "people": [
            Line(person.who, ", ".join(shown(number.number) for number in person.numbers) or "no number kept")
            for person in known.people
        ],
        "flags": [Line(flag.get_kind_display(), flag.note) for flag in known.flags],
        "counts": [_count(each) for each in known.milestones],
        "deeds": timeline_of(case, known),
        "reference": reference_of(case),
        "today": today,
    }
    return Content(
        subject=f"{case.provision.name}: a child missing education, reference {reference_of(case)}",
        text=render_to_string("followup/missing/notification.txt", words).strip() + "\n",
    )


def reference_of(case: MissingCase) -> str:
    """Return what people quote about a case."""
    return f"CME-{case.opened_on:%Y%m%d}-{case.pk}"


def _pupil(known: Evidence) -> list[Line]:
    pupil, place = known.pupil, known.placement
    legal = f"{pupil.legal_first_name} {pupil.legal_last_name}"
    said = [
        ("Name", legal if legal == pupil.name else f"{legal}, called {pupil.name}"),
        ("Born", long_date(pupil.born_on) if pupil.born_on else "not recorded"),
        ("UPN", pupil.upn or "not recorded"),
        ("Language", pupil.language),
        ("Registered at", place.main_school.name if place and place.main_school else "no main school recorded"),
        ("Place arranged by", place.commissioner.name if place else "no placement today"),
        ("Here since", long_date(place.starts_on) if place else ""),
    ]
    return [Line(label, words) for label, words in said if words]


def _absence(known: Evidence) -> list[Line]:
    days = len(known.away_on)
    return [
        Line("Last seen here", known.last_seen or "not once since the register began"),
        Line("Away since", f"{long_date(known.away_on[0])}, {days} days expected" if days else "no day marked yet"),
        Line("Tried", known.contacts_tried),
    ]


def _count(milestone: Milestone) -> Line:
    since = f", since {long_date(milestone.since_on)}" if milestone.since_on else ""
    return Line(milestone.title, f"{milestone.count} of {milestone.limit}{since}")
