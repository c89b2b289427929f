"""No clause of the founding policies is forgotten, and the table points at files that exist."""

from __future__ import annotations

import re

from tests.support.sources import PACKAGE, ROOT

CLAUSES = [*(f"AL-{n}" for n in range(1, 15)), *(f"SS-{n}" for n in range(1, 38))]
TABLE = (ROOT / "docs" / "clauses.md").read_text(encoding="utf-8")
LINES = [[cell.strip() for cell in line.strip("|").split("|")] for line in TABLE.splitlines()]
ROWS = {cells[0]: cells for cells in LINES if cells[0] in CLAUSES}


class TestTheTableOfClauses:
    def test_has_every_clause(self):
        assert sorted(ROWS) == sorted(CLAUSES)

    def test_names_only_files_that_exist(self):
        named = {word for cells in ROWS.values() for word in re.findall(r"`([^`]+[/.][^`]*)`", " ".join(cells[2:4]))}
        missing = [name for name in named if not (ROOT / name).exists() and not (PACKAGE / name).exists()]
        assert not missing

    def test_says_what_comes_later_where_nothing_lives_yet(self):
        assert [clause for clause, cells in ROWS.items() if not cells[2] and not cells[4]] == []

    def test_names_a_test_wherever_something_lives_unless_more_comes_later(self):
        assert [clause for clause, cells in ROWS.items() if cells[2] and not cells[3] and not cells[4]] == []
