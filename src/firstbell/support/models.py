"""Every model of this room; each lies with what it is for."""

from firstbell.support.cases.models import Action, Barrier, Case, SupportEntry
from firstbell.support.choices.models import SupportChoice
from firstbell.support.concerns.models import Concern, ConcernEntry
from firstbell.support.contracts.models import Acknowledgement, PolicyPage, PolicyReview
from firstbell.support.meetings.models import Invitee, Meeting, Minutes, Professional
from firstbell.support.recognition.models import Recognition
from firstbell.support.reintegration.models import CheckIn, ReintegrationPlan, ReintegrationStage, StageDecision

__all__ = [
    "Acknowledgement",
    "Action",
    "Barrier",
    "Case",
    "CheckIn",
    "Concern",
    "ConcernEntry",
    "Invitee",
    "Meeting",
    "Minutes",
    "PolicyPage",
    "PolicyReview",
    "Professional",
    "Recognition",
    "ReintegrationPlan",
    "ReintegrationStage",
    "StageDecision",
    "SupportChoice",
    "SupportEntry",
]
