"""A plan as a page shows it: problems of one sort together, a sample of rows, what of the file is not used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from firstbell.exchange.columns import label
from firstbell.exchange.commands.bringing_in import words_of
from firstbell.exchange.plan import Choice, Plan, Problem, Verb, Weight
from firstbell.exchange.plan.problems import ALL, rows_in_words
from firstbell.exchange.plan.titles import TITLES
from firstbell.exchange.sources import Source

FIELD = "answer:"
# Those beyond stand behind a fold, and beyond the second number only the answer for all of them counts.
SHOWN, MOST = 6, 300
SAMPLE = 12
PILLS = {Weight.REFUSE: "Cannot come in", Weight.ASK: "Please decide", Weight.WARN: "Comes in"}
TONES = {Weight.REFUSE: "away", Weight.ASK: "late", Weight.WARN: "told"}


@dataclass(frozen=True)
class Section:
    """Problems of one sort. choices: answers that settle all of them at once; answer: the one given.

    why: what they mean and what to do, where that is the same for all; else each problem says its own.
    """

    code: str
    title: str
    weight: Weight
    shown: tuple[Problem, ...]
    folded: tuple[Problem, ...]
    beyond: tuple[Problem, ...]
    choices: tuple[Choice, ...]
    answer: str
    why: str

    @property
    def anchor(self) -> str:
        return f"problem-{self.code}"

    @property
    def field(self) -> str:
        return f"{FIELD}{self.code}@{ALL}"

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.shown + self.folded + self.beyond

    @property
    def open_count(self) -> int:
        return sum(problem.is_open for problem in self.problems)

    @property
    def pill(self) -> str:
        return PILLS[self.weight] if self.waits else "Decided"

    @property
    def tone(self) -> str:
        return TONES[self.weight] if self.waits else "here"

    @property
    def waits(self) -> bool:
        """False once a person has answered every question of this sort."""
        return self.weight is Weight.WARN or self.open_count > 0

    @property
    def beyond_rows(self) -> str:
        return rows_in_words(row for problem in self.beyond for row in problem.rows)


@dataclass(frozen=True)
class SampleRow:
    row: int
    name: str
    what: str
    verb: str
    details: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """Everything the page says about a file."""

    counts: tuple[str, ...]
    changes_nothing: bool
    sections: tuple[Section, ...]
    open_sections: tuple[Section, ...]
    open_count: int
    sample: tuple[SampleRow, ...]
    rows: int
    header_row: int
    left_out: str
    lines_left_out: tuple[tuple[int, str], ...]
    sheet: str
    other_sheets: tuple[str, ...]
    columns: tuple[tuple[str, str], ...]
    unused_columns: tuple[str, ...]
    seen: str


def preview_of(source: Source, plan: Plan, answers: Mapping[str, str], seen: str) -> Preview:
    sections = sections_of(plan.problems, answers)
    table, targets = source.table, source.columns.targets
    return Preview(
        counts=words_of(plan),
        changes_nothing=plan.changes_nothing,
        sections=sections,
        open_sections=tuple(section for section in sections if section.open_count),
        open_count=len(plan.open),
        sample=_sample(plan),
        rows=len(table.rows),
        header_row=table.header_row,
        left_out=rows_in_words(plan.left_out),
        lines_left_out=table.left_out,
        sheet=table.sheet,
        other_sheets=table.other_sheets,
        columns=tuple((column, label(source.kind, target)) for column, target in targets.items()),
        unused_columns=tuple(column for column in table.columns if column not in targets),
        seen=seen,
    )


def sections_of(problems: Sequence[Problem], answers: Mapping[str, str]) -> tuple[Section, ...]:
    order = list(Weight)
    ranked = sorted(problems, key=lambda problem: (order.index(problem.weight), problem.code, problem.rows))
    sections = []
    for code, together in groupby(ranked, key=lambda problem: problem.code):
        alike = tuple(together)
        sections.append(
            Section(
                code=code,
                title=TITLES[code],
                weight=alike[0].weight,
                shown=alike[:SHOWN],
                folded=alike[SHOWN:MOST],
                beyond=alike[MOST:],
                choices=_common(alike),
                answer=answers.get(f"{code}@{ALL}", ""),
                why=_why(alike),
            )
        )
    return tuple(sorted(sections, key=lambda section: (order.index(section.weight), section.problems[0].rows)))


def _why(problems: Sequence[Problem]) -> str:
    told = {f"{problem.means} {problem.do}".strip() for problem in problems}
    return told.pop() if len(told) == 1 and len(problems) > 1 else ""


def _common(problems: Sequence[Problem]) -> tuple[Choice, ...]:
    """The choices that every one of several problems offers, in words for all of them."""
    if len(problems) < 2:
        return ()
    keys = set.intersection(*({choice.key for choice in problem.choices} for problem in problems))
    return tuple(choice for choice in problems[0].choices if choice.key in keys and choice.for_all)


def answers_in(posted: Mapping[str, str]) -> dict[str, str]:
    """Return the answers of a form that was sent, by problem."""
    return {name.removeprefix(FIELD): value for name, value in posted.items() if name.startswith(FIELD) and value}


def _sample(plan: Plan) -> tuple[SampleRow, ...]:
    """The first rows that do something, else the first of all."""
    steps = [step for step in plan.everything if step.verb is not Verb.SAME] or list(plan.everything)
    return tuple(SampleRow(s.row, s.name, s.what, str(s.verb), tuple(s.details)) for s in steps[:SAMPLE])
