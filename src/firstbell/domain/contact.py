"""What came of ringing home, texting or asking the school: which rang, which reached, what each does to the mark.

Source: SS-13, SS-15, SS-16; a call rings where the telephone rang, so engaged and a wrong number do not.
"""

from enum import StrEnum

from firstbell.domain.duty_words import Discharge


class ContactStep(StrEnum):
    """Whom a policy has rung, in its order."""

    HOME = "home"
    MAIN_SCHOOL = "main-school"
    COMMISSIONER = "commissioner"


class Effect(StrEnum):
    """What an outcome does to the absence's mark."""

    NONE = "none"
    """The mark stays; the next person is rung."""
    REASON = "reason"
    """The mark becomes the code of the reason that was given, by amendment; without a reason it stays."""
    EXPECT = "expect"
    """The mark stays until the pupil arrives; arrival is checked at the time that was given."""
    ALARM = "alarm"
    """The mark stays; nobody knows where the pupil is, so the safeguarding lead is told."""


class Outcome(StrEnum):
    """What came of one contact attempt."""

    NOT_COMING = "not_coming"
    ON_THE_WAY = "on_the_way"
    UNAWARE = "unaware"
    VOICEMAIL = "voicemail"
    NO_ANSWER = "no_answer"
    ENGAGED = "engaged"
    WRONG_NUMBER = "wrong_number"
    TEXT_SENT = "text_sent"
    TOLD_BY_SCHOOL = "told_by_school"
    HOME_VISIT = "home_visit"
    TOLD_THE_SCHOOL = "told_the_school"

    @property
    def label(self) -> str:
        """The outcome as staff say it."""
        return _LABELS[self]

    @property
    def rang(self) -> bool:
        """A telephone rang at home: somebody spoke, a machine answered, or nobody did."""
        return self in _RANG

    @property
    def reached(self) -> bool:
        """Somebody who answers for the pupil was spoken to."""
        return self in _REACHED

    @property
    def explains(self) -> bool:
        """Somebody said where the pupil is. "On the way" says so only until then, and "thought here" says the worst."""
        return self.effect is Effect.REASON

    @property
    def discharge(self) -> Discharge | None:
        """What this outcome can meet, in the words a policy uses; None where it meets nothing."""
        return _DISCHARGES.get(self)

    @property
    def effect(self) -> Effect:
        """What the outcome does to the mark."""
        return _EFFECTS.get(self, Effect.NONE)


_LABELS = {
    Outcome.NOT_COMING: "Not coming",
    Outcome.ON_THE_WAY: "On the way",
    Outcome.UNAWARE: "Thought the pupil was here",
    Outcome.VOICEMAIL: "Voicemail",
    Outcome.NO_ANSWER: "No answer",
    Outcome.ENGAGED: "Engaged",
    Outcome.WRONG_NUMBER: "Wrong number",
    Outcome.TEXT_SENT: "Text sent",
    Outcome.TOLD_BY_SCHOOL: "The school told us",
    Outcome.HOME_VISIT: "Spoke at home",
    Outcome.TOLD_THE_SCHOOL: "Told the school",
}
_SPOKE_BY_PHONE = frozenset({Outcome.NOT_COMING, Outcome.ON_THE_WAY, Outcome.UNAWARE})
_RANG = _SPOKE_BY_PHONE | {Outcome.VOICEMAIL, Outcome.NO_ANSWER}
_REACHED = _SPOKE_BY_PHONE | {Outcome.TOLD_BY_SCHOOL, Outcome.HOME_VISIT}
_DISCHARGES = {
    Outcome.NOT_COMING: Discharge.SPOKE,
    Outcome.ON_THE_WAY: Discharge.SPOKE,
    Outcome.UNAWARE: Discharge.SPOKE,
    Outcome.HOME_VISIT: Discharge.SPOKE,
    Outcome.VOICEMAIL: Discharge.VOICEMAIL,
    Outcome.NO_ANSWER: Discharge.NO_ANSWER,
    Outcome.TEXT_SENT: Discharge.TEXT,
    Outcome.TOLD_BY_SCHOOL: Discharge.NOTICE,
    Outcome.TOLD_THE_SCHOOL: Discharge.TOLD_BY_PHONE,
}
_EFFECTS = {
    Outcome.NOT_COMING: Effect.REASON,
    Outcome.TOLD_BY_SCHOOL: Effect.REASON,
    Outcome.HOME_VISIT: Effect.REASON,
    Outcome.ON_THE_WAY: Effect.EXPECT,
    Outcome.UNAWARE: Effect.ALARM,
}
