"""The words of duties: what can happen, what can be due, what meets it, who owns it, from when its time runs.

Closed lists, from which a policy chooses; the figures are the policy's own.
"""

from collections.abc import Mapping
from enum import StrEnum


class Fact(StrEnum):
    """What can happen, and open a duty. The list is closed: a policy chooses from it."""

    ABSENCE = "absence"
    UNEXPLAINED_ABSENCE = "unexplained-absence"
    ON_THE_WAY = "on-the-way"
    LATE = "late"
    ARRIVED = "arrived"
    REGISTER_NOT_TAKEN = "register-not-taken"
    LEFT_WITHOUT_LEAVE = "left-without-leave"
    N_UNRESOLVED = "n-unresolved"
    ABSENT_DAYS_IN_A_ROW = "absent-days-in-a-row"
    CONTACTS_EXHAUSTED = "contacts-exhausted"
    MESSAGE_FAILED = "message-failed"
    ATTENDANCE_BELOW = "attendance-below"
    UNAUTHORISED_SESSIONS = "unauthorised-sessions"
    UNAUTHORISED_DAYS_IN_A_ROW = "unauthorised-days-in-a-row"
    ILLNESS_DAYS = "illness-days"
    LATE_SESSIONS = "late-sessions"
    IMPROVED = "improved"
    FULL_WEEK = "full-week"
    FULL_HALF_TERM = "full-half-term"
    PUNCTUAL_HALF_TERM = "punctual-half-term"
    RETURNED_AFTER_LONG_ABSENCE = "returned-after-long-absence"
    PLAN_NOT_IMPROVING = "plan-not-improving"
    RETURNED_WITHOUT_CONFIRMATION = "returned-without-confirmation"
    CONCERN_RAISED = "concern-raised"
    REVIEW_DATE = "review-date"
    """The date for looking again at a pupil's support plan has come."""
    POLICY_REVIEW_DATE = "policy-review-date"
    """So many months after the version in force began, as the policy says in review_months."""
    UNAWARE = "unaware"
    """Home was reached, and thought the pupil was here."""
    AT_RISK_ABSENCE = "at-risk-absence"
    """An unexplained absence of a pupil with a risk flag."""
    NOBODY_FOUND = "nobody-found"
    """The day's steps are done, and nobody was found."""
    LEAVE_ASKED = "leave-asked"
    MESSAGE_UNREAD = "message-unread"
    """The school's mail server took the email, and no receipt has come."""
    SCHOOL_DAY = "school-day"
    """Each day on which a site is open."""
    AFTER_A_DUTY = "after-a-duty"
    """Another rule's duty ended, and that rule names this one in if_met or if_missed."""


class DutyKind(StrEnum):
    """What can be due."""

    TAKE_THE_REGISTER = "take-the-register"
    CALL_HOME = "call-home"
    REACH_SOMEONE = "reach-someone"
    CHECK_ARRIVAL = "check-arrival"
    TELL_THE_SCHOOL = "tell-the-school"
    PHONE_THE_SCHOOL = "phone-the-school"
    FOLLOW_UP_WITH_THE_SCHOOL = "follow-up-with-the-school"
    TEXT = "text"
    DECIDE_N = "decide-n"
    ASK_FOR_AN_UPDATE = "ask-for-an-update"
    CONFIRM_IN_WRITING = "confirm-in-writing"
    LETTER = "letter"
    CONVERSATION = "conversation"
    """A talk with pupil and home about what would help, before anything has a heavier name (SS-27)."""
    HOME_VISIT = "home-visit"
    ALERT_THE_SAFEGUARDING_LEAD = "alert-the-safeguarding-lead"
    MEETING = "meeting"
    SUPPORT_PLAN = "support-plan"
    REVIEW = "review"
    AGENCY_REFERRAL = "agency-referral"
    CME_NOTIFICATION = "cme-notification"
    RECOGNITION = "recognition"
    REINTEGRATION_PLAN = "reintegration-plan"
    POLICY_REVIEW = "policy-review"
    CHASE_THE_RECEIPT = "chase-the-receipt"
    DECIDE_LEAVE = "decide-leave"
    CLOSE_THE_DAY = "close-the-day"


class DutyState(StrEnum):
    """Where a duty stands."""

    OPEN = "open"
    CLAIMED = "claimed"
    MET = "met"
    MISSED = "missed"
    WITHDRAWN = "withdrawn"

    @property
    def is_settled(self) -> bool:
        return self in (DutyState.MET, DutyState.MISSED, DutyState.WITHDRAWN)


class Discharge(StrEnum):
    """What can meet a duty."""

    SPOKE = "spoke"
    NO_ANSWER = "no-answer"
    VOICEMAIL = "voicemail"
    TEXT = "text"
    NOTICE = "notice"
    CONTACTS_EXHAUSTED = "contacts-exhausted"
    ARRIVAL = "arrival"
    REGISTER_TAKEN = "register-taken"
    MESSAGE_ACCEPTED = "message-accepted"
    TOLD_BY_PHONE = "told-by-phone"
    DECIDED = "decided"
    ANSWERED = "answered"
    CONFIRMED = "confirmed"
    RECEIPT = "receipt"
    DONE = "done"


_SCHOOL_TOLD = frozenset({Discharge.MESSAGE_ACCEPTED, Discharge.TOLD_BY_PHONE})
_MEETS: dict[DutyKind, frozenset[Discharge]] = {
    DutyKind.TAKE_THE_REGISTER: frozenset({Discharge.REGISTER_TAKEN}),
    DutyKind.CALL_HOME: frozenset({Discharge.SPOKE, Discharge.NO_ANSWER, Discharge.VOICEMAIL, Discharge.TEXT}),
    DutyKind.REACH_SOMEONE: frozenset({Discharge.SPOKE, Discharge.NOTICE, Discharge.CONTACTS_EXHAUSTED}),
    DutyKind.CHECK_ARRIVAL: frozenset({Discharge.ARRIVAL, Discharge.SPOKE}),
    DutyKind.TELL_THE_SCHOOL: _SCHOOL_TOLD,
    DutyKind.PHONE_THE_SCHOOL: _SCHOOL_TOLD,
    DutyKind.FOLLOW_UP_WITH_THE_SCHOOL: frozenset({Discharge.ANSWERED}),
    DutyKind.TEXT: frozenset({Discharge.TEXT}),
    DutyKind.DECIDE_N: frozenset({Discharge.DECIDED}),
    DutyKind.ASK_FOR_AN_UPDATE: frozenset({Discharge.SPOKE, Discharge.TEXT, Discharge.NOTICE}),
    DutyKind.CONFIRM_IN_WRITING: frozenset({Discharge.CONFIRMED}),
    DutyKind.LETTER: frozenset({Discharge.MESSAGE_ACCEPTED, Discharge.DONE}),
    DutyKind.CME_NOTIFICATION: frozenset({Discharge.MESSAGE_ACCEPTED, Discharge.DONE}),
    DutyKind.HOME_VISIT: frozenset({Discharge.SPOKE, Discharge.DONE}),
    DutyKind.CONVERSATION: frozenset({Discharge.SPOKE, Discharge.DONE}),
    DutyKind.CHASE_THE_RECEIPT: frozenset(
        {Discharge.RECEIPT, Discharge.ANSWERED, Discharge.TOLD_BY_PHONE, Discharge.DONE}
    ),
    DutyKind.DECIDE_LEAVE: frozenset({Discharge.DECIDED}),
}


OF_ONE_DAY = frozenset(
    {
        DutyKind.TAKE_THE_REGISTER,
        DutyKind.CALL_HOME,
        DutyKind.REACH_SOMEONE,
        DutyKind.CHECK_ARRIVAL,
        DutyKind.TEXT,
        DutyKind.TELL_THE_SCHOOL,
        DutyKind.PHONE_THE_SCHOOL,
        DutyKind.CHASE_THE_RECEIPT,
        DutyKind.FOLLOW_UP_WITH_THE_SCHOOL,
        DutyKind.ASK_FOR_AN_UPDATE,
        DutyKind.CLOSE_THE_DAY,
    }
)
"""What can only be done on the day itself. A decision about N, a letter or a review goes on waiting."""
TOLD_APART = frozenset({DutyKind.TELL_THE_SCHOOL, DutyKind.PHONE_THE_SCHOOL, DutyKind.FOLLOW_UP_WITH_THE_SCHOOL})
"""What is owed to each school and council of a pupil apart."""


def can_meet(kind: DutyKind) -> frozenset[Discharge]:
    """Return what may meet a kind of duty; a rule chooses among these. Most are met when a person records them done."""
    return _MEETS.get(kind, frozenset({Discharge.DONE}))


class Owner(StrEnum):
    """The role that owns a duty, named as roles are."""

    TUTOR = "tutor"
    ATTENDANCE_LEAD = "attendance_lead"
    HEAD = "head"
    SAFEGUARDING_LEAD = "safeguarding_lead"


class Anchor(StrEnum):
    """The instant from which a duty's time runs; an earlier duty, by its kind, is another."""

    PUPIL_START = "pupil-start"
    SESSION_START = "session-start"
    REGISTER_CLOSE = "register-close"
    SESSION_END = "session-end"
    FIRST_SESSION_END = "first-session-end"
    EVENT = "event"


class Hand(StrEnum):
    """Whose hand writes what a decision comes to when its time is over: O where no reason was found for N."""

    POLICY = "policy"
    """The worker's, at the close of the day on which the decision was due."""
    PERSON = "person"
    """A person's; until then the mark stays as it is."""


class Each(StrEnum):
    """How often a rule opens its duty."""

    SESSION = "session"
    """At every session."""
    RUN = "unexplained-run"
    """Once for each unbroken unexplained run in a day: the afternoon does not ring again for the morning."""
    CROSSING = "crossing"
    """Once for each crossing or event."""


_SESSION_FACTS = frozenset(
    {
        Fact.ABSENCE,
        Fact.UNEXPLAINED_ABSENCE,
        Fact.ON_THE_WAY,
        Fact.LATE,
        Fact.ARRIVED,
        Fact.LEFT_WITHOUT_LEAVE,
        Fact.N_UNRESOLVED,
        Fact.CONTACTS_EXHAUSTED,
        Fact.MESSAGE_FAILED,
        Fact.UNAWARE,
        Fact.AT_RISK_ABSENCE,
        Fact.NOBODY_FOUND,
        Fact.MESSAGE_UNREAD,
    }
)
_REGISTER_ANCHORS = frozenset({Anchor.SESSION_START, Anchor.REGISTER_CLOSE, Anchor.SESSION_END, Anchor.EVENT})


def anchors_of(fact: Fact) -> frozenset[Anchor]:
    """Return the instants a fact has: a pupil's session all, a register no pupil's, any other event only its own."""
    if fact in _SESSION_FACTS:
        return frozenset(Anchor)
    return _REGISTER_ANCHORS if fact is Fact.REGISTER_NOT_TAKEN else frozenset({Anchor.EVENT})


_FIGURES: dict[Fact, frozenset[str]] = {
    Fact.ABSENT_DAYS_IN_A_ROW: frozenset({"days"}),
    Fact.ATTENDANCE_BELOW: frozenset({"threshold"}),
    Fact.UNAUTHORISED_SESSIONS: frozenset({"sessions", "school_weeks"}),
    Fact.UNAUTHORISED_DAYS_IN_A_ROW: frozenset({"days"}),
    Fact.ILLNESS_DAYS: frozenset({"days"}),
    Fact.RETURNED_AFTER_LONG_ABSENCE: frozenset({"days"}),
    Fact.LATE_SESSIONS: frozenset({"sessions", "school_weeks"}),
    Fact.IMPROVED: frozenset({"points", "school_weeks"}),
}


def figures_of(fact: Fact) -> frozenset[str]:
    """Return the figures without which a fact says nothing: how many days in a row, which threshold."""
    return _FIGURES.get(fact, frozenset())


_FURTHER_FIGURES: dict[Fact, Mapping[str, int]] = {
    Fact.ABSENT_DAYS_IN_A_ROW: {"every_days": 1},
    Fact.REVIEW_DATE: {"school_weeks": 6},
}


def further_figures_of(fact: Fact) -> Mapping[str, int]:
    """Return the figures that may be left out, with what they are then.

    A run of absence is looked at every day; a plan is looked at again so many school weeks after it was agreed.
    """
    return _FURTHER_FIGURES.get(fact, {})
