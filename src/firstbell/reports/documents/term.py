"""A term for governors and the council: trend, who misses much, why, what was promised and kept. No names."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction

from django.db.models import Count

from firstbell.domain.counts import Counts
from firstbell.domain.school_time import Span, academic_year
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
from firstbell.reports.promises.shares import promises, total

KIND = "term-report"


def term_report(provision: Provision, span: Span, *, before: Span | None = None, whom: str = "Governors") -> Document:
    """Return the report of a provision's term. A constant number of statements, however many pupils."""
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
            Figure("Promises kept in time", all_kept.words, f"{all_kept.in_time} of {all_kept.counted}"),
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
                )
                if all_kept.counted
                else None,
                words=() if all_kept.counted else ("Nothing was due in this time.",),
            ),
        ),
        data=trend,
        pupil_ids=(),
    )


def _summary(whole: Measured, earlier: Counts, before: Span | None) -> str:
    if not whole.tally.possible:
        return "No session was possible in this time."
    change = change_in_words(whole.tally, earlier.own, f"in {in_words(before)}") if before else ""
    said = f"Attendance was {shown(whole.tally.percent)}: {whole.of}"
    late = f" {whole.tally.late} arrivals were late, {minutes_in_words(whole.minutes_late)} in all."
    return f"{said}{f', {change}' if change else ''}.{late if whole.tally.late else ''}"


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
    return Table("By mark", ("Mark", "What it means", "Sessions", "Share"), mix)
