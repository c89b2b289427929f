"""Every model of this room; each lies with what it is for."""

from firstbell.support.cases.models import Action, Barrier, Case, SupportEntry
from firstbell.support.choices.models import SupportChoice
from firstbell.support.concerns.models import Concern, ConcernEntry
from firstbell.support.contracts.models import Acknowledgement, PolicyPage, PolicyReview
from firstbell.support.crossings.models import Crossing, Letter
from firstbell.support.meetings.models import Invitee, Meeting, Minutes, Professional
from firstbell.support.patterns.models import FoundPattern, PatternSearch, PatternSetAside
from firstbell.support.plans.models import (
    AgencyEntry,
    AgencyReferral,
    PlanAgreement,
    PlanReview,
    PlanStrategy,
    PlanTarget,
    SupportPlan,
)
from firstbell.support.recognition.models import Recognition
from firstbell.support.reintegration.models import CheckIn, ReintegrationPlan, ReintegrationStage, StageDecision

__all__ = [
    "Acknowledgement",
    "Action",
    "AgencyEntry",
    "AgencyReferral",
    "Barrier",
    "Case",
    "CheckIn",
    "Concern",
    "ConcernEntry",
    "Crossing",
    "FoundPattern",
    "Invitee",
    "Letter",
    "Meeting",
    "Minutes",
    "PatternSearch",
    "PatternSetAside",
    "PlanAgreement",
    "PlanReview",
    "PlanStrategy",
    "PlanTarget",
    "PolicyPage",
    "PolicyReview",
    "Professional",
    "Recognition",
    "ReintegrationPlan",
    "ReintegrationStage",
    "StageDecision",
    "SupportChoice",
    "SupportEntry",
    "SupportPlan",
]
