"""One day's work on two databases in turn, the young and the old, in one process so that they share every chance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection

from firstbell import clock
from firstbell.config.bench.inside.counting import FORM, signed_in
from firstbell.config.bench.inside.plans import captured, plan_of
from firstbell.domain.school_time import london_day
from firstbell.provisions.queries import forget_versions
from firstbell.registers.commands import open_day
from firstbell.worker import loop

AGAIN = 3
Step = tuple[str, Callable[[], Any]]


def compare(young: dict[str, Any], old: dict[str, Any]) -> dict[str, Any]:
    """Do the same day on both and return `ratio`, old to young, of the summed medians, `steps` likewise, and `plans`:
    the statements that the database answers in another way.

    Of each: `database` (a file), `provision`, `cookie`, `saves` (path and body by register).
    """
    took: dict[str, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    plans: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    both = [list(_day(side)) for side in (young, old)]
    for number, (one, other) in enumerate(zip(*both, strict=True)):
        for age in (0, 1) if number % 2 else (1, 0):
            kind, act = (one, other)[age]
            _use((young, old)[age]["database"])
            began = perf_counter()
            asked = captured(act)
            took[kind][age].append(perf_counter() - began)
            for statement in {sql: (sql, params) for sql, params in asked}.values():
                plans[f"{kind}: {statement[0]}"].add(tuple(plan_of(connection, statement)))
    medians = {kind: (median(young), median(old)) for kind, (young, old) in took.items()}
    return {
        "ratio": sum(old for _, old in medians.values()) / sum(young for young, _ in medians.values()),
        "steps": {kind: old / young for kind, (young, old) in medians.items()},
        "plans": [sql[:200] for sql, ways in plans.items() if len(ways) > 1],
    }


def _day(side: dict[str, Any]) -> Iterator[Step]:
    """Each piece of a day's work with its name: some pieces twice or more, so that a median means something."""
    client = signed_in(side["cookie"])
    today = london_day(clock.now())
    for _ in range(AGAIN):
        yield "the day opens", lambda: open_day(side["provision"], today, at=clock.now())
    for path, body in side["saves"]:
        page = path.removesuffix("marks/")
        yield "a register is saved", lambda path=path, body=body: _well(client.post(path, body, content_type=FORM))
        for _ in range(AGAIN):
            yield "a register opens", lambda page=page: _well(client.get(page))
            yield "the board opens", lambda: _well(client.get("/board/"))
            yield "the worker turns", lambda: loop.turn(clock.now() + timedelta(seconds=30))


def _well(answer: Any) -> None:
    if answer.status_code not in (200, 302):
        raise RuntimeError(f"answered {answer.status_code}")


def _use(database: str) -> None:
    """Point the one connection at another file, and forget what was read once from the last."""
    if connection.settings_dict["NAME"] != database:
        connection.close()
        connection.settings_dict["NAME"] = database
        connection.ensure_connection()
        forget_versions()
