"""`firstbell import` and `firstbell export`: as the pages do it, for whoever runs the server."""

from __future__ import annotations

import json

import pytest

from firstbell.config.program import main
from firstbell.exchange.tests.files import BROMCOM, ROSTERS, SETTLED, SIMS
from firstbell.journal.models import JournalEntry
from firstbell.people.models import Pupil
from tests.builders import a_group, a_provision, a_pupil, a_site

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_monday(clock_stands_at):
    clock_stands_at("2026-11-23 08:30")


@pytest.fixture
def provision():
    provision = a_provision(slug="alder-yard")
    a_group(a_site(provision), "Forge")
    return provision


@pytest.fixture
def answers(tmp_path):
    def write(given):
        path = tmp_path / "answers.json"
        path.write_text(json.dumps(given))
        return str(path)

    return write


class TestImport:
    def test_names_every_problem_with_its_row_and_changes_nothing(self, provision, capsys):
        assert main(["import", "pupils", str(ROSTERS / SIMS)]) == 1
        told = capsys.readouterr()
        assert "row 7, DOB: 31/02/2012 is not a day of the calendar" in told.out
        assert "phone@14 contact_1_mobile" in told.out and "mend: Use 07700 900456" in told.out
        assert "Nothing was brought in. 5 of" in told.err and not Pupil.objects.exists()

    def test_brings_the_file_in_once_everything_is_answered(self, provision, answers, capsys):
        run = [
            "import",
            "pupils",
            str(ROSTERS / SIMS),
            "--provision",
            "alder-yard",
            "--answers",
            answers(SETTLED[SIMS]),
        ]
        assert main(run) == 0 and "The whole file is brought in." in capsys.readouterr().out
        assert Pupil.objects.filter(provision=provision).count() == 25
        assert set(JournalEntry.objects.values_list("actor_name", flat=True)) == {"firstbell import"}

    def test_says_that_a_second_time_changes_nothing(self, provision, answers, capsys):
        run = ["import", "pupils", str(ROSTERS / SIMS), "--answers", answers(SETTLED[SIMS])]
        main(run)
        assert main(run) == 0 and "Everything in this file was here already." in capsys.readouterr().out

    def test_changes_nothing_in_a_dry_run(self, provision, answers, capsys):
        run = ["import", "pupils", str(ROSTERS / SIMS), "--dry-run", "--answers", answers(SETTLED[SIMS])]
        assert main(run) == 0 and not Pupil.objects.exists()

    def test_asks_what_unknown_columns_mean(self, provision, answers, capsys):
        run = ["import", "contacts", str(ROSTERS / BROMCOM)]
        assert main(run) == 1 and "StudentID" in capsys.readouterr().err
        given = SETTLED[BROMCOM] | {"columns": {"StudentID": ""}}
        assert main([*run, "--answers", answers(given)]) == 0 and Pupil.objects.count() == 14

    def test_refuses_a_file_that_is_not_there(self, provision, capsys):
        assert main(["import", "pupils", "nowhere.csv"]) == 1
        assert "cannot be read" in capsys.readouterr().err

    def test_asks_which_provision_where_there_are_several(self, provision, capsys):
        a_provision(slug="hollow-lane")
        assert main(["import", "pupils", str(ROSTERS / SIMS)]) == 1
        assert "alder-yard" in capsys.readouterr().err

    def test_does_not_understand_an_unknown_kind(self, provision, capsys):
        assert main(["import", "birthdays", str(ROSTERS / SIMS)]) == 2


class TestExport:
    def test_writes_a_file_that_says_how_many_rows_it_has(self, provision, tmp_path, capsys):
        a_pupil("Ola Reed", provision=provision, placed=False)
        path = tmp_path / "out.xlsx"
        assert main(["export", "pupils", "--to", str(path)]) == 0
        assert path.read_bytes()[:2] == b"PK" and "1 row is in" in capsys.readouterr().out

    def test_prints_csv_where_no_file_is_named(self, provision, capfdbinary):
        a_pupil("Ola Reed", provision=provision, placed=False)
        assert main(["export", "pupils"]) == 0
        assert b"Ola,Reed" in capfdbinary.readouterr().out

    def test_refuses_another_kind_of_file(self, provision, tmp_path, capsys):
        assert main(["export", "pupils", "--to", str(tmp_path / "out.pdf")]) == 1
