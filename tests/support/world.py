"""One of everything that an address can name, at one provision.

An attribute is called as the address calls it (`<int:pupil_id>` is `world.pupil_id`), and is made when it is first
asked for. A new kind of address needs one more attribute here; until then the tests of every route fail and say which.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

from django.conf import settings

from firstbell.accounts import commands as access
from firstbell.accounts.models import GroupTutor, Role, User
from firstbell.followup.models import SchoolAnswer, ToldPupil
from firstbell.followup.schools import receipts
from firstbell.followup.schools.purposes import reference_of
from firstbell.notices import commands as notices
from firstbell.notices import links
from firstbell.notices.evidence import read_paper
from firstbell.notices.models import Notice
from firstbell.outbox.models import Batch, Message, MessageAttachment
from firstbell.people.models import Contact, Pupil
from firstbell.placements.models import (
    Commissioner,
    DayChange,
    LinkPerson,
    Placement,
    SchoolClosure,
    SchoolTerm,
    Slot,
)
from firstbell.provisions.models import ClosedDay, Group, PolicyVersion, Provision, SessionTime, Site, Term
from firstbell.registers.models import Register, RegisterLine, RollCall, SignOut
from tests import builders
from tests.builders import london
from tests.support.support_world import MONDAY, MORNING, SupportWorld

POSTED = {
    "registers:add_unexpected": {"pupil": "pupil_id"},
    "followup:drafts": {"message": "message_id"},
    "families:link": {"key": "link_key"},
}


class World(SupportWorld):
    """Everything at one provision, around one pupil of one commissioner."""

    def __init__(self, provision: Provision | None = None) -> None:
        self.provision = provision or builders.a_provision()

    @cached_property
    def members(self) -> dict[str, User]:
        return {role: self._member(role) for role in Role.values}

    def member(self, role: str) -> User:
        """Somebody with this role: a contact of this pupil's commissioner, a tutor of this pupil's group."""
        return self.members[role]

    def _member(self, role: str) -> User:
        if role == Role.COMMISSIONER_CONTACT:
            return builders.a_link_person(self.commissioner).user
        member = builders.a_member(self.provision, role)
        if role == Role.TUTOR:
            GroupTutor.objects.create(group=self.group, user=member)
        return member

    def address(self, names: list[str]) -> dict[str, Any]:
        """Return what an address needs, by name. Raises AttributeError for a name this world does not know."""
        return {name: getattr(self, name) for name in names}

    def posted(self, route: str) -> dict[str, Any]:
        """Return the ids that a form of this route sends beside its address."""
        return {field: getattr(self, name) for field, name in POSTED.get(route, {}).items()}

    @cached_property
    def site(self) -> Site:
        return builders.a_site(self.provision)

    @cached_property
    def group(self) -> Group:
        return builders.a_group(self.site)

    @cached_property
    def commissioner(self) -> Commissioner:
        return builders.a_commissioner(self.provision)

    @cached_property
    def pupil(self) -> Pupil:
        return builders.a_pupil(group=self.group, commissioner=self.commissioner)

    @cached_property
    def register(self) -> Register:
        return builders.a_register(self.pupil, MONDAY)

    @cached_property
    def line(self) -> RegisterLine:
        return RegisterLine.objects.get(register=self.register, pupil=self.pupil)

    # What addresses name

    @property
    def provision_id(self) -> int:
        return self.provision.pk

    @property
    def site_id(self) -> int:
        return self.site.pk

    @property
    def group_id(self) -> int:
        return self.group.pk

    @property
    def term_id(self) -> int:
        return Term.objects.filter(provision=self.provision).latest("pk").pk

    @property
    def version_id(self) -> int:
        return PolicyVersion.objects.filter(provision=self.provision).latest("pk").pk

    @property
    def time_id(self) -> int:
        return SessionTime.objects.filter(site=self.site).latest("pk").pk

    @cached_property
    def closed_day_id(self) -> int:
        day = date(2026, 12, 1)
        return ClosedDay.objects.create(provision=self.provision, starts_on=day, ends_on=day, name="Boiler").pk

    @property
    def pupil_id(self) -> int:
        return self.pupil.pk

    @property
    def contact_id(self) -> int:
        return Contact.objects.filter(pupil=self.pupil).earliest("pk").pk

    @property
    def commissioner_id(self) -> int:
        return self.commissioner.pk

    @cached_property
    def link_person_id(self) -> int:
        return LinkPerson.objects.create(commissioner=self.commissioner, name="Dana Fell").pk

    @cached_property
    def school_term_id(self) -> int:
        days = {"starts_on": date(2026, 9, 3), "ends_on": date(2026, 12, 18)}
        return SchoolTerm.objects.create(commissioner=self.commissioner, name="Autumn term", **days).pk

    @cached_property
    def school_closure_id(self) -> int:
        day = date(2026, 11, 27)
        return SchoolClosure.objects.create(
            commissioner=self.commissioner, starts_on=day, ends_on=day, name="Training"
        ).pk

    @property
    def placement_id(self) -> int:
        return Placement.objects.filter(pupil=self.pupil).earliest("pk").pk

    @property
    def slot_id(self) -> int:
        return Slot.objects.filter(placement__pupil=self.pupil).earliest("pk").pk

    @cached_property
    def change_id(self) -> int:
        return DayChange.objects.create(
            provision=self.provision, kind=DayChange.Kind.NOT_EXPECTED, on=date(2026, 11, 24), pupil=self.pupil,
            made_at=london(MORNING), made_by="Builder",
        ).pk  # fmt: skip

    @cached_property
    def notice_id(self) -> int:
        return Notice.objects.create(
            pupil=self.pupil, starts_on=date(2026, 11, 24), ends_on=date(2026, 11, 24), told_by="parent", how="phone",
            reason="Dentist", received_at=london(MORNING), taken_by="Builder",
        ).pk  # fmt: skip

    @cached_property
    def evidence_id(self) -> int:
        assert self.notice_id
        return notices.add_paper(
            Notice.objects.select_related("pupil").get(pk=self.notice_id), read_paper("card.pdf", b"%PDF-1.7"),
            by=builders.staff(self.provision).actor, at=london(MORNING),
        ).pk  # fmt: skip

    @cached_property
    def token(self) -> str:
        address = links.make(
            Contact.objects.filter(pupil=self.pupil).earliest("pk"), self.pupil, on=date(2026, 11, 23), session="AM",
            purpose="answer", by=builders.staff(self.provision).actor, at=london(MORNING),
        )  # fmt: skip
        return address.rstrip("/").rpartition("/")[2]

    @property
    def link_key(self) -> str:
        from firstbell.families.form_keys import BIRTHDAY, form_key

        return form_key(links.find(self.token), BIRTHDAY)

    @cached_property
    def message_id(self) -> int:
        return Message.objects.create(
            provision=self.provision, commissioner=self.commissioner, key="test", purpose="absence",
            on=date(2026, 11, 23), to_name=self.commissioner.name, to_address="office@school.example",
            subject="Attendance", text="Not here",
            message_id=f"<{self.provision.pk}.{self.commissioner.pk}@firstbell.example>", drafted_at=london(MORNING),
            due_at=london(f"{MONDAY} 10:30"),
        ).pk  # fmt: skip

    @cached_property
    def told(self) -> Message:
        """An email to the commissioner about the pupil, taken by its server."""
        key = f"session-absences:{MONDAY}:AM:{self.commissioner.pk}:1"
        told = Message.objects.create(
            provision=self.provision, commissioner=self.commissioner, key=key, purpose="session-absences",
            on=date(2026, 11, 23), session="AM", to_name=self.commissioner.name, to_address="office@school.example",
            subject="Attendance", text="Not here", message_id=f"<{key}@firstbell.example>", state="accepted",
            drafted_at=london(MORNING), due_at=london(MORNING), accepted_at=london(MORNING),
        )  # fmt: skip
        ToldPupil.objects.create(message=told, pupil=self.pupil, says="away")
        return told

    @property
    def told_id(self) -> int:
        return self.told.pk

    @property
    def letter(self) -> str:
        return receipts.link_of(reference_of(self.told)).rstrip("/").rpartition("/")[2]

    @cached_property
    def answer_id(self) -> int:
        return SchoolAnswer.objects.create(
            pupil=self.pupil, commissioner=self.commissioner, on=date(2026, 11, 23), session="AM", answer="reason",
            code_key="C", for_a_person=True, how="link", recorded_by="Netherfold", recorded_at=london(MORNING),
        ).pk  # fmt: skip

    @cached_property
    def file_id(self) -> int:
        return MessageAttachment.objects.create(
            message_id=self.message_id, name="attendance.csv", content_type="text/csv", content=b"N"
        ).pk

    @cached_property
    def batch_id(self) -> int:
        return Batch.objects.create(
            provision=self.provision,
            proposed_by="Builder",
            proposed_at=london(MORNING),
            goes_at=london(MORNING),
            count=1,
        ).pk

    @property
    def hook(self) -> str:
        return str(settings.WEBHOOK_SECRET)

    @property
    def register_id(self) -> int:
        return self.register.pk

    @property
    def line_id(self) -> int:
        return self.line.pk

    @cached_property
    def sign_out_id(self) -> int:
        return SignOut.objects.create(
            pupil=self.pupil, site=self.site, on=date(2026, 11, 23), left_at=london(f"{MONDAY} 09:50"),
            reason="Dentist", recorded_by="Builder", recorded_at=london(f"{MONDAY} 09:50"),
        ).pk  # fmt: skip

    @cached_property
    def roll_id(self) -> int:
        return RollCall.objects.create(
            provision=self.provision, site=self.site, started_at=london(MORNING), started_by="Builder"
        ).pk

    @property
    def provision_slug(self) -> str:
        from firstbell.support.models import PolicyPage

        switched_on = {"is_public": True, "changed_at": london(MORNING), "changed_by": "Builder"}
        PolicyPage.objects.get_or_create(provision=self.provision, defaults=switched_on)
        return self.provision.slug

    @cached_property
    def duty_id(self) -> int:
        from firstbell.duties.models import Duty

        return Duty.objects.create(
            provision=self.provision, rule="call-home", kind="call-home", fact="unexplained-absence",
            subject=f"pupil:{self.pupil.pk}", pupil=self.pupil, commissioner=self.commissioner,
            on=date(2026, 11, 23), session="AM", owner_role="attendance_lead", met_by="spoke", sentence="Call home",
            opened_at=london(f"{MONDAY} 09:03"), due_at=london(f"{MONDAY} 09:10"),
        ).pk  # fmt: skip

    @cached_property
    def user_id(self) -> int:
        return builders.a_member(self.provision, "tutor").pk

    @cached_property
    def secret(self) -> str:
        return access.invite(
            self.provision, email="jo@example.org", name="Jo Marsh", role="tutor",
            by=builders.staff(self.provision, "head").actor, at=london(MORNING),
        )  # fmt: skip

    @property
    def invitation_id(self) -> int:
        assert self.secret
        return self.provision.invitations.latest("pk").pk

    @cached_property
    def upload_id(self) -> int:
        from firstbell.exchange.models import Upload

        return Upload.objects.create(
            provision=self.provision, kind="commissioners", file_name="schools.csv", sha256="0" * 64,
            sent_by=builders.a_member(self.provision, "head"), sent_at=london(MORNING),
        ).pk  # fmt: skip

    @cached_property
    def mail_id(self) -> int:
        from firstbell.practice.models import PracticeMail

        return PracticeMail.objects.create(
            to_address=", ".join(f"<{member.email}>" for member in self.members.values()),
            from_address="attendance@example.org", subject="Attendance", text="Not here", received_at=london(MORNING),
        ).pk  # fmt: skip

    # What is no object of ours

    on = day = MONDAY
    session = "AM"
    year = 2026
    kind = "closed"
    picture = "weekdays"
    choice_kind = "barrier"
    language = "pl"
    # allauth's own: a passkey's number, and the two halves of a password link
    pk = 1
    uidb36 = "1"
    key = "set-password"
