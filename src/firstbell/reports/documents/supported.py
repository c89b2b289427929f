"""What a document says of the help a pupil had: in the pupil's own words, what was tried, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from firstbell.domain.school_time import Span, long_date
from firstbell.people.models import Pupil
from firstbell.placements.models import Placement
from firstbell.reports.documents.document import Figure, Section
from firstbell.support.cases.models import SupportEntry


@dataclass(frozen=True)
class Supported:
    """Sections in the order in which they are read; those with nothing to say are left out.

    baseline: attendance before the placement began, None where nobody recorded it.
    """

    baseline: Figure | None
    sections: tuple[Section, ...]


def supported(pupil: Pupil, places: Sequence[Placement], span: Span) -> Supported:
    """Return what is known of the help a pupil had in a span. A constant number of statements."""
    found = [own_words(pupil, span)]
    return Supported(None, tuple(section for section in found if section))


def own_words(pupil: Pupil, span: Span) -> Section | None:
    """Return what the pupil said in a span, in their own words."""
    said = SupportEntry.objects.filter(
        case__pupil=pupil, kind=SupportEntry.Kind.PUPIL, said_on__gte=span.starts_on, said_on__lte=span.ends_on
    )
    words = tuple(f"“{each.words}” ({long_date(each.said_on)})" for each in said.order_by("said_on", "pk"))
    return Section(f"In {pupil.first_name}’s own words", words=words) if words else None
