"""What the practice bar and the practice sign-in show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from firstbell.accounts.models import Membership
from firstbell.clock import LONDON
from firstbell.domain.duties import Fact
from firstbell.duties.models import Duty


@dataclass(frozen=True)
class WayIn:
    """Somebody who can be played."""

    email: str
    words: str


def ways_in() -> list[tuple[str, list[WayIn]]]:
    """The people of each provision, and of the schools and councils, that a visitor can step in as."""
    places: dict[str, list[WayIn]] = {}
    seen: set[str] = set()
    for member in (
        Membership.objects.filter(ends_on=None).select_related("user", "provision").order_by("provision", "pk")
    ):
        if member.user.email in seen:
            continue
        seen.add(member.user.email)
        role = member.get_role_display().lower()
        is_school = member.role == "commissioner_contact"
        place, words = (
            ("Schools and councils", member.user.name.removesuffix(" attendance office"))
            if is_school
            else (member.provision.name, f"{member.user.name}, {role}")
        )
        places.setdefault(place, []).append(WayIn(member.user.email, words))
    return sorted(places.items(), key=lambda pair: pair[0] == "Schools and councils")


def what_comes_next(provision_id: int, at: datetime) -> str:
    """The next deadline in words, for example '09:10 Ring home: Idris Calloway'; empty when nothing waits.

    Everybody reads the bar, so a concern, which the safeguarding lead alone may know of, is not on it.
    """
    duty = (
        Duty.objects.filter(provision_id=provision_id, closed_at=None, due_at__gt=at)
        .exclude(fact=Fact.CONCERN_RAISED)
        .select_related("pupil")
        .order_by("due_at")
        .first()
    )
    if duty is None:
        return ""
    who = f", {duty.pupil.name}" if duty.pupil else ""
    return f"{duty.due_at.astimezone(LONDON):%H:%M} {duty.sentence}{who}"
