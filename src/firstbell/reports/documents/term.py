"""A term for governors and the council: trend, who misses much, why, what was promised and kept. No names."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction

from django.db.models import Count

from firstbell.domain.counts import Counts
from firstbell.domain.school_time import Span, academic_year
from firstbell.domain.suppression import LEAST
from firstbell.domain.tallies import shown
from firstbell.duties.models import Duty
from firstbell.provisions.models import Provision
from firstbell.registers.codesets import codes_of
from firstbell.registers.models import RegisterLine
from firstbell.registers.queries import By, Scope, counts
from firstbell.registers.queries.marked import COUNTED
from firstbell.reports.documents.commissioner import COUNTS, counts_row
from firstbell.reports.documents.document import Cell, Document, Figure, Section, Table, in_words
from firstbell.reports.documents.sessions import Measured, change_in_words, minutes_in_words
from firstbell.reports.equality.figures import equality
from firstbell.reports.outcomes.queries import outcome_page
from firstbell.reports.promises.shares import Sum, promises, total

KIND = "term-report"


def term_report(
    provision: Provision,
    span: Span,
    *,
    before: Span | None = None,
    whom: str = "Governors",
    with_groups: bool = True,
) -> Document:
    """Return the report of a provision's term. A constant number of statements, however many pupils.

    with_groups: False for days that somebody chose, which could be subtracted from others to find a small group.
    """
    scope = Scope(provision.pk)
    weeks = counts(scope, span, by=By.WEEK)
    whole = sum(weeks.values(), start=Counts())
    earlier = counts(scope, before)[None] if before else Counts()
    year = Span(academic_year(span.ends_on).starts_on, span.ends_on)
    pupils = [each for each in counts(scope, year, by=By.PUPIL).values() if each.national.possible]
    kept = promises(Duty.objects.filter(provision=provision, on__gte=span.starts_on, on__lte=span.ends_on))
    trend = _trend(weeks, whole)
    measured = Measured(whole.own, whole.minutes_late)
    all_kept = total(kept)
    persistent = sum(10 * each.national.missed >= each.national.possible for each in pupils)
    severe = sum(2 * each.national.missed >= each.national.possible for each in pupils)
    return Document(
        kind=KIND,
        title="Attendance this term",
        provision=provision.name,
        whom=whom,
        span=span,
        summary=_summary(measured, earlier, before),
        figures=(
            Figure("Attendance", shown(whole.own.percent), measured.of),
            Figure("Persistently absent", _of(persistent, len(pupils)), "missed a tenth or more this year"),
            Figure("Severely absent", _of(severe, len(pupils)), "missed half or more this year"),
            Figure("Promises kept in time", all_kept.words if all_kept.counted else "–", _kept(all_kept)),
        ),
        sections=(
            Section("Week by week", table=trend),
            Section(
                "Who misses much",
                facts=(
                    (
                        "Persistently absent",
                        f"{_of(persistent, len(pupils))} pupils, {_share(persistent, len(pupils))}",
                    ),
                    ("Severely absent", f"{_of(severe, len(pupils))} pupils, {_share(severe, len(pupils))}"),
                ),
                note=f"By the national codes, from sessions here alone, {in_words(year)}. Pupils who are severely "
                "absent are persistently absent too.",
            ),
            Section("Sessions by mark", table=_mix(provision.pk, span)),
            *([_groups(provision.pk, span)] if with_groups else []),
            _strategies(provision.pk, span.ends_on),
            Section(
                "Promises",
                table=Table(
                    "Promises",
                    ("Clause", "What our policy says", "In time", "Of", "Share"),
                    tuple(
                        (each.clause, each.sentence, each.whole.in_time, each.whole.counted, each.whole.words)
                        for each in kept
                        if each.whole.counted
                    ),
                    wide=(1,),
                )
                if all_kept.counted
                else None,
                words=() if all_kept.counted else ("Nothing was due in this time.",),
            ),
        ),
        data=trend,
        pupil_ids=(),
        is_empty=not whole.own.possible,
    )


def _summary(whole: Measured, earlier: Counts, before: Span | None) -> str:
    if not whole.tally.possible:
        return "No session was possible in this time."
    change = change_in_words(whole.tally, earlier.own, f"in {in_words(before)}") if before else ""
    said = f"Attendance was {shown(whole.tally.percent)}: {whole.of}"
    late = f" {whole.tally.late} arrivals were late, {minutes_in_words(whole.minutes_late)} in all."
    return f"{said}{f', {change}' if change else ''}.{late if whole.tally.late else ''}"


def _kept(whole: Sum) -> str:
    return f"{whole.in_time} of {whole.counted}" if whole.counted else "nothing was due"


def _of(part: int, whole: int) -> str:
    return f"{part} of {whole}"


def _share(part: int, whole: int) -> str:
    return shown(Fraction(100 * part, whole)) if whole else "no pupils"


def _trend(weeks: dict[date, Counts], whole: Counts) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (monday, *counts_row(Measured(weeks[monday].own, weeks[monday].minutes_late))) for monday in sorted(weeks)
    ]
    rows.append(("All weeks", *counts_row(Measured(whole.own, whole.minutes_late))))
    return Table("Week by week", ("Week of", *COUNTS), tuple(rows), is_summed=True)


def _mix(provision_id: int, span: Span) -> Table:
    """Return how often each mark was made, the most frequent first. One statement."""
    rows = (
        RegisterLine.objects.filter(
            register__provision_id=provision_id,
            register__on__gte=span.starts_on,
            register__on__lte=span.ends_on,
            **COUNTED,
        )
        .order_by()
        .values_list("register__on", "register__code_set", "current_mark__code_key")
        .annotate(number=Count("pk"))
    )
    found: Counter[tuple[str, str]] = Counter()
    for on, code_set, key, number in rows:
        code = codes_of(code_set, provision_id, on).get(key)
        found[code.code, code.description] += number
    all_of_them = sum(found.values())
    mix = tuple(
        (mark, meaning, number, Fraction(100 * number, all_of_them)) for (mark, meaning), number in found.most_common()
    )
    return Table("By mark", ("Mark", "What it means", "Sessions", "Share"), mix, wide=(1,))


def _groups(provision_id: int, span: Span) -> Section:
    """Return attendance by group; one that could point to somebody is kept back, and so is everything under ten."""
    found = equality(provision_id, "", span)
    rows = tuple(
        (table.name, row.name, row.pupils, row.counts.own.possible, row.counts.own.attended, row.counts.own.percent)
        if not row.is_kept_back
        else (table.name, row.name, None, None, None, None)
        for table in found.tables
        for row in table.rows
    )
    if not rows:
        return Section("By group", words=("Fewer than ten pupils had a session: no group is compared.",))
    columns = ("Breakdown", "Group", "Pupils", "Possible", "Attended", "Rate")
    note = f"A group of fewer than {LEAST} pupils is kept back (–), and another with it where it could be worked out."
    return Section("By group", table=Table("By group", columns, rows, wide=(1,)), note=note)


def _strategies(provision_id: int, today: date) -> Section:
    """Return what was tried this school year and what attendance did next, without names."""
    page = outcome_page(provision_id, today, today)
    title = f"What was tried in {page.year}, and what attendance did next"
    if not page.rows:
        return Section(title, words=("No agreed plan of this school year holds a strategy.",))
    points = tuple(
        f"{row.words} ({'once' if row.outcome.uses == 1 else f'{row.outcome.uses} times'}). "
        f"Next 20 sessions: {row.later}"
        for row in page.rows
    )
    note = "The middle change in attendance after a strategy began. Other things changed too: it is no proof."
    return Section(title, points=points, note=note)
