"""`firstbell bench` reports what it measured. How fast anything is, no test says."""

import json

import pytest

from firstbell.config.bench.measured import Measured
from firstbell.config.bench.report import as_markdown, as_table
from firstbell.config.bench.rows import ROWS
from firstbell.config.program import main


def a_rate(**given: float) -> Measured:
    return Measured(name="saves", what="registers saved", unit="/s", more_is_better=True, **given)


def a_time(**given: float) -> Measured:
    return Measured(name="opens", what="a register opens", unit="ms", **given)


class TestABudget:
    @pytest.mark.parametrize(
        ("row", "kept"),
        [
            (a_rate(value=240, budget=240), True),
            (a_rate(value=239.9, budget=240), False),
            (a_time(value=6, budget=6), True),
            (a_time(value=6.1, budget=6), False),
            (a_time(value=6), None),
        ],
    )
    def test_of_a_rate_is_a_floor_and_of_a_time_a_ceiling(self, row, kept):
        assert row.kept is kept

    def test_stands_in_the_table_with_whether_it_was_kept(self):
        table = as_table([a_rate(value=160, budget=240, limit=3200), a_time(value=5, budget=6, rival=20)])
        assert [" ".join(line.split()) for line in table.splitlines()[1:]] == [
            "registers saved 160 /s ≥ 240 missed 3,200 20.0 times",
            "a register opens 5 ms ≤ 6 kept 20",
        ]

    def test_stands_in_the_table_that_the_guide_keeps(self):
        assert as_markdown([a_time(value=5, budget=6, rival=20)]).splitlines()[2] == (
            "| a register opens | 5 ms | ≤ 6 | kept | 20 |  |  |"
        )


class TestAComparison:
    def test_with_the_limit_says_how_many_times_its_work_is_taken(self):
        assert a_rate(value=160, limit=3200).of_limit == 20
        assert a_time(value=6, limit=2).of_limit == 3

    def test_with_a_rival_says_how_many_times_better_we_are(self):
        assert a_rate(value=160, rival=40).of_rival == 4
        assert a_time(value=5, rival=20).of_rival == 4

    def test_is_left_out_where_there_is_nothing_to_compare_with(self):
        assert (a_rate(value=160).of_limit, a_rate(value=160).of_rival) == (None, None)


class TestTheCommand:
    def test_measures_what_is_named_and_reports_it_as_json(self, tmp_path, capsys):
        written = tmp_path / "bench.json"
        assert main(["bench", "figures", "--quick", "--format", "json", "--json", str(written)]) == 0
        report = json.loads(capsys.readouterr().out)
        assert [row["name"] for row in report["rows"]] == ["figures-speed", "figures-memory"]
        assert all(row["value"] > 0 for row in report["rows"])
        assert json.loads(written.read_text()) == report

    def test_does_not_understand_a_row_it_has_not(self, capsys):
        assert main(["bench", "weight"]) == 2
        assert ", ".join(ROWS) in capsys.readouterr().err
