"""Each planned step through the command of the room it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import singledispatchmethod
from typing import Any

from firstbell.exchange.commands.adding_many import add_pupils
from firstbell.exchange.plan.steps import (
    ClosureStep,
    ContactStep,
    MarkStep,
    PlacementStep,
    PupilStep,
    SchoolStep,
    Step,
    TermStep,
    Verb,
)
from firstbell.journal import Actor
from firstbell.people import commands as people
from firstbell.people.models import Contact, Pupil
from firstbell.placements import commands as placements
from firstbell.placements.models import Commissioner, LinkPerson, Placement
from firstbell.provisions import commands as calendars
from firstbell.provisions.models import Group, Site, Term
from firstbell.registers import commands as registers


class Carrier:
    """Carries out one plan's steps. Every id is looked up within the provision."""

    def __init__(self, provision_id: int, by: Actor, at: datetime, file_name: str) -> None:
        self.provision_id, self.file_name = provision_id, file_name
        self.who: Mapping[str, Any] = {"by": by, "at": at}
        self.made: dict[str, Commissioner] = {}
        self.schools: dict[int, Commissioner] = {}
        self.marks: list[MarkStep] = []
        self.new_pupils: list[PupilStep] = []
        self.groups = {
            group.pk: group for group in Group.objects.filter(site__provision_id=provision_id).select_related("site")
        }

    @singledispatchmethod
    def carry_out(self, step: Step) -> None:
        raise TypeError(f"No command carries out {type(step).__name__}.")

    @carry_out.register
    def _(self, step: SchoolStep) -> None:
        if step.commissioner_id is None:
            school = placements.add_commissioner(step.facts, provision_id=self.provision_id, **self.who)
        else:
            school = self._school(step.commissioner_id)
            if step.restore:
                placements.restore_commissioner(school, **self.who)
            if step.before != step.facts:
                placements.change_commissioner(school, step.facts, **self.who)
        self.made[step.facts.name] = school
        for person_id, before, facts in step.people:
            if person_id is None:
                placements.add_link_person(school, facts, **self.who)
            elif before != facts:
                person = LinkPerson.objects.get(pk=person_id, commissioner=school)
                placements.change_link_person(person, facts, **self.who)

    @carry_out.register
    def _(self, step: PupilStep) -> None:
        if step.pupil_id is None:
            self.new_pupils.append(step)
            return
        flags = step.flags if set(step.flags) != set(step.flags_before) else None
        pupil = Pupil.objects.get(pk=step.pupil_id, provision_id=self.provision_id)
        if step.restore:
            people.restore_pupil(pupil, **self.who)
        if step.before != step.facts or flags is not None:
            people.change_pupil(pupil, step.facts, flags, **self.who)
        for contact in step.contacts:
            self._contact(pupil, contact)
        if step.placement and step.placement.verb is not Verb.SAME:
            self._placement(pupil, step.placement)

    def _contact(self, pupil: Pupil, step: ContactStep) -> None:
        if step.contact_id is None:
            people.add_contact(pupil, step.facts, **self.who)
        elif step.before != step.facts:
            people.change_contact(Contact.objects.get(pk=step.contact_id, pupil=pupil), step.facts, **self.who)

    def _placement(self, pupil: Pupil, step: PlacementStep) -> None:
        if step.placement_id is None:
            placement = placements.start_placement(pupil, self._placement_facts(step), **self.who)
        else:
            placement = Placement.objects.select_related("commissioner", "pupil").get(pk=step.placement_id, pupil=pupil)
            if step.before != (step.ends_on, step.note):
                as_it_is = {name: getattr(placement, name) for name in placements.PlacementFacts.__dataclass_fields__}
                facts = replace(placements.PlacementFacts(**as_it_is), ends_on=step.ends_on, note=step.note)
                placements.change_placement(placement, facts, **self.who)
        if step.changes_week and step.from_on:
            slots = [
                placements.PatternSlot(
                    slot.weekday, slot.session, self.groups[slot.group_id], slot.starts_time, slot.ends_time
                )
                for slot in step.week or ()
            ]
            placements.change_timetable(placement, slots, from_on=step.from_on, **self.who)

    def _placement_facts(self, step: PlacementStep) -> placements.PlacementFacts:
        """What is agreed with a school, where the pupil is on roll, or with a council, which arranges the place."""
        school = self._school(step.commissioner_id) if step.commissioner_id else self.made[step.school_name]
        council = school.kind == Commissioner.Kind.COUNCIL
        kinds = Placement.Registration
        return placements.PlacementFacts(
            commissioner=school,
            starts_on=step.starts_on,
            registration=kinds.LA_ARRANGED if council else kinds.ELSEWHERE,
            main_school=None if council else school,
            ends_on=step.ends_on,
            note=step.note,
        )

    def _school(self, commissioner_id: int) -> Commissioner:
        if commissioner_id not in self.schools:
            school = Commissioner.objects.get(pk=commissioner_id, provision_id=self.provision_id)
            self.schools[commissioner_id] = school
        return self.schools[commissioner_id]

    @carry_out.register
    def _(self, step: TermStep) -> None:
        facts = calendars.TermFacts(*step.columns)
        if step.term_id is None:
            calendars.add_term(self.provision_id, facts, **self.who)
        else:
            term = Term.objects.get(pk=step.term_id, provision_id=self.provision_id)
            calendars.change_term(term, facts, **self.who)

    @carry_out.register
    def _(self, step: ClosureStep) -> None:
        site = Site.objects.get(pk=step.site_id, provision_id=self.provision_id) if step.site_id else None
        facts = calendars.ClosedDayFacts(step.kind, step.name, step.starts_on, step.ends_on, site)
        calendars.add_closed_day(self.provision_id, facts, **self.who)

    @carry_out.register
    def _(self, step: MarkStep) -> None:
        self.marks.append(step)

    def finish(self) -> None:
        """Add the new pupils together, and the marks: they are many, and one command takes them all."""
        if self.new_pupils:
            add_pupils(self.new_pupils, self._placement_facts, self.groups, provision_id=self.provision_id, **self.who)
        for code_set in sorted({step.code_set for step in self.marks}):
            steps = [step for step in self.marks if step.code_set == code_set]
            registers.import_marks(
                self.provision_id,
                [
                    registers.PastMark(
                        step.pupil_id, step.placement_id, step.group_id, step.on, step.session, step.code_key,
                        step.minutes_late,
                    )
                    for step in steps
                ],
                code_set=code_set,
                site_of_group={group.pk: group.site_id for group in self.groups.values()},
                file_name=self.file_name,
                **self.who,
            )  # fmt: skip
