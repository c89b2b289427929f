"""A register of thirty saved with two away: marks, counts, duties and journal in one transaction."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, islice
from pathlib import Path
from statistics import median
from threading import Lock
from time import perf_counter

from firstbell.config.bench.load import CALLS, WARM_UP, middle_ms, per_second
from firstbell.config.bench.measured import Measured
from firstbell.config.bench.place import Place
from firstbell.config.bench.registers import CLIENTS, clients, saving, schools
from firstbell.config.bench.server import serving

TITLE = "a register of 30 saved"
EACH, EACH_IF_QUICK = 28, 1
ROWS = 30
COMMITS = 400
LIMIT = "30 rows with a unique key in one commit of SQLite (WAL, FULL) on the same disk, nothing else"


def measure(place: Place) -> Iterator[Measured]:
    """Yield the time with one client, the rate with eight, and the statements. No register is saved twice."""
    each = EACH_IF_QUICK if place.quick else EACH
    alone = 1 if place.quick else WARM_UP + CALLS
    with serving(place) as server:
        made = schools(place, groups=each + 1 + -(-alone // clients(place)))
        waiting = [list(saving(school)) for school in made]
        counted = waiting[0].pop()
        first = list(islice(chain.from_iterable(zip(*(own[each:] for own in waiting), strict=False)), alone))
        yield Measured(
            name="save-time",
            what="30 marks saved with duties and journal, one client (median)",
            value=middle_ms(server, first),
            unit="ms",
            budget=10,
            rival=31,
            rival_note="Ion, without duties, journal or one transaction",
            limit=1000 * commit_seconds(place.folder / "bare.sqlite3"),
            limit_note=LIMIT,
        )
        yield Measured(
            name="save-rate",
            what=f"registers of 30 saved, {len(made)} clients, each its own",
            value=per_second(server, [own[:each] for own in waiting]),
            unit="/s",
            budget=160,
            rival=54,
            rival_note="Ion",
            limit=commits_per_second(place.folder / "bare-threads.sqlite3"),
            limit_note=f"{LIMIT}, {CLIENTS} threads",
            more_is_better=True,
        )
        yield Measured(
            name="save-statements",
            what="statements to save it, sign-in and transaction included",
            value=place.inside(
                "counting",
                "statements",
                cookie=made[0]["cookie"],
                path=counted.path,
                body=counted.body,
                expects=counted.expects,
            ),
            unit="",
            budget=14,
            rival=16,
            rival_note="Ion",
        )


def commit_seconds(path: Path) -> float:
    """Return the median seconds of one bare commit of thirty rows."""
    connection = _bare(path)
    took = []
    for number in range(COMMITS):
        began = perf_counter()
        _commit(connection, number)
        took.append(perf_counter() - began)
    connection.close()
    return median(took)


def commits_per_second(path: Path) -> float:
    """Return how many such commits a second several threads make that take turns, as our own writers do."""
    turn, each = Lock(), COMMITS // CLIENTS

    def work(thread: int) -> None:
        connection = _bare(path)
        for number in range(each):
            with turn:
                _commit(connection, thread * each + number)
        connection.close()

    began = perf_counter()
    with ThreadPoolExecutor(CLIENTS) as people:
        for done in [people.submit(work, thread) for thread in range(CLIENTS)]:
            done.result()
    return CLIENTS * each / (perf_counter() - began)


def _bare(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=30)
    connection.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "CREATE TABLE IF NOT EXISTS mark (id INTEGER PRIMARY KEY, line INTEGER UNIQUE, code TEXT, at TEXT)"
    )
    return connection


def _commit(connection: sqlite3.Connection, number: int) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(
        "INSERT INTO mark (line, code, at) VALUES (?, ?, ?)",
        [(number * ROWS + each, "/", "2026-03-30 09:03:00") for each in range(ROWS)],
    )
    connection.execute("COMMIT")
