"""One of everything that an address of the support room can name; the rest of the world is in world.py."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from functools import cached_property
from typing import Any

from firstbell.accounts.models import User
from firstbell.people.models import Pupil
from firstbell.placements.models import Commissioner, Placement
from firstbell.provisions.models import Provision
from firstbell.support.models import (
    Action,
    AgencyReferral,
    Barrier,
    Case,
    Concern,
    FoundPattern,
    Invitee,
    Meeting,
    PatternSetAside,
    Recognition,
    SupportChoice,
    SupportPlan,
)
from tests import builders
from tests.builders import london

MONDAY = "2026-11-23"
MORNING = f"{MONDAY} 10:00"


class SupportWorld:
    """The parts of a world that belong to support, around its one pupil."""

    provision: Provision
    pupil: Pupil
    commissioner: Commissioner
    placement_id: int
    member: Callable[[str], User]

    @cached_property
    def returning(self) -> Any:
        from firstbell.domain.returning import Stage
        from firstbell.support.reintegration.commands import ReturnFacts, plan_return

        return plan_return(
            Case.objects.get(pk=self.case_id), Placement.objects.get(pk=self.placement_id),
            ReturnFacts("Anxiety", "Ines Tarn", date(2026, 11, 20), builders.a_member(self.provision, "tutor")),
            [Stage(date(2026, 11, 23), date(2026, 12, 4), date(2026, 12, 3), frozenset({"1-AM", "3-AM"}))],
            by=builders.staff(self.provision, "head").actor, at=london(MORNING),
        )  # fmt: skip

    @property
    def return_id(self) -> int:
        return self.returning.pk

    @property
    def stage_id(self) -> int:
        return self.returning.stages.earliest("pk").pk

    @cached_property
    def recognition_id(self) -> int:
        days = {"starts_on": date(2026, 11, 16), "ends_on": date(2026, 11, 20), "week_on": date(2026, 11, 16)}
        return Recognition.objects.create(
            provision=self.provision, pupil=self.pupil, achievement="full-week", rule="full-week", possible=10,
            attended=10, listed_at=london(MORNING), **days,
        ).pk  # fmt: skip

    @cached_property
    def letter_id(self) -> int:
        from firstbell.support.crossings.models import Crossing, Letter

        crossing = Crossing.objects.create(
            provision=self.provision, pupil=self.pupil, placement_id=self.placement_id, key="below-target",
            fact="attendance-below", line="below 95%", crossed_on=date(2026, 11, 23), crossed_at=london(MORNING),
            figures={"possible": 20, "attended": 18, "percent": [90, 1], "sessions": [], "starts_on": "2026-09-02"},
        )  # fmt: skip
        return Letter.objects.create(
            crossing=crossing, duty_id=self.duty_id, to=Letter.To.HOME, to_name="Mrs Tarn", subject="A letter",
            text="Dear Mrs Tarn,\n\nWe would like to help.", written_at=london(MORNING),
        ).pk  # fmt: skip

    @cached_property
    def case_id(self) -> int:
        from firstbell.followup.missing.commands import open_case

        by = builders.staff(self.provision, "safeguarding_lead").actor
        missing = open_case(self.pupil, on=date(2026, 11, 23), why="Nobody found", by=by, at=london(MORNING))
        # The support case has the same number: addresses of both call it case_id.
        return Case.objects.create(
            pk=missing.pk, provision=self.provision, pupil=self.pupil, why="Mondays are missed",
            owner=self.member("tutor"), opened_on=date(2026, 11, 23), opened_at=london(MORNING), opened_by="Builder",
        ).pk  # fmt: skip

    @cached_property
    def barrier_id(self) -> int:
        return Barrier.objects.create(
            case_id=self.case_id, key="transport", words="Transport", recorded_by="Builder",
            recorded_at=london(MORNING),
        ).pk  # fmt: skip

    @cached_property
    def action_id(self) -> int:
        return Action.objects.create(
            case_id=self.case_id, words="Ask the taxi firm", owner_name="Builder", made_by="Builder",
            made_at=london(MORNING),
        ).pk  # fmt: skip

    @cached_property
    def plan_id(self) -> int:
        """A support plan in force."""
        return SupportPlan.objects.create(
            case_id=self.case_id, version=1, aim="Come on Mondays again", starts_on=date(2026, 10, 5),
            review_on=date(2026, 11, 30), written_by="Builder", written_at=london(MORNING), agreed_at=london(MORNING),
        ).pk  # fmt: skip

    @cached_property
    def referral_id(self) -> int:
        return AgencyReferral.objects.create(
            case_id=self.case_id, key="early-help", words="Early help", reason="Mornings are hard",
            consent="parent", consent_by="Ines Tarn", referred_on=date(2026, 11, 23), referred_by="Builder",
            recorded_by="Builder", recorded_at=london(MORNING),
        ).pk  # fmt: skip

    @cached_property
    def meeting_id(self) -> int:
        return Meeting.objects.create(
            case_id=self.case_id, purpose="How it goes", on=date(2026, 11, 25), starts_time=time(14),
            ends_time=time(15),
            place="Forge", uid=f"{self.case_id}@firstbell.example", arranged_by="Builder", arranged_at=london(MORNING),
        ).pk  # fmt: skip

    @cached_property
    def invitee_id(self) -> int:
        return Invitee.objects.create(meeting_id=self.meeting_id, kind="parent", name="Ines Tarn").pk

    @cached_property
    def concern_id(self) -> int:
        return Concern.objects.create(
            provision=self.provision, pupil=self.pupil, words="Bruises on both arms", raised_by="Builder",
            raised_at=london(MORNING),
        ).pk  # fmt: skip

    @cached_property
    def choice_id(self) -> int:
        return SupportChoice.objects.create(
            provision=self.provision, kind="barrier", key="own-mud", words="Mud", added_by="Builder",
            added_at=london(MORNING),
        ).pk  # fmt: skip

    @cached_property
    def pattern_id(self) -> int:
        return FoundPattern.objects.create(
            pupil=self.pupil, key="weekday:0:day", kind="weekday", sentence="Missed 7 of 10 Mondays.", found=7, of=10,
            found_elsewhere=4, of_elsewhere=44, one_in=400, dates=["2026-11-09", "2026-11-16", MONDAY],
            since_on=date(2026, 11, 9), first_found_on=date(2026, 11, 16),
        ).pk  # fmt: skip

    @cached_property
    def aside_id(self) -> int:
        return PatternSetAside.objects.create(
            pupil=self.pupil, key="weekday:0:day", sentence="Missed 7 of 10 Mondays.", reason="Hospital on Mondays",
            until_on=date(2026, 11, 23), set_aside_at=london(MORNING), set_aside_by="Builder",
        ).pk  # fmt: skip
