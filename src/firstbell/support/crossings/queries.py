"""Which lines of the policy pupils are past, since when, how far it is back, and what that made due."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from django.db.models import Q

from firstbell.domain.counts import NOTHING, Counts
from firstbell.domain.distances import to_come_to
from firstbell.domain.duties import Fact
from firstbell.domain.school_time import Span, academic_year, london_day
from firstbell.domain.tallies import shown
from firstbell.domain.thresholds import Period, Threshold
from firstbell.duties.models import Duty
from firstbell.followup.board.act_rows import WHAT
from firstbell.outbox.models import Message
from firstbell.policy import Policy
from firstbell.provisions import queries as provisions
from firstbell.registers.queries.counts import By, Scope, counts
from firstbell.support.crossings.models import Crossing, Letter
from firstbell.support.crossings.wording import percent_words


@dataclass(frozen=True)
class DueHere:
    """A duty that a crossing opened. what: in a word or two, as the board calls it. state: as its row says it."""

    id: int
    kind: str
    what: str
    sentence: str
    due_at_day: date
    state: str
    waits: bool
    was_late: bool


@dataclass(frozen=True)
class LetterRow:
    """A letter of a crossing. state, tone, icon: where it stands, as a state is drawn."""

    id: int
    to_name: str
    by: str
    state: str
    tone: str
    icon: str
    waits: bool
    is_correction: bool


@dataclass(frozen=True)
class Stage:
    """One line that a pupil is past, or was. now: attendance in the line's period; back: what would bring it back."""

    crossing: Crossing
    line: str
    since_on: date
    then: str
    now: str = ""
    back: str = ""
    due: tuple[DueHere, ...] = ()
    letters: tuple[LetterRow, ...] = ()
    depth: Fraction = field(default_factory=lambda: Fraction(1000))

    @property
    def pupil_id(self) -> int:
        return self.crossing.pupil_id

    @property
    def waiting(self) -> tuple[DueHere, ...]:
        return tuple(each for each in self.due if each.waits)


@dataclass(frozen=True)
class Group:
    """The pupils whose furthest line this is, who crossed it last first. Each with what else was counted of them."""

    line: str
    stages: tuple[tuple[Stage, tuple[str, ...]], ...]


def stages(pupil_ids: Collection[int], today: date) -> dict[int, tuple[Stage, ...]]:
    """Return the lines each pupil is past now, the furthest first. Seven statements, however many pupils."""
    lasting = Crossing.objects.filter(pupil_id__in=pupil_ids, back_at=None, undone_at=None)
    return _by_pupil(_stages(list(lasting.select_related("pupil").order_by("pk")), today))


def crossings_of(pupil_id: int, today: date) -> tuple[Stage, ...]:
    """Return every crossing of a pupil, latest first."""
    rows = Crossing.objects.filter(pupil_id=pupil_id).select_related("pupil").order_by("-crossed_on", "-pk")
    return tuple(_stages(list(rows), today))


def stage_list(provision_id: int, today: date) -> list[Group]:
    """Return the provision's pupils who have a place, by the furthest line each is past."""
    lasting = Crossing.objects.filter(
        Q(placement__ends_on=None) | Q(placement__ends_on__gte=today),
        provision_id=provision_id,
        back_at=None,
        undone_at=None,
        pupil__archived_at=None,
    )
    found = _by_pupil(_stages(list(lasting.select_related("pupil").order_by("pk")), today))
    by_line: dict[tuple[Fraction, str], list[Stage]] = defaultdict(list)
    for theirs in found.values():
        by_line[theirs[0].depth, theirs[0].line].append(theirs[0])
    groups = []
    for (_, line), theirs in sorted(by_line.items()):
        ordered = sorted(theirs, key=lambda each: (each.since_on, each.crossing.pupil.name), reverse=True)
        groups.append(Group(line, tuple((each, _also(each, found[each.pupil_id])) for each in ordered)))
    return groups


def _also(stage: Stage, all_of_them: Iterable[Stage]) -> tuple[str, ...]:
    """Return what else was counted of a pupil; being past one threshold says that the higher ones are passed too."""
    others = (each for each in all_of_them if each is not stage)
    return tuple(each.line for each in others if each.crossing.fact != Fact.ATTENDANCE_BELOW)


def waiting_letters(provision_id: int) -> list[Letter]:
    """Return the letters that a person has to see to: drafts, paper to post, and emails that did not arrive."""
    to_see_to = Q(message=None) | Q(message__state__in=[*Message.WAITING, *Message.LOST])
    found = Letter.objects.filter(to_see_to, crossing__provision_id=provision_id, posted_at=None, cancelled_at=None)
    return list(found.select_related("crossing__pupil", "message", "duty").order_by("written_at", "pk"))


def row_of(letter: Letter) -> LetterRow:
    """Return where a letter stands. Its message is read with it."""
    state, tone, icon, waits = _standing(letter)
    return LetterRow(
        letter.pk,
        letter.to_name,
        "on paper" if letter.is_on_paper else "by email",
        state,
        tone,
        icon,
        waits,
        letter.corrects_id is not None,
    )


def _standing(letter: Letter) -> tuple[str, str, str, bool]:
    if letter.cancelled_at is not None:
        return "Taken back", "", "cross", False
    if letter.posted_at is not None:
        return "Posted", "good", "tick", False
    if letter.message is None:
        return "To print and post", "wait", "hollow", True
    message = letter.message
    if message.state in Message.GONE:
        return message.get_state_display(), "good", "tick", False
    if message.state in Message.LOST:
        return "Did not arrive: ring or post it", "bad", "alert", True
    if message.state in Message.WAITING:
        return message.get_state_display(), "wait", "hollow", True
    return message.get_state_display(), "", "hollow", False


def _stages(rows: list[Crossing], today: date) -> list[Stage]:
    if not rows:
        return []
    provision_id = rows[0].provision_id
    policy = provisions.policy_on(provision_id, today)
    due, letters = _due_of(rows), _letters_of(rows)
    now = _counts_now([row for row in rows if row.back_at is None and row.undone_at is None], policy, today)
    return [_stage(row, policy, now.get(row.pk), due.get(row.pk, ()), letters.get(row.pk, ())) for row in rows]


def _stage(
    row: Crossing,
    policy: Policy,
    now: Counts | None,
    due: Iterable[DueHere],
    letters: Iterable[LetterRow],
) -> Stage:
    threshold = policy.threshold(row.key) if row.fact == Fact.ATTENDANCE_BELOW else None
    said = f"{shown(now.own.percent)}, {now.own.attended} of {now.own.possible}" if now else ""
    return Stage(
        crossing=row,
        line=row.line,
        since_on=row.crossed_on,
        then=percent_words(row.figures),
        now=said,
        back=_way_back(threshold, now) if threshold and now else "",
        due=tuple(due),
        letters=tuple(letters),
        depth=threshold.percent if threshold else Fraction(1000),
    )


def _way_back(threshold: Threshold, now: Counts) -> str:
    needed = to_come_to(now.own.attended, now.own.possible, threshold.percent, threshold.operator)
    if needed is None:
        return "Not to be reached again in this time"
    if needed == 0:
        return f"Back above now; over after {threshold.rearm_after_sessions} sessions in a row"
    return f"Coming to the next {'session' if needed == 1 else f'{needed} sessions'} brings it back"


def _counts_now(rows: list[Crossing], policy: Policy, today: date) -> dict[int, Counts]:
    """Return what the register says now of each crossing of a threshold, in the period the threshold looks at."""
    by_start: dict[date, list[Crossing]] = defaultdict(list)
    calendar = None
    for row in rows:
        threshold = policy.threshold(row.key) if row.fact == Fact.ATTENDANCE_BELOW else None
        if threshold is None:
            continue
        if threshold.period is Period.WEEKS:
            calendar = calendar or provisions.calendar(row.provision_id)
            weeks = calendar.school_weeks(Span(academic_year(today).starts_on, today))[-threshold.weeks :]
            by_start[weeks[0] if weeks else today].append(row)
        else:
            by_start[row.period_starts_on or academic_year(today).starts_on].append(row)
    found: dict[int, Counts] = {}
    for starts_on, theirs in by_start.items():
        if starts_on > today:
            continue
        scope = Scope(theirs[0].provision_id, placement_ids={row.placement_id for row in theirs})
        counted = counts(scope, Span(starts_on, today), by=By.PLACEMENT)
        found |= {row.pk: counted.get(row.placement_id, NOTHING) for row in theirs}
    return found


def _due_of(rows: list[Crossing]) -> dict[int, list[DueHere]]:
    found: dict[int, list[DueHere]] = defaultdict(list)
    of_crossings = Duty.objects.filter(
        pupil_id__in={row.pupil_id for row in rows}, occasion__startswith="crossing:"
    ).order_by("due_at", "pk")
    for duty in of_crossings:
        _, _, number = duty.occasion.partition(" ")[0].partition(":")
        found[int(number)].append(
            DueHere(
                duty.pk,
                duty.kind,
                WHAT.get(duty.kind, duty.sentence),
                duty.sentence,
                london_day(duty.due_at),
                duty.get_state_display(),
                duty.state in Duty.WAITING,
                duty.was_late,
            )
        )
    return found


def _letters_of(rows: list[Crossing]) -> dict[int, list[LetterRow]]:
    found: dict[int, list[LetterRow]] = defaultdict(list)
    for letter in Letter.objects.filter(crossing__in=rows).select_related("message").order_by("pk"):
        found[letter.crossing_id].append(row_of(letter))
    return found


def _by_pupil(found: Iterable[Stage]) -> dict[int, tuple[Stage, ...]]:
    by_pupil: dict[int, list[Stage]] = defaultdict(list)
    for stage in found:
        by_pupil[stage.pupil_id].append(stage)
    return {pupil_id: tuple(sorted(some, key=lambda each: each.depth)) for pupil_id, some in by_pupil.items()}
