"""Which code a provision proposes for the main school's register (codes.md, parts 5 and 7).

The school decides. The provision's own mark and the proposed code are two things, and both are kept.
"""

from dataclasses import dataclass
from enum import StrEnum

from firstbell.domain.codes import Category, Code, CodeSet, Meaning

NATURE, SUPERVISOR = "nature", "supervisor"
OWN_ACTIVITIES = ("P", "W")
"""Sport and work experience keep their letter; any other activity is B or K in the main school's register."""
CLOSED = ("Y3", "Y4", "#")
LEAVE = ("C", "C1", "C2", "J1", "S", "T", "E")
"""Only the school can grant leave or suspend (rule R-090)."""


class Registration(StrEnum):
    """How a placed pupil is registered, and who arranged the place."""

    ELSEWHERE = "elsewhere"
    LA_ARRANGED = "la_arranged"
    DUAL = "dual"
    SINGLE = "single"
    NONE = "none"


class Verdict(StrEnum):
    """What kind of answer a proposal is."""

    CODE = "code"
    """Enter this code."""
    CONFIRM = "confirm"
    """This code, if the school confirms what only it can know."""
    DECIDE = "decide"
    """A person at the school decides; no code follows from the mark."""
    DEFER = "defer"
    """The session was not due here: the school's own mark."""
    NO_REGISTER = "no_register"
    """No school keeps a register of this pupil."""


@dataclass(frozen=True)
class Proposal:
    """An answer for one session.

    key: the national code proposed, None where none is. words, why: for people. record: what the school keeps with it.
    """

    verdict: Verdict
    key: str | None
    words: str
    why: str
    record: tuple[str, ...] = ()

    @property
    def needs_a_person(self) -> bool:
        return self.verdict in (Verdict.CONFIRM, Verdict.DECIDE)


def propose(
    own: Code,
    *,
    registration: Registration | str,
    national: CodeSet,
    activity: str = "",
    is_scheduled: bool = True,
) -> Proposal:
    """Return the code proposed to the main school for one session.

    own: the provision's own mark. national: the national codes of the session's date. activity: nature of the
    provision, in words. is_scheduled: the pupil was due here for this session.
    """
    registration = Registration(registration)
    if registration is Registration.NONE:
        why = "This pupil is on no school's roll. The mark goes to the council that arranged the place."
        return Proposal(Verdict.NO_REGISTER, None, "No code: there is no school register", why)
    if not is_scheduled or (own.meaning is Meaning.NOT_COUNTED and own.national not in CLOSED):
        why = "The session was not due here: use your own mark, or C2 where a part-time timetable was agreed."
        return Proposal(Verdict.DEFER, None, "Your own mark", why)
    if registration is Registration.DUAL:
        why = "The pupil is registered at both schools and was due here; the other register says present or absent."
        return _code(national.get("D"), why)
    if registration is Registration.SINGLE:
        return _as_marked(own, national)
    if own.is_present:
        return _attended(own, registration, national, activity)
    return _not_attended(own, national)


def _attended(own: Code, registration: Registration, national: CodeSet, activity: str) -> Proposal:
    if registration is Registration.LA_ARRANGED and "K" in national:
        key, arranged = "K", "The council arranged this place"
    else:
        key = own.national if own.national in OWN_ACTIVITIES else "B"
        arranged = "Your school arranged this place"
    when = "came before our register closed" if own.national == "L" else "was here under our supervision"
    if own.meaning is Meaning.APPROVED_ACTIVITY:
        when = "was at an activity under our supervision"
    nature = (
        f" Nature: {activity}." if activity else " Ask us for the nature of the activity: it is recorded with the code."
    )
    return _code(national.get(key), f"{arranged}, and the pupil {when}.{nature}", record=(NATURE, SUPERVISOR))


def _not_attended(own: Code, national: CodeSet) -> Proposal:
    reason = national.standing_for(own)
    if reason is None:
        why = f"We marked: {own.description}. Only the school knows whether it suspended the pupil or granted leave."
        return Proposal(Verdict.DECIDE, None, "You decide: no code follows from our mark", why)
    if reason.key in CLOSED:
        why = "We were closed. If your own site was open and the pupil could have attended, it is not this code."
        return Proposal(Verdict.DECIDE, None, "You decide: we were closed", why)
    if reason.key == "U":
        why = "The pupil came after our register closed. Whether that is U in your register is for you to confirm."
        return _code(reason, why, Verdict.CONFIRM)
    if reason.awaits_reason:
        why = "Absent when due, and nobody has said why yet. It needs a reason within five school days, or becomes O."
        return _code(reason, why)
    if reason.key in LEAVE or reason.category is Category.NOT_POSSIBLE:
        why = "Absent when due, with this reason given to us. Only the school can grant leave or suspend."
        return _code(reason, why, Verdict.CONFIRM)
    return _code(reason, "Absent when due, with a reason known. B or K is only for sessions attended.")


def _as_marked(own: Code, national: CodeSet) -> Proposal:
    code = national.standing_for(own)
    if code is None:
        return Proposal(
            Verdict.DECIDE, None, "You decide: no code follows from our mark", f"We marked {own.description}."
        )
    return _code(code, "The pupil is registered here only, so our mark is the register's.")


def _code(code: Code, why: str, verdict: Verdict = Verdict.CODE, record: tuple[str, ...] = ()) -> Proposal:
    return Proposal(verdict, code.key, f"We suggest {code.key}: {code.description}", why, record)
