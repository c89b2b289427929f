"""One pupil's half-term, for the family and for the school that placed them; and a statement of attendance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from django.db.models import Q

from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.school_time import Span, long_date, monday_of
from firstbell.domain.tallies import SMALL_BASE_SESSIONS, shown
from firstbell.people.models import Pupil
from firstbell.placements.models import Placement
from firstbell.provisions.queries import policy_on
from firstbell.reports.documents.commissioner import COUNTS, counts_row
from firstbell.reports.documents.document import Document, Figure, Section, Table, in_words
from firstbell.reports.documents.sessions import (
    HALVES,
    Measured,
    change_in_words,
    family_words,
    measured,
    minutes_in_words,
    placed_sessions,
    sessions_in_words,
)
from firstbell.reports.documents.supported import Supported, supported

REPORT, CERTIFICATE = "pupil-report", "attendance-certificate"


def pupil_report(
    pupil: Pupil, span: Span, *, before: Span | None = None, commissioner_id: int | None = None
) -> Document:
    """Return the report of a pupil's span.

    before: the time it is compared with. commissioner_id: only sessions under this school's or council's placements.
    The words are those a family reads; nothing in it is for the safeguarding lead alone.
    """
    places = places_of(pupil, span.ends_on, commissioner_id)
    everything = Span(min([span.starts_on, *(place.starts_on for place in places)]), span.ends_on)
    sessions = [each.session for each in placed_sessions([place.pk for place in places], everything)]
    now = [each for each in sessions if span.covers(each.on)]
    whole, began = measured(now), measured(sessions)
    earlier = measured(each for each in sessions if before and before.covers(each.on))
    help_given = supported(pupil, places, span)
    weeks = _by_week(now)
    return Document(
        kind=REPORT,
        title="Attendance report",
        provision=pupil.provision.name,
        whom=pupil.name,
        span=span,
        summary=_summary(pupil, whole, earlier, before),
        figures=_figures(whole, earlier, began, help_given, before),
        sections=(
            _target(pupil, whole, span),
            _missed(now),
            *help_given.sections,
            Section("Week by week", table=weeks, note=_small_base(whole)),
        ),
        data=weeks,
        pupil_ids=(pupil.pk,),
        is_empty=not now,
    )


def certificate(pupil: Pupil, span: Span) -> Document:
    """Return a statement of a pupil's attendance between two days, with its sum and room for a signature."""
    places = places_of(pupil, span.ends_on)
    sessions = [each.session for each in placed_sessions([place.pk for place in places], span)]
    whole = measured(sessions)
    tally = whole.tally
    weeks = _by_week(sessions)
    facts = [("Name", f"{pupil.legal_first_name} {pupil.legal_last_name}")]
    facts += [("Date of birth", long_date(pupil.born_on))] if pupil.born_on else []
    facts += [("UPN", pupil.upn)] if pupil.upn else []
    facts += [(f"Placed by {place.commissioner.name}", _from_to(place)) for place in places]
    counted = [
        ("Possible", str(tally.possible)),
        ("Attended", f"{tally.attended}, {shown(tally.percent)}"),
        ("Absent with leave", str(tally.authorised)),
        ("Absent without leave", str(tally.unauthorised)),
        ("Late", f"{tally.late}, {minutes_in_words(whole.minutes_late)}" if tally.late else "0"),
        ("Not counted", str(tally.not_counted)),
    ]
    return Document(
        kind=CERTIFICATE,
        title="Statement of attendance",
        provision=pupil.provision.name,
        whom=pupil.name,
        span=span,
        summary=_confirmed(pupil, whole, span),
        figures=(),
        sections=(
            Section("Whose attendance this is", facts=tuple(facts)),
            Section(
                f"Sessions from {in_words(span)}",
                facts=tuple(counted),
                note="A session is a morning or an afternoon. Attended and absent sessions together are the possible "
                "ones. Taken from the attendance register as it stood when this was printed.",
            ),
        ),
        data=weeks,
        pupil_ids=(pupil.pk,),
        signed_by=(f"For {pupil.provision.name}",),
    )


def _confirmed(pupil: Pupil, whole: Measured, span: Span) -> str:
    name = f"{pupil.legal_first_name} {pupil.legal_last_name}"
    if not whole.tally.possible:
        return f"This is to confirm that no session was possible for {name} here from {in_words(span)}."
    return (
        f"This is to confirm that {name} attended {whole.tally.attended} of the "
        f"{sessions_in_words(whole.tally.possible)} that were possible here from {in_words(span)}: "
        f"{shown(whole.tally.percent)}."
    )


def places_of(pupil: Pupil, until: date, commissioner_id: int | None = None) -> list[Placement]:
    """Return a pupil's placements that had begun by a day, first to last. One statement."""
    theirs = Q() if commissioner_id is None else Q(commissioner=commissioner_id) | Q(main_school=commissioner_id)
    found = Placement.objects.filter(theirs, pupil=pupil, archived_at=None, starts_on__lte=until)
    return list(found.select_related("commissioner").order_by("starts_on", "pk"))


def _from_to(place: Placement) -> str:
    since = f"since {long_date(place.starts_on)}"
    return f"{since}, until {long_date(place.ends_on)}" if place.ends_on else since


def _summary(pupil: Pupil, whole: Measured, earlier: Measured, before: Span | None) -> str:
    if not whole.tally.possible:
        return f"No session was possible for {pupil.first_name} in this time."
    said = f"{pupil.first_name} came to {whole.of}, {shown(whole.tally.percent)}"
    change = change_in_words(whole.tally, earlier.tally, f"in {in_words(before)}") if before else ""
    return f"{said}, {change}." if change else f"{said}."


def _figures(
    whole: Measured, earlier: Measured, began: Measured, help_given: Supported, before: Span | None
) -> tuple[Figure, ...]:
    found = [Figure("This time", shown(whole.tally.percent), whole.of)]
    if before and earlier.tally.possible:
        found.append(Figure("The time before", shown(earlier.tally.percent), earlier.of))
    if began.tally.possible > whole.tally.possible:
        found.append(Figure("Since the start here", shown(began.tally.percent), began.of))
    if help_given.baseline:
        found.append(help_given.baseline)
    return tuple(found)


def _target(pupil: Pupil, whole: Measured, span: Span) -> Section:
    target = policy_on(pupil.provision_id, span.ends_on).targets.attendance
    tally = whole.tally
    facts = [("Our aim for everybody", f"{float(target):g}%")]
    if tally.possible:
        facts.append(("Sessions missed", f"{tally.missed} of {tally.possible}"))
        facts.append(("On the way to the aim", _way(tally.attended, tally.possible, target)))
        late = f"{tally.late} times, {minutes_in_words(whole.minutes_late)} in all" if tally.late else "Never"
        facts.append(("Late", late.replace("1 times", "Once") if tally.late == 1 else late))
    return Section("How it went", facts=tuple(facts))


def _way(attended: int, possible: int, target: Fraction) -> str:
    lacking = -((100 * attended - target * possible) / 100)
    if lacking <= 0:
        return "Reached"
    sessions = -(-lacking // 1)
    return f"{sessions_in_words(int(sessions))} more would have reached it"


def _missed(now: Sequence[MarkedSession]) -> Section:
    rows = tuple((each.on, HALVES[each.session], family_words(each)) for each in now if each.is_missed or each.is_late)
    if not rows:
        return Section("Sessions missed", words=("None: every session was attended, and on time.",))
    return Section("Sessions missed or late", table=Table("Missed or late", ("Day", "Session", "Why"), rows, wide=(2,)))


def _by_week(sessions: Sequence[MarkedSession]) -> Table:
    weeks: dict[date, list[MarkedSession]] = defaultdict(list)
    for each in sessions:
        weeks[monday_of(each.on)].append(each)
    rows = tuple((monday, *counts_row(measured(weeks[monday]))) for monday in sorted(weeks))
    return Table("Week by week", ("Week of", *COUNTS), rows)


def _small_base(whole: Measured) -> str:
    few = whole.tally.possible and whole.tally.is_small_base
    return f"Fewer than {SMALL_BASE_SESSIONS} sessions: too few to lean on." if few else ""
