"""The rows of the board: what each says, and those for ringing home. The others are in school_rows and act_rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from firstbell.domain.contact import Outcome
from firstbell.domain.duties import DutyKind, Fact, Owner
from firstbell.domain.school_time import london_day, london_time
from firstbell.duties.models import Duty
from firstbell.followup.board.names import alike
from firstbell.followup.board.waiting import Waits
from firstbell.followup.home.calls import tried
from firstbell.followup.home.ringing import Next, Person, call_back, next_call, since
from firstbell.followup.models import ContactAttempt
from firstbell.journal import Actor
from firstbell.people.models import Pupil
from firstbell.provisions.phones import shown

HOME = frozenset(
    {
        DutyKind.CALL_HOME,
        DutyKind.REACH_SOMEONE,
        DutyKind.CHECK_ARRIVAL,
        DutyKind.TEXT,
        DutyKind.ASK_FOR_AN_UPDATE,
    }
)
WHAT = {
    DutyKind.CALL_HOME: "Ring home",
    DutyKind.REACH_SOMEONE: "Reach somebody",
    DutyKind.CHECK_ARRIVAL: "Check arrival: said “on the way”",
    DutyKind.TEXT: "Text home",
    DutyKind.ASK_FOR_AN_UPDATE: "Ask for an update",
}
LEFT = "Left without leave: ring home"
AT_ONCE = (Outcome.NO_ANSWER, Outcome.VOICEMAIL, Outcome.ENGAGED, Outcome.WRONG_NUMBER, Outcome.UNAWARE)
WORDS = {Outcome.UNAWARE: "Home did not know"}
"""Where a button says it in fewer words."""
ASKS_MORE = (Outcome.ON_THE_WAY, Outcome.NOT_COMING)
OWNERS = {
    Owner.HEAD: "For the head",
    Owner.SAFEGUARDING_LEAD: "For the safeguarding lead",
    Owner.TUTOR: "For the tutor",
}
TRAVEL_WORDS: dict[str, str] = {
    Pupil.Travel.INDEPENDENT: "on their own",
    Pupil.Travel.PUBLIC: "public transport",
    Pupil.Travel.TAXI: "taxi",
    Pupil.Travel.PARENT: "brought by a parent or carer",
    Pupil.Travel.MINIBUS: "our minibus",
}

MayText = Callable[[Person], bool]


@dataclass(frozen=True)
class Claim:
    """Who has a duty just now. minutes: for how many more."""

    by: str
    minutes: int
    is_mine: bool

    @property
    def words(self) -> str:
        who = "You have" if self.is_mine else f"{self.by} has"
        return f"{who} this for {self.minutes} more minute{'' if self.minutes == 1 else 's'}"


@dataclass(frozen=True)
class Call:
    """The next call of a row. number: as dialled; e164: for the telephone. texts: a text may go to it from here."""

    contact_id: int
    number_id: int
    who: str
    number: str
    e164: str
    number_note: str
    nth: str
    language: str
    warning: str
    note: str
    text_first: bool
    texts: bool


@dataclass(frozen=True)
class School:
    """A school to ring: its number, its pupils, and where the email stands. done: what "told them" means here."""

    commissioner_id: int
    number: str
    e164: str
    pupils: str
    words: str
    message_id: int | None
    done: str


@dataclass(frozen=True)
class Act:
    """What a row offers besides calls: a link, or a button where saying so is all."""

    word: str
    address: str
    is_button: bool = False


@dataclass(frozen=True)
class Row:
    """One thing to do. kind: home, school or act. starts_at: from when its time runs; last: the last attempt in words.

    apart: what tells a pupil from one of nearly the same name. why, clause: the sentence of the policy that it carries
    out. owner: whose it is, where not the attendance lead's. also: what the same call does besides. last_id: the last
    attempt shown, 0 for none. may_arrive: the pupil may turn up, and one tap says so.
    """

    id: int
    kind: str
    what: str
    name: str
    first_name: str
    pupil_id: int | None
    details: tuple[str, ...]
    due_at: datetime
    starts_at: datetime | None
    is_overdue: bool
    claim: Claim | None
    why: str
    clause: str
    owner: str = ""
    apart: str = ""
    adjustments: str = ""
    also: str = ""
    call: Call | None = None
    never: tuple[str, ...] = ()
    last: str = ""
    last_id: int = 0
    may_arrive: bool = False
    school: School | None = None
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True)
class Reader:
    """Who looks, and when. alike: the pupils on the board whose names are easily taken for one another."""

    actor: Actor
    at: datetime
    alike: frozenset[int] = frozenset()

    def row(self, duty: Waits, **said: object) -> Row:
        """Return a row with what every row says."""
        told = {
            "name": duty.name,
            "first_name": duty.first_name,
            "pupil_id": duty.pupil_id,
            "details": details_of(duty),
            "apart": apart_of(duty) if duty.pupil_id in self.alike else "",
            "adjustments": duty.adjustments or "",
        }
        return Row(
            id=duty.id,
            due_at=duty.due_at,
            starts_at=duty.starts_at,
            is_overdue=duty.due_at < self.at,
            claim=self._claim(duty),
            why=duty.sentence,
            clause=duty.clause,
            owner=OWNERS.get(Owner(duty.owner_role), ""),
            **(told | said),  # type: ignore[arg-type]
        )

    def _claim(self, duty: Waits) -> Claim | None:
        if duty.state != Duty.State.CLAIMED or duty.claimed_until is None or duty.claimed_until <= self.at:
            return None
        minutes = -int(-(duty.claimed_until - self.at).total_seconds() // 60)
        return Claim(duty.claimed_by, minutes, duty.claimed_by_id == self.actor.id)


def alike_on(duties: Iterable[Waits]) -> frozenset[int]:
    """Return the pupils of these duties whose names are easily taken for one another's."""
    return alike(tuple(sorted({(duty.pupil_id, duty.name) for duty in duties if duty.pupil_id})))


def home_rows(
    duties: Iterable[Waits],
    people: dict[int, list[Person]],
    attempts: dict[int, list[ContactAttempt]],
    reader: Reader,
    may_text: MayText,
) -> Iterable[Row]:
    """One row for each pupil to ring about: ringing home and reaching somebody are one call at a time.

    Somebody who left without leave is another matter than a morning's absence, and has a row of their own.
    """
    lanes: dict[tuple[int, bool], list[Waits]] = defaultdict(list)
    for duty in duties:
        lanes[duty.pupil_id or 0, duty.fact == Fact.LEFT_WITHOUT_LEAVE].append(duty)
    for (pupil_id, has_left), together in lanes.items():
        duty = together[0]
        theirs, made = people.get(pupil_id, []), attempts.get(pupil_id, [])
        calls = since(tried(made), min(each.opened_at for each in together))
        checks = duty.kind == DutyKind.CHECK_ARRIVAL
        following = call_back(theirs, tried(made)) if checks else next_call(theirs, calls)
        yield reader.row(
            duty,
            kind="home",
            what=LEFT if has_left else WHAT[DutyKind(duty.kind)],
            call=_call(following, may_text) if following else None,
            never=tuple(f"Never ring {_lower(person.who)}" for person in theirs if not person.may_ring),
            also=_also(together),
            last=last_of(made),
            last_id=made[-1].pk if made else 0,
            may_arrive=True,
        )


def _also(together: Sequence[Waits]) -> str:
    first, *others = (DutyKind(duty.kind) for duty in together)
    told = dict.fromkeys(kind for kind in others if kind not in (first, DutyKind.REACH_SOMEONE, DutyKind.CALL_HOME))
    return ", ".join(WHAT[kind] for kind in told)


def _lower(who: str) -> str:
    """Return "Mother, Ines Tarn" as it stands inside a sentence."""
    return who[:1].lower() + who[1:] if "," in who else who


RUNS_FROM = {Fact.LEFT_WITHOUT_LEAVE: "left", Fact.UNAWARE: "home rung", Fact.ON_THE_WAY: ""}
"""What the time of a duty runs from, where that is not the pupil's own start."""


def details_of(duty: Waits) -> tuple[str, ...]:
    """Return the school, how the pupil travels, and when they start."""
    travel = ": ".join(filter(None, [TRAVEL_WORDS.get(duty.travel or "", ""), duty.travel_note]))
    word = RUNS_FROM.get(duty.fact, "starts")
    start = f"{word} {london_time(duty.starts_at):%H:%M}" if duty.starts_at and word else ""
    day = "" if duty.on == london_day(duty.due_at) else f"about {duty.on.day} {duty.on:%B}"
    return tuple(word for word in (duty.school or "", travel, start, day) if word)


def apart_of(duty: Waits) -> str:
    """Return what tells a pupil from another of nearly the same name: "Year 10, Netherfold Academy"."""
    year = f"Year {duty.year_group}" if duty.year_group else ""
    return ", ".join(filter(None, [year, duty.school]))


def _call(following: Next, may_text: MayText) -> Call:
    person, number = following.person, following.number
    return Call(
        contact_id=person.id,
        number_id=number.id,
        who=person.who,
        number=shown(number.number),
        e164=number.number,
        number_note=number.note,
        nth=following.nth,
        language=person.language,
        warning=person.warning,
        note=person.note,
        text_first=person.text_first,
        texts=may_text(person),
    )


def last_of(attempts: Sequence[ContactAttempt]) -> str:
    """Return the last attempt in words: "09:07 engaged, Priya"."""
    if not attempts:
        return ""
    last = attempts[-1]
    words = Outcome(last.outcome).label.lower()
    if last.expected_at:
        words += f", expected {london_time(last.expected_at):%H:%M}"
    return f"{london_time(last.made_at):%H:%M} {words}, {last.made_by.split()[0]}"


def listed(names: Sequence[str]) -> str:
    """Return names as people list them: "Callum, Rhys and Idris"."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1] if names else ""]))
