"""What there is to tell a school of its pupils: the mark, the calls, the reason, the next step, the code to enter."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from firstbell.domain.codes import Code
from firstbell.domain.contact import Outcome
from firstbell.domain.proposal import Proposal, Verdict, propose
from firstbell.domain.school_time import london_time
from firstbell.followup.home.calls import attempts_of, by_whom, people_of, tried
from firstbell.followup.home.ringing import Person, next_call
from firstbell.followup.models import ContactAttempt, ToldPupil
from firstbell.notices.models import Notice
from firstbell.people.models import Pupil
from firstbell.placements.models import Placement
from firstbell.policy import national_on
from firstbell.registers.codesets import codes_of
from firstbell.registers.models import Mark, RegisterLine, SignOut
from firstbell.registers.queries import of_day
from firstbell.ui.cells import cell_of

Says = ToldPupil.Says


@dataclass(frozen=True)
class Line:
    """What the register says of a pupil in one session. tells: ids of the commissioners who are told of the pupil."""

    pupil: Pupil
    on: date
    session: str
    starts_at: datetime
    closes_at: datetime
    code: Code | None
    contested: bool
    mark: Mark | None
    placement: Placement | None

    @property
    def tells(self) -> tuple[int, ...]:
        if self.placement is None:
            return ()
        return tuple(each for each in (self.placement.main_school_id, self.placement.commissioner_id) if each)

    @property
    def is_known(self) -> bool:
        """Why the pupil is not here is known."""
        return self.code is not None and self.code.explains_absence

    @property
    def has_come(self) -> bool:
        """The register says that the pupil is here."""
        return self.code is not None and not self.contested and (self.code.is_here or self.code.is_present)


@dataclass(frozen=True)
class Log:
    """Everything the emails of one day are drawn from."""

    on: date
    people: dict[int, list[Person]]
    attempts: dict[int, list[ContactAttempt]]
    lines: dict[tuple[int, str], Line]
    notices: dict[int, list[Notice]]
    left: dict[int, SignOut]

    def is_exhausted(self, pupil_id: int, session: str) -> bool:
        """Everybody who may be rung was tried, and nobody knows why the pupil is not here (SS-16)."""
        line = self.lines.get((pupil_id, session))
        made = tried(self.attempts.get(pupil_id, []))
        if line is None or line.is_known or line.has_come or not made:
            return False
        if any(each.outcome.reached for each in made):
            return False
        return next_call(self.people.get(pupil_id, []), made) is None


@dataclass(frozen=True)
class News:
    """One pupil as a school reads it: first name and initial only; due and times in London.

    reason: empty while nobody knows. letter, minutes_late: the provision's own mark. code: the national code that is
    proposed, empty where none is; code_words say it, or that the school decides; why: the rule behind it.
    """

    pupil_id: int
    name: str
    upn: str
    says: str
    due: str
    mark: str
    letter: str
    minutes_late: int | None
    reason: str
    reason_from: str
    done: str
    next: str
    code: str
    code_words: str
    why: str
    is_known: bool


def read_log(provision_id: int, pupil_ids: Collection[int], day: date, whole_for: Collection[int] = ()) -> Log:
    """Read what is known of these pupils today, and of all pupils of these commissioners. Five statements."""
    theirs = Q(pupil_id__in=pupil_ids)
    if whole_for:
        theirs |= Q(placement__commissioner_id__in=whole_for) | Q(placement__main_school_id__in=whole_for)
    rows = RegisterLine.objects.filter(
        theirs, of_day(day), register__provision_id=provision_id, dropped_at=None, expected=True
    )
    lines = {
        (row.pupil_id, row.register.session): _line(row, provision_id, day)
        for row in rows.select_related("register", "current_mark", "pupil", "placement")
    }
    everybody = {pupil_id for pupil_id, _ in lines} | set(pupil_ids)
    notices: dict[int, list[Notice]] = {}
    for notice in Notice.objects.filter(
        pupil_id__in=everybody, starts_on__lte=day, ends_on__gte=day, withdrawn_at=None
    ).order_by("received_at", "pk"):
        notices.setdefault(notice.pupil_id, []).append(notice)
    gone = SignOut.objects.filter(pupil_id__in=everybody, on=day, with_leave=False).order_by("left_at", "pk")
    return Log(
        on=day,
        people=people_of(everybody),
        attempts=attempts_of(everybody, day),
        lines=lines,
        notices=notices,
        left={left.pupil_id: left for left in gone},
    )


def news_of(pupil: Pupil, says: str, session: str, log: Log) -> News:
    """Return what an email says of a pupil. says: what it is told as."""
    line = log.lines.get((pupil.pk, session))
    attempts = [each for each in log.attempts.get(pupil.pk, []) if each.commissioner_id is None]
    code = line.code if line else None
    reason, reason_from = ("", "") if says in ToldPupil.NEWS_OF_ARRIVAL else _reason(line, attempts, log)
    proposal = _proposal(line, log.on)
    return News(
        pupil_id=pupil.pk,
        name=f"{pupil.first_name} {pupil.last_name[:1]}",
        upn=pupil.upn,
        says=says,
        due=f"{london_time(line.starts_at):%H:%M}" if line else "",
        mark=_mark(line, says, log.left.get(pupil.pk)),
        letter=code.code if code else "",
        minutes_late=line.mark.minutes_late if line and line.mark else None,
        reason=reason,
        reason_from=reason_from,
        done=" ".join(_said(each) for each in attempts) or "No call has been logged yet.",
        next=_next(line, says, log.people.get(pupil.pk, []), attempts),
        code=(proposal.key or "") if proposal else "",
        code_words=_code_words(proposal, line),
        why=proposal.why if proposal else "",
        is_known=bool(line and line.is_known),
    )


def _line(row: RegisterLine, provision_id: int, day: date) -> Line:
    codes = codes_of(row.register.code_set, provision_id, day)
    mark = row.current_mark
    return Line(
        pupil=row.pupil,
        on=day,
        session=row.register.session,
        starts_at=row.starts_at,
        closes_at=row.closes_at,
        code=codes.get(mark.code_key) if mark and mark.code_key else None,
        contested=row.contested,
        mark=mark,
        placement=row.placement,
    )


def _mark(line: Line | None, says: str, left: SignOut | None) -> str:
    if says == Says.LEFT and left is not None:
        return f"Left without leave at {london_time(left.left_at):%H:%M}"
    if line is not None and line.contested:
        return "Two answers; treated as not seen"
    if line is None or line.code is None or line.code.awaits_reason:
        return "Not here (N)"
    if line.mark is not None and line.mark.minutes_late:
        return f"Late, {line.mark.minutes_late} minutes ({line.code.code})"
    word = cell_of(line.code).word
    return f"{word[:1].upper()}{word[1:]} ({line.code.code})"


def _reason(line: Line | None, attempts: Sequence[ContactAttempt], log: Log) -> tuple[str, str]:
    """Return the reason as it was given and who gave it; empty while nobody knows."""
    if line is None or not line.is_known or line.mark is None or line.code is None:
        return "", ""
    said = next((each for each in reversed(attempts) if each.code_key == line.mark.code_key), None)
    if said is not None:
        return said.reason or line.code.description, by_whom(said)
    told = [each for each in log.notices.get(line.pupil.pk, []) if each.covers(line.on, line.session)]
    if told:
        return told[-1].reason, told[-1].get_told_by_display().lower()
    if line.mark.source == Mark.Source.CALL:
        return line.mark.reason, line.mark.seen_by
    return line.code.description, ""


def _said(attempt: ContactAttempt) -> str:
    """One attempt as a sentence: "09:07 mother, engaged."."""
    words = Outcome(attempt.outcome).label.lower()
    if attempt.expected_at:
        words += f", expected {london_time(attempt.expected_at):%H:%M}"
    return f"{london_time(attempt.made_at):%H:%M} {by_whom(attempt)}, {words}."


def _next(line: Line | None, says: str, people: Sequence[Person], attempts: Sequence[ContactAttempt]) -> str:
    if says in ToldPupil.NEWS_OF_ARRIVAL:
        return "nothing; they are with us."
    if line is not None and line.contested:
        return "two staff gave two answers; we are settling it."
    if line is not None and line.is_known:
        return "nothing for today; we know the reason."
    if attempts and Outcome(attempts[-1].outcome) is Outcome.ON_THE_WAY:
        return "we check that they arrive, and ring again if they do not."
    if attempts and Outcome(attempts[-1].outcome) is Outcome.UNAWARE:
        return "home thought they were with us, so we are looking for them. Please ring us now if you know more."
    call = next_call(people, tried(attempts))
    if call is None:
        return "everybody we may ring has been tried. Please ring us to agree what happens next."
    return f"we ring {call.person.relationship.lower() or 'the next contact'}, and ring you if we cannot reach anyone."


def _proposal(line: Line | None, day: date) -> Proposal | None:
    if line is None or line.contested or line.code is None:
        return None
    placement = line.placement
    return propose(
        line.code,
        registration=placement.registration if placement else Placement.Registration.ELSEWHERE,
        national=national_on(day),
        activity=placement.activity if placement else "",
    )


def _code_words(proposal: Proposal | None, line: Line | None) -> str:
    """The proposed code in words: "N, circumstances of absence not yet established"."""
    if proposal is None:
        return "none yet"
    if proposal.key is None:
        return f"none. {proposal.words}"
    description = proposal.words.partition(": ")[2]
    words = f"{proposal.key}, {description[:1].lower()}{description[1:]}"
    return f"{words}, if you confirm it" if proposal.verdict is Verdict.CONFIRM else words
