"""What families do on a lived day: tell us before the bell, write afterwards, ask for leave, answer late."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta

from firstbell.domain.duties import DutyKind
from firstbell.domain.school_time import london_day
from firstbell.duties.models import Duty
from firstbell.notices import links
from firstbell.notices.commands import Decision, NoticeFacts, confirm_in_writing, decide_leave, take_notice
from firstbell.notices.models import Notice, ParentLink
from firstbell.people.models import Pupil
from firstbell.placements import queries as placements
from firstbell.practice.characters import LEAVE, TEXTS
from firstbell.practice.making import Made
from firstbell.registers import commands as registers
from firstbell.registers.models import Mark, RegisterLine

CALLS_BEFORE_THE_BELL = (("Temperature, staying in bed", "I"), ("Hospital check-up", "M"), ("Sick in the night", "I"))
WRITES_SHARE = 0.8
ANSWERS_SHARE = 0.4
WHY_NOT = ("Would not get up, says the mother", "Missed the bus and went home", "At the shops with an older brother")


class Families:
    """The families of one provision, and the office writing down what they say."""

    def __init__(self, made: Made, dice: random.Random) -> None:
        self.made, self.dice = made, dice
        self.lead = made.actor("attendance_lead")

    def mother_who_never_writes(self) -> Pupil:
        """Return the pupil whose reason is still to be confirmed when the visitor comes."""
        return self.made.characters[TEXTS].pupil

    def who_rings_in(self, on: date) -> Pupil | None:
        """Return a pupil expected today whose family will ring before the bell."""
        known = {placement.pupil_id for placement in self.made.characters.values()}
        due = {row.pupil_id for row in placements.expected(self.made.provision.pk, on) if row.session == "AM"}
        anybody = Pupil.objects.filter(pk__in=due - known).order_by("pk")
        return self.dice.choice(list(anybody)) if anybody else None

    def ring_in(self, pupil: Pupil, on: date, at: datetime) -> Notice:
        """Home rings before the bell: the pupil will not come today."""
        reason, code = self.dice.choice(CALLS_BEFORE_THE_BELL)
        return take_notice(self._told(pupil, on, on, reason, code), by=self.lead, at=at)

    def write(self, at: datetime) -> None:
        """What was said aloud comes in writing, from most families, once it was asked for."""
        asked = Duty.objects.filter(
            provision=self.made.provision, kind=DutyKind.CONFIRM_IN_WRITING, closed_at=None, opened_at__lt=at
        )
        asked = asked.exclude(pupil=self.mother_who_never_writes())
        for pupil_id in asked.order_by("due_at", "pk").values_list("pupil_id", flat=True):
            for notice in Notice.objects.filter(pupil=pupil_id, wants_confirmation=True, confirmed_at=None):
                if self.dice.random() < WRITES_SHARE:
                    confirm_in_writing(notice, Notice.InWriting.EMAIL, by=self.lead, at=at)

    def answer_texts(self, lost: Collection[int], at: datetime) -> None:
        """Some of those who were texted answer by the link, but nobody for the lost."""
        texted = ParentLink.objects.filter(
            pupil__provision=self.made.provision, on=london_day(at), used_at=None, replaced_at=None, made_at__lt=at
        )
        for link in texted.exclude(pupil__in=lost).select_related("pupil__provision", "contact").order_by("pk"):
            if self.dice.random() < ANSWERS_SHARE:
                said = links.Answer(
                    Notice.Kind.ABSENCE, "Ill: since last night", link.on, link.on, link.session, "PM", pointed_key="I"
                )
                links.answer(link, said, at=at)

    def ask_for_leave(self, first: date, last: date, at: datetime) -> Notice:
        """A mother asks for days off to come."""
        pupil = self.made.characters[LEAVE].pupil
        facts = self._told(pupil, first, last, "Wedding of her sister, in Leeds", "", kind=Notice.Kind.LEAVE)
        return take_notice(facts, by=self.lead, at=at)

    def hear_about_leave(self, notice: Notice, at: datetime) -> None:
        """The main school, which alone may decide, has decided."""
        school = self.made.characters[LEAVE].tells
        decision = Decision(
            granted=True,
            exceptional=True,
            reason="A sister's wedding, one day",
            by_main_school=True,
            decided_by=f"Head teacher, {school.name}",
            decided_on=at.date(),
            code_key="C",
        )
        decide_leave(notice, decision, by=self.made.actor("head"), at=at)

    def decide(self, on: date, leaving: Collection[int], share: float, at: datetime) -> None:
        """Before the office goes home it decides about most N. leaving: pupils whose N it leaves as they are."""
        lines = RegisterLine.objects.filter(
            register__provision=self.made.provision, register__on=on, current_mark__code_key="N"
        )
        decided = {pupil_id: self.dice.random() < share for pupil_id in sorted({line.pupil_id for line in lines})}
        # The afternoon first: a morning that is explained alone would have home rung about the afternoon.
        for line in lines.exclude(pupil__in=leaving).order_by("-register__session", "pk"):
            if decided[line.pupil_id]:
                registers.amend_mark(
                    line.pk, "O", reason=self.dice.choice(WHY_NOT), by=self.lead, at=at, source=Mark.Source.CALL
                )

    def _told(
        self, pupil: Pupil, first: date, last: date, reason: str, code: str, *, kind: str = Notice.Kind.ABSENCE
    ) -> NoticeFacts:
        return NoticeFacts(
            pupil=pupil,
            starts_on=first,
            ends_on=last,
            told_by=Notice.ToldBy.PARENT,
            told_by_name=pupil.contacts.exclude(safety="never").first().name,
            how=Notice.How.PHONE,
            reason=reason,
            code_key=code,
            kind=kind,
        )

    def ring_in_today(self, day: date, at: datetime) -> None:
        """The practice morning itself: three families have told us, one for two days."""
        due = {row.pupil_id for row in placements.expected(self.made.provision.pk, day) if row.session == "AM"}
        known = {placement.pupil_id for placement in self.made.characters.values()}
        there = list(Pupil.objects.filter(pk__in=due - known).order_by("pk"))
        told = (
            ("Dentist until about 11:00", "M", 0, "AM", at - timedelta(minutes=16)),
            ("Temperature, staying in bed", "I", 1, "PM", at),
            ("Hospital check-up", "M", 0, "AM", at - timedelta(minutes=9)),
        )
        for pupil, (reason, code, more_days, ends_session, told_at) in zip(
            self.dice.sample(there, min(3, len(there))), told, strict=False
        ):
            facts = self._told(pupil, day, day + timedelta(days=more_days), reason, code)
            take_notice(replace(facts, ends_session=ends_session), by=self.lead, at=told_at)
