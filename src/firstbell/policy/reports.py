"""Reports that go out by themselves: which document, when, to whom and as what."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from firstbell.policy.faults import choose_from
from firstbell.policy.tables import Table

MOST_DAYS_AFTER = 60
USUAL_TIME = time(15, 30)


class ReportDocument(StrEnum):
    """What is sent."""

    COMMISSIONER = "commissioner"
    """Attendance of a school's or council's own pupils."""
    PUPIL = "pupil"
    """One pupil's attendance, with the reasons for what was missed and what comes next."""
    TERM = "term"
    """The whole provision, without names."""
    HANDOVER = "handover"
    """What goes with a pupil whose placement ends."""


class Every(StrEnum):
    """How often, and so of what time."""

    WEEK = "week"
    HALF_TERM = "half-term"
    TERM = "term"
    END_OF_PLACEMENT = "end-of-placement"


class ReportTo(StrEnum):
    """Who gets it. Nobody gets more than their own pupils."""

    COMMISSIONER = "commissioner"
    """Each school or council, about its own."""
    PARENTS = "parents"
    """The parent or carer of each pupil who may be written to."""
    COUNCIL = "council"
    """Each council that has pupils here."""
    HEAD = "head"
    """The heads of the provision, for its governors."""


class ReportFormat(StrEnum):
    """As what it is attached."""

    PDF = "pdf"
    CSV = "csv"
    XLSX = "xlsx"


class Weekday(StrEnum):
    """The day a weekly report goes."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


_ENDS = (Every.END_OF_PLACEMENT,)
_TIMES = (Every.WEEK, Every.HALF_TERM, Every.TERM)
FITTING: dict[ReportDocument, tuple[tuple[Every, ...], tuple[ReportTo, ...]]] = {
    ReportDocument.COMMISSIONER: (_TIMES, (ReportTo.COMMISSIONER,)),
    ReportDocument.PUPIL: (_TIMES[1:], (ReportTo.PARENTS, ReportTo.COMMISSIONER)),
    ReportDocument.TERM: (_TIMES[1:], (ReportTo.HEAD, ReportTo.COUNCIL)),
    ReportDocument.HANDOVER: (_ENDS, (ReportTo.COMMISSIONER,)),
}
"""How often each document can go, and to whom: what holds a name goes to nobody who may not have it."""


@dataclass(frozen=True)
class ReportRule:
    """One report that goes out by itself.

    weekday: 1 is Monday; of a weekly report only. days_after: days after the last day of the half-term, term or
    placement; 0 for a weekly one. time: London. from_on, until_on: the days on which it may fall due.
    """

    key: str
    document: ReportDocument
    every: Every
    to: ReportTo
    formats: tuple[ReportFormat, ...]
    time: time
    clause: str
    weekday: int = 0
    days_after: int = 0
    from_on: date | None = None
    until_on: date | None = None

    def holds_on(self, day: date) -> bool:
        return (self.from_on is None or self.from_on <= day) and (self.until_on is None or day <= self.until_on)


def read_report(table: Table) -> ReportRule:
    """Read one [[report]]; faults are reported, and reading goes on."""
    table.only(
        *("key", "document", "every", "to", "format", "weekday", "days_after", "time", "clause", "from", "until")
    )
    document, every, to = (
        table.choice("document", ReportDocument),
        table.choice("every", Every),
        table.choice("to", ReportTo),
    )
    if table.is_sound("document", "every", "to"):
        everys, tos = FITTING[document]
        _check(table, "every", every, everys, document)
        _check(table, "to", to, tos, document)
    weekly = every is Every.WEEK
    if table.is_sound("every"):
        if weekly and table.holds("days_after"):
            table.fault("days_after", "A weekly report goes on a weekday.", 'Write weekday = "friday" instead.')
        if not weekly and table.holds("weekday"):
            table.fault("weekday", "Only a weekly report has a weekday.", "Write days_after = … instead.")
    weekday = table.choice("weekday", Weekday, default=Weekday.FRIDAY)
    first, last = table.day("from"), table.day("until")
    if first and last and last < first:
        table.fault("until", "This ends before it begins.", "Check both days.")
    return ReportRule(
        key=table.text("key"),
        document=document,
        every=every,
        to=to,
        formats=table.choices("format", ReportFormat),
        time=table.clock("time", optional=True) or USUAL_TIME,
        clause=table.text("clause", default=""),
        weekday=list(Weekday).index(weekday) + 1 if weekly else 0,
        days_after=table.whole("days_after", 0, MOST_DAYS_AFTER, default=0),
        from_on=first,
        until_on=last,
    )


def _check(table: Table, key: str, found: StrEnum, fitting: Collection[StrEnum], document: ReportDocument) -> None:
    if found not in fitting:
        what = f"The document {document.value!r} does not go with {key} = {found.value!r}."
        table.fault(key, what, choose_from([each.value for each in fitting], found.value))
