"""What a commissioner's contact may reach: the pupils of its own placements, nobody else's.

Every query of this room starts from `scope`, so that a forgotten filter cannot show another school's pupil.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from firstbell.accounts.staff import Staff
from firstbell.followup.models import SchoolAnswer
from firstbell.followup.schools.purposes import TO_SCHOOLS
from firstbell.outbox.models import Message
from firstbell.placements.models import LinkPerson, Placement
from firstbell.registers.models import RegisterLine
from firstbell.registers.queries import Scope as Counted


@dataclass(frozen=True)
class Scope:
    """The commissioners one person speaks for at one provision."""

    commissioner_ids: tuple[int, ...]
    names: tuple[str, ...]

    def placements(self) -> QuerySet[Placement]:
        """Placements they commission or whose pupil is on their roll."""
        theirs = Q(commissioner_id__in=self.commissioner_ids) | Q(main_school_id__in=self.commissioner_ids)
        return Placement.objects.filter(theirs, archived_at=None)

    def counted(self, provision_id: int) -> Counted:
        """The sessions under those placements, for figures and pictures."""
        return Counted(provision_id, placement_ids=tuple(self.placements().values_list("pk", flat=True)))

    def lines(self, on: date) -> QuerySet[RegisterLine]:
        """The register lines of a day under those placements."""
        return RegisterLine.objects.filter(placement__in=self.placements(), register__on=on, dropped_at=None)

    def messages(self) -> QuerySet[Message]:
        """The emails to them that their server took."""
        return Message.objects.filter(
            commissioner_id__in=self.commissioner_ids, purpose__in=TO_SCHOOLS, state__in=Message.GONE
        )

    def message(self, message_id: int) -> Message:
        """Return one of those emails. Raises Http404."""
        return get_object_or_404(self.messages().select_related("commissioner", "provision"), pk=message_id)

    def answers(self, on: date) -> QuerySet[SchoolAnswer]:
        """What they themselves answered about a day; another school of the same pupil is none of theirs."""
        return SchoolAnswer.objects.filter(commissioner_id__in=self.commissioner_ids, on=on)


def scope(staff: Staff) -> Scope:
    """Return whom this person speaks for. Raises Http404 for somebody who speaks for nobody here."""
    links: Iterable[LinkPerson] = LinkPerson.objects.filter(
        user_id=staff.user_id, archived_at=None, commissioner__provision_id=staff.provision_id,
        commissioner__archived_at=None,
    ).select_related("commissioner")  # fmt: skip
    commissioners = [link.commissioner for link in links]
    if not commissioners:
        raise Http404
    return Scope(tuple(each.pk for each in commissioners), tuple(each.name for each in commissioners))
