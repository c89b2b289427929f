"""What stands in the way of an import, and the person's answers to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from firstbell.domain.errors import Refused

LEAVE_OUT = "leave-out"
ALL = "*"


class Weight(StrEnum):
    """REFUSE: the row cannot come in as it is. ASK: a person must choose. WARN: shown, and the row comes in."""

    REFUSE = "refuse"
    ASK = "ask"
    WARN = "warn"


@dataclass(frozen=True)
class Choice:
    """One way to settle a problem. for_all: the same way in words for many problems at once, if it has one."""

    key: str
    words: str
    for_all: str = ""


@dataclass(frozen=True)
class Problem:
    """code: the sort of problem. about: what tells it from others of its sort: a row, or a spelling that many share.

    what, means, do: what happened, what it means, what to do. said: the cell as it was typed. answer: a choice's key.
    """

    code: str
    about: str
    weight: Weight
    rows: tuple[int, ...]
    what: str
    means: str = ""
    do: str = ""
    column: str = ""
    said: str = ""
    choices: tuple[Choice, ...] = ()
    answer: str = ""

    @property
    def key(self) -> str:
        """Names the problem in forms and files of answers; without line breaks, which forms change."""
        return f"{self.code}@{' '.join(self.about.split())}"

    @property
    def is_open(self) -> bool:
        """True while a person has still to answer."""
        return bool(self.choices) and not self.answer

    @property
    def where(self) -> str:
        """“row 5, UPN” or “rows 6, 9 to 11, School”."""
        rows = rows_in_words(self.rows)
        return f"{rows}, {self.column}" if self.column and rows else rows or self.column

    @property
    def answer_words(self) -> str:
        return next((choice.words for choice in self.choices if choice.key == self.answer), "")

    def __str__(self) -> str:
        said = " ".join(part for part in (self.what, self.means, self.do) if part)
        return f"{self.where}: {said}" if self.where else said


def rows_in_words(rows: Iterable[int]) -> str:
    """“row 5”, “rows 6, 9 to 11”."""
    numbers = sorted(set(rows))
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = []
    for run in runs:
        parts += [f"{run[0]} to {run[-1]}"] if len(run) > 2 else [str(number) for number in run]
    return f"{'row' if len(numbers) == 1 else 'rows'} {', '.join(parts)}" if numbers else ""


class StillOpen(Refused):
    """Not every problem of a plan has an answer. problems: those that wait."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        count = "1 question waits" if len(problems) == 1 else f"{len(problems)} questions wait"
        super().__init__(
            f"{count} for an answer.",
            "Nothing was brought in: a file comes in whole or not at all.",
            "Answer them, or leave those rows out.",
        )
        self.problems = tuple(problems)


@dataclass
class Desk:
    """Collects a plan's problems and hands out the answers. One problem may be met by many rows."""

    answers: Mapping[str, str]
    left_out: set[int] = field(default_factory=set)
    _problems: dict[str, Problem] = field(default_factory=dict)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Refusals first, then questions, then warnings; each by row."""
        order = list(Weight)
        return tuple(sorted(self._problems.values(), key=lambda p: (order.index(p.weight), p.rows[:1], p.code)))

    def warn(self, code: str, row: int, what: str, *, about: str = "", **more: str) -> None:
        """Tell something that stops nothing."""
        self._meet(Problem(code, about or str(row), Weight.WARN, (row,), what, **more))

    def ask(
        self,
        code: str,
        row: int,
        what: str,
        choices: Sequence[Choice],
        *,
        about: str = "",
        weight: Weight = Weight.ASK,
        **more: str,
    ) -> str:
        """Return the answer's key. Until there is one, the first choice, so that the rest can be planned and shown."""
        met = self._meet(Problem(code, about or str(row), weight, (row,), what, choices=tuple(choices), **more))
        if met.answer == LEAVE_OUT:
            self.left_out.add(row)
        return met.answer or choices[0].key

    def refuse(self, code: str, row: int, what: str, **more: str) -> None:
        """The row cannot come in: a person must agree that it stays out."""
        stays_out = Choice(LEAVE_OUT, "Leave this row out", "Leave these rows out")
        self.ask(code, row, what, [stays_out], weight=Weight.REFUSE, **more)
        self.left_out.add(row)

    def _meet(self, problem: Problem) -> Problem:
        earlier = self._problems.get(problem.key)
        if earlier is not None:
            problem = replace(earlier, rows=tuple(sorted({*earlier.rows, *problem.rows})))
        else:
            keys = {choice.key for choice in problem.choices}
            given = self.answers.get(problem.key) or self.answers.get(f"{problem.code}@{ALL}") or ""
            problem = replace(problem, answer=given if given in keys else "")
        self._problems[problem.key] = problem
        return problem
