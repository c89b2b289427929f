"""Finding a pupil by name."""

from __future__ import annotations

from firstbell.people.models import Pupil

AT_MOST = 20


def pupils_called(provision_id: int, words: str) -> list[Pupil]:
    """Return pupils of a provision whose names hold every word, in the order of names. At most twenty."""
    found = []
    wanted = words.casefold().split()
    for pupil in Pupil.objects.filter(provision_id=provision_id, archived_at=None).order_by("legal_first_name", "pk"):
        names = f"{pupil.name} {pupil.legal_first_name} {pupil.legal_last_name}".casefold()
        if all(word in names for word in wanted):
            found.append(pupil)
    return found[:AT_MOST]
