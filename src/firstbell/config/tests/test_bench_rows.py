"""Each row of `firstbell bench` works from a bare folder to its figures. How fast anything is, no test says."""

import shutil
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context

import pytest

from firstbell.config.bench.place import Place
from firstbell.config.bench.rows import ROWS, WHEN_NAMED

NAMES = {
    "opening": ["open-time", "open-rate", "open-statements", "open-bytes"],
    "saving": ["save-time", "save-rate", "save-statements"],
    "percentages": ["year-60-time", "year-60-statements"],
    "board": ["board-time", "board-statements", "board-unchanged-time", "board-unchanged-statements"],
    "memory": ["memory"],
    "worker": ["worker-wait", "worker-scans"],
    "growth": [
        *("growth", "growth-plans", "figures-provision-time", "figures-provision-statements"),
        *("figures-pupil-time", "figures-pupil-statements"),
    ],
    "figures": ["figures-speed", "figures-memory"],
    "patterns": [
        *("patterns-alarms-sessions", "patterns-alarms-clustered", "patterns-alarms-days", "patterns-alarms-streaks"),
        *("patterns-found-mondays", "patterns-found-late-mondays", "patterns-time"),
    ],
    "visit": ["visit-bytes", "visit-requests", "visit-scripts", "visit-origins"],
    "clicks": ["clicks-morning", "clicks-afternoon"],
    "faults": ["faults-missing", "faults-not-taken", "faults-other-ids", "faults-unexplained", "faults-twice"],
}
COUNTS = ("-statements", "-scans", "-plans", "-requests", "-origins", "clicks-", "faults-")
IN_A_BROWSER = ("visit", "clicks")
SLOW = ("board", "worker", "growth", "saving")
# What hostile servers do is tried in test_faults; memory means something under a real load only.
LEFT_TO_THE_BENCH = ("faults", "memory")
IN_A_SHELL = [
    pytest.param(name, marks=pytest.mark.slow if name in SLOW else ())
    for name in NAMES
    if name not in (*IN_A_BROWSER, *LEFT_TO_THE_BENCH)
]


@pytest.fixture(scope="session")
def figures_of(tmp_path_factory, set_up_folder):
    """Measure a row in small amounts, in a folder that is set up already."""
    together = tmp_path_factory.mktemp("bench")
    shutil.copytree(set_up_folder, together / "set-up")

    def measure(name):
        if name not in IN_A_BROWSER:
            return measured(name, together)
        # The tests' own browser may be at work in this process, and there is room for one.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
            return apart.submit(measured, name, together).result()

    return measure


def measured(name, together):
    """What a row measures, in small amounts."""
    row = import_module(f"firstbell.config.bench.rows.{name}")
    return list(row.measure(Place(together / name, quick=True)))


def as_promised(rows):
    """What a machine's haste has no part in: statements, requests, taps, plans."""
    return [row.name for row in rows if any(sign in row.name for sign in COUNTS) and row.kept is False]


class TestARow:
    def test_is_tried_here_whatever_its_name(self):
        assert sorted(NAMES) == sorted((*ROWS, *WHEN_NAMED))

    @pytest.mark.parametrize("name", IN_A_SHELL)
    def test_measures_what_it_is_for_and_keeps_to_its_counts(self, name, figures_of):
        rows = figures_of(name)
        assert [row.name for row in rows if ": " not in row.name] == NAMES[name]
        assert all(row.value >= 0 for row in rows)
        assert as_promised(rows) == []

    @pytest.mark.browser
    @pytest.mark.parametrize("name", IN_A_BROWSER)
    def test_in_a_browser_fetches_and_taps_no_more_than_promised(self, name, figures_of):
        rows = figures_of(name)
        assert [row.name for row in rows] == NAMES[name]
        assert as_promised(rows) == []
