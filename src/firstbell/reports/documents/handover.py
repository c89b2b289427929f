"""What goes with a pupil whose placement here ends: attendance by phase, what helped, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.school_time import Span, long_date
from firstbell.domain.tallies import shown
from firstbell.placements.models import Placement
from firstbell.provisions.models import Term
from firstbell.provisions.queries import half_terms
from firstbell.reports.documents.commissioner import COUNTS, Contacts, contacts_of, counts_row
from firstbell.reports.documents.document import Cell, Document, Figure, Section, Table, in_words
from firstbell.reports.documents.sessions import Measured, change_in_words, measured, missed_words, placed_sessions
from firstbell.reports.documents.supported import supported

KIND = "handover"
MOST_REASONS = 8


def handover(placement: Placement, today: date) -> Document:
    """Return the handover of a placement: up to its end, or up to today while it has none."""
    pupil = placement.pupil
    last = min(placement.ends_on or today, today)
    span = Span(placement.starts_on, max(last, placement.starts_on))
    sessions = [each.session for each in placed_sessions([placement.pk], span)]
    whole = measured(sessions)
    phases = _phases(pupil.provision_id, span)
    help_given = supported(pupil, [placement], span, at_the_end=True)
    table = _by_phase(phases, sessions, whole)
    called = contacts_of([pupil], span).get(pupil.pk, Contacts())
    figures = [Figure("Attendance here", shown(whole.tally.percent), whole.of)]
    if help_given.baseline:
        figures.insert(0, help_given.baseline)
    figures.append(Figure("Calls and texts home", str(called.tried), f"{called.reached} reached somebody"))
    return Document(
        kind=KIND,
        title="Handover at the end of a placement",
        provision=pupil.provision.name,
        whom=pupil.name,
        span=span,
        summary=_summary(placement, whole, phases, sessions),
        figures=tuple(figures),
        sections=(
            Section("The placement", facts=_facts(placement)),
            Section("Attendance by phase", table=table),
            _reasons(sessions),
            *help_given.sections,
        ),
        data=table,
        pupil_ids=(pupil.pk,),
        signed_by=(f"For {pupil.provision.name}", "Received by"),
    )


def _facts(placement: Placement) -> tuple[tuple[str, str], ...]:
    pupil = placement.pupil
    facts = [
        ("Name", f"{pupil.legal_first_name} {pupil.legal_last_name}"),
        ("Date of birth", long_date(pupil.born_on) if pupil.born_on else "not recorded"),
        ("UPN", pupil.upn or "not recorded"),
        ("Placed by", placement.commissioner.name),
        ("Main school", placement.main_school.name if placement.main_school else "none"),
        ("Began", long_date(placement.starts_on)),
        ("Ended", long_date(placement.ends_on) if placement.ends_on else "no end is set"),
    ]
    if pupil.adjustments:
        facts.append(("What this pupil needs", pupil.adjustments))
    return tuple(facts)


def _phases(provision_id: int, span: Span) -> list[Span]:
    """Return the half-terms of a placement, each cut to it. One statement."""
    terms = Term.objects.filter(provision_id=provision_id, starts_on__lte=span.ends_on, ends_on__gte=span.starts_on)
    halves = [
        half
        for term in terms.order_by("starts_on")
        for half in half_terms(term.starts_on, term.ends_on, term.break_starts_on, term.break_ends_on)
    ]
    return [
        Span(max(half.starts_on, span.starts_on), min(half.ends_on, span.ends_on))
        for half in halves
        if half.starts_on <= span.ends_on and half.ends_on >= span.starts_on
    ]


def _by_phase(phases: Sequence[Span], sessions: Sequence[MarkedSession], whole: Measured) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (in_words(phase), *counts_row(measured(each for each in sessions if phase.covers(each.on)))) for phase in phases
    ]
    rows.append(("The whole placement", *counts_row(whole)))
    return Table("By phase", ("Half-term", *COUNTS), tuple(rows), is_summed=True)


def _summary(placement: Placement, whole: Measured, phases: Sequence[Span], sessions: Sequence[MarkedSession]) -> str:
    name = placement.pupil.first_name
    if not whole.tally.possible:
        return f"No session was possible for {name} in this placement."
    said = f"{name} attended {whole.of} here, {shown(whole.tally.percent)}"
    counted = [
        found for phase in phases if (found := measured(s for s in sessions if phase.covers(s.on))).tally.possible
    ]
    if len(counted) < 2:
        return f"{said}."
    change = change_in_words(counted[-1].tally, counted[0].tally, "in the first")
    return f"{said}; in the last half-term {shown(counted[-1].tally.percent)}, {change}."


def _reasons(sessions: Sequence[MarkedSession]) -> Section:
    counts: dict[str, int] = {}
    for each in sessions:
        if each.is_missed:
            counts[missed_words(each)] = counts.get(missed_words(each), 0) + 1
    if not counts:
        return Section("Why sessions were missed", words=("No session was missed.",))
    most = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_REASONS]
    return Section("Why sessions were missed", table=Table("Why missed", ("Reason", "Sessions"), tuple(most)))
