"""`firstbell figures`, run as people run it. E1 to E11 are the worked examples of how the figures are computed."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from firstbell.config.program import main
from firstbell.reports.tests.marks_files import HEADER, a_file, a_file_of, marks_of


@pytest.fixture
def figures(capsys):
    """Run `firstbell figures` on a file that is right, and return its rows by name."""

    def run(path: Path, *options: str) -> dict[str, dict]:
        assert main(["figures", str(path), *options]) == 0
        return {row["name"]: row for row in json.loads(capsys.readouterr().out)}

    return run


@pytest.fixture
def refusal(capsys):
    """Run `firstbell figures` on a file that is wrong, and return what it says; nothing may be printed as figures."""

    def run(path: Path, *options: str) -> str:
        assert main(["figures", str(path), *options]) == 1
        out, err = capsys.readouterr()
        assert out == ""
        return err

    return run


def rounded(row: dict) -> float:
    return round(row["attendance_percent"], 3)


class TestWorkedExamples:
    @pytest.mark.parametrize(
        ("absent", "percent", "persistent", "severe"),
        [
            (37, 90.263, False, False),
            (38, 90.0, True, False),
            (39, 89.737, True, False),
            (189, 50.263, True, False),
            (190, 50.0, True, True),
        ],
    )
    def test_e1_persistent_begins_at_exactly_a_tenth_and_severe_at_exactly_half(
        self, absent, percent, persistent, severe, tmp_path, figures
    ):
        row = figures(a_file_of(tmp_path, marks_of("P1", {"/": 380 - absent, "I": absent})))["P1"]
        assert row["possible"] == 380
        assert rounded(row) == percent
        assert (row["persistent"], row["severe"]) == (persistent, severe)

    def test_e2_a_mixed_fortnight(self, tmp_path, figures):
        fortnight = {"/": 5, "\\": 4, "L": 1, "B": 2, "I": 2, "M": 1, "U": 1, "O": 1, "Y2": 1, "#": 2}
        row = figures(a_file_of(tmp_path, marks_of("P1", fortnight)))["P1"]
        assert row == {
            "name": "P1",
            "possible": 17,
            "attended": 12,
            "authorised": 3,
            "unauthorised": 2,
            "not_counted": 3,
            "late": 2,
            "attendance_percent": 12 / 17 * 100,
            "persistent": True,
            "severe": False,
        }

    def test_e3_an_agreed_part_time_timetable_stays_possible_and_x_does_not(self, tmp_path, figures):
        child, adult = marks_of("child", {"B": 33, "O": 3, "C2": 24}), marks_of("adult", {"B": 33, "O": 3, "X": 24})
        rows = figures(a_file_of(tmp_path, child + adult))
        assert (rows["child"]["possible"], rounded(rows["child"])) == (60, 55.0)
        assert (rows["child"]["persistent"], rows["child"]["severe"]) == (True, False)
        assert (rows["adult"]["possible"], rounded(rows["adult"])) == (36, 91.667)

    def test_e4_two_enrolments_are_two_rows_and_one_pupil_is_their_sum(self, tmp_path, figures):
        first = marks_of("A", {"/": 138, "I": 12})
        second = marks_of("B", {"/": 85, "I": 15}, starts_on="2027-01-20")
        path = a_file_of(tmp_path, first + second)
        rows = figures(path)
        assert (rounded(rows["A"]), rows["A"]["persistent"]) == (92.0, False)
        assert (rounded(rows["B"]), rows["B"]["persistent"]) == (85.0, True)
        whole = figures(path, "--by", "all")["all"]
        assert (whole["possible"], rounded(whole), whole["persistent"]) == (250, 89.2, True)

    def test_e5_a_session_at_the_other_school_is_possible_only_there(self, tmp_path, figures):
        main_school = marks_of("main", {"/": 57, "I": 3, "D": 40})
        provision = marks_of("provision", {"/": 32, "O": 5, "I": 3, "D": 60})
        path = a_file_of(tmp_path, main_school + provision)
        rows = figures(path)
        assert (rows["main"]["possible"], rounded(rows["main"])) == (60, 95.0)
        assert (rows["provision"]["possible"], rounded(rows["provision"])) == (40, 80.0)
        assert rounded(figures(path, "--by", "all")["all"]) == 89.0

    def test_e6_what_the_pupil_could_not_attend_is_not_possible(self, tmp_path, figures):
        marks = marks_of("P1", {"Z": 10, "Y4": 2, "Q": 4, "#": 2, "I": 3, "/": 29}, starts_on="2026-10-26")
        row = figures(a_file_of(tmp_path, marks))["P1"]
        assert (row["possible"], row["not_counted"]) == (32, 18)
        assert (row["attendance_percent"], row["persistent"]) == (90.625, False)

    def test_e6_no_possible_session_has_no_percentage(self, tmp_path, figures):
        row = figures(a_file_of(tmp_path, marks_of("P1", {"D": 40})))["P1"]
        assert (row["possible"], row["not_counted"]) == (0, 40)
        assert (row["attendance_percent"], row["persistent"], row["severe"]) == (None, None, None)

    def test_e9_a_group_is_pooled_and_not_averaged(self, tmp_path, figures):
        pupils = {"P1": (180, 10), "P2": (40, 20), "P3": (9, 1)}
        marks = [
            (*mark, "Oak") for pupil, (here, away) in pupils.items() for mark in marks_of(pupil, {"/": here, "I": away})
        ]
        path = a_file_of(tmp_path, marks, header=f"{HEADER},group")
        group = figures(path, "--by", "group")["Oak"]
        assert (group["attended"], group["possible"], rounded(group)) == (229, 260, 88.077)
        assert [row["persistent"] for row in figures(path).values()] == [False, True, True]

    def test_e11_an_interview_counts_as_it_did_on_its_date(self, tmp_path, figures):
        old = marks_of("old", {"/": 19, "J": 1}, starts_on="2024-06-03")
        new = marks_of("new", {"/": 19, "J1": 1}, starts_on="2024-09-02")
        rows = figures(a_file_of(tmp_path, old + new))
        assert rows["old"]["attendance_percent"] == 100
        assert rows["new"]["attendance_percent"] == 95
        assert rows["new"]["authorised"] == 1

    def test_e11_a_term_that_crosses_the_change_is_read_mark_by_mark(self, tmp_path, figures):
        lines = ["P1,2024-08-16,AM,J", "P1,2024-08-19,AM,J1", "P1,2024-08-16,PM,Y", "P1,2024-08-19,PM,Y4"]
        row = figures(a_file(tmp_path, *lines))["P1"]
        assert (row["attended"], row["authorised"], row["not_counted"]) == (1, 1, 2)

    def test_a_percentage_is_not_rounded(self, tmp_path, figures):
        row = figures(a_file_of(tmp_path, marks_of("P1", {"/": 113, "I": 6})))["P1"]
        assert row["attendance_percent"] == pytest.approx(94.957983, abs=1e-6)
        assert row["attendance_percent"] < 95


class TestCodeSets:
    def test_a_providers_own_figures_follow_its_printed_meanings(self, tmp_path, figures):
        marks = a_file_of(tmp_path, marks_of("P1", {"/": 17, "J": 1, "H": 1, "S#1": 1}))
        row = figures(marks, "--code-set", "stepping-stones")["P1"]
        assert (row["attended"], row["authorised"], row["possible"]) == (18, 2, 20)

    def test_a_bare_s_with_two_meanings_is_asked_about(self, tmp_path, refusal):
        said = refusal(a_file(tmp_path, "P1,2026-11-23,AM,S"), "--code-set", "stepping-stones")
        assert "line 2: S has 2 meanings" in said
        assert "S#1" in said
        assert "S#2" in said

    def test_a_retired_code_names_what_replaced_it(self, tmp_path, refusal):
        said = refusal(a_file(tmp_path, "P1,2026-11-23,AM,J"))
        assert "line 2: J " in said
        assert "ended on 18 August 2024" in said
        assert "J1" in said

    def test_a_code_is_refused_before_it_began(self, tmp_path, refusal):
        assert "line 2: K " in refusal(a_file(tmp_path, "P1,2024-08-18,AM,K"))

    def test_a_date_before_the_oldest_national_set_is_refused(self, tmp_path, refusal):
        assert "line 2: No national code set is held for 31 August 2006." in refusal(
            a_file(tmp_path, "P1,2006-08-31,AM,/")
        )

    def test_a_set_that_is_named_is_the_only_one_read(self, tmp_path, refusal):
        said = refusal(a_file(tmp_path, "P1,2026-11-23,AM,/"), "--code-set", "england-2006")
        assert "ended on 18 August 2024" in said

    def test_an_unknown_set_is_not_understood(self, tmp_path, capsys):
        assert main(["figures", str(a_file(tmp_path)), "--code-set", "wales"]) == 2
        assert "stepping-stones" in capsys.readouterr().err


class TestOutput:
    def test_rows_stand_in_the_order_of_their_names(self, tmp_path, figures):
        lines = [f"{pupil},2026-11-23,AM,/" for pupil in ("Wren", "Ash", "Élan", "Birch")]
        assert list(figures(a_file(tmp_path, *lines))) == ["Ash", "Birch", "Wren", "Élan"]

    def test_a_table_has_empty_cells_where_there_is_no_figure(self, tmp_path, capsys):
        path = a_file(tmp_path, "P1,2026-11-23,AM,/", "P2,2026-11-23,AM,#")
        assert main(["figures", str(path), "--format", "csv"]) == 0
        rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
        assert rows[0]["possible"] == "1"
        assert rows[0]["attendance_percent"] == "100.0"
        assert (rows[0]["persistent"], rows[1]["persistent"]) == ("false", "")
        assert (rows[1]["possible"], rows[1]["attendance_percent"]) == ("0", "")

    def test_a_file_without_marks_has_no_rows(self, tmp_path, figures):
        assert figures(a_file(tmp_path)) == {}

    def test_standard_input_is_read_where_a_dash_stands_for_the_file(self):
        ended = firstbell("figures", "-", "--by", "all", given=f"{HEADER}\nP1,2026-11-23,AM,/\n")
        assert ended.returncode == 0
        assert json.loads(ended.stdout)[0]["possible"] == 1

    def test_faults_of_standard_input_have_their_lines(self):
        ended = firstbell("figures", "-", given=f"{HEADER}\nP1,2026-11-23,AM,?\n")
        assert (ended.returncode, ended.stdout) == (1, "")
        assert "standard input was not counted" in ended.stderr
        assert "line 2: '?'" in ended.stderr

    def test_a_pipe_is_read_like_a_file(self, tmp_path):
        path = a_file(tmp_path, "P1,2026-11-23,AM,/")
        ended = firstbell("figures", "/dev/stdin", given=path.read_text())
        assert json.loads(ended.stdout)[0]["name"] == "P1"

    def test_a_file_that_is_not_there_is_refused(self, tmp_path, refusal):
        assert "could not be read: No such file" in refusal(tmp_path / "none.csv")

    def test_a_folder_is_refused(self, tmp_path, refusal):
        assert "could not be read: Is a directory" in refusal(tmp_path)


def firstbell(*words: str, given: str) -> subprocess.CompletedProcess[str]:
    """Run the program on its own, as a shell does."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.run(
        [sys.executable, "-m", "firstbell", *words],
        input=given,
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
    )
