import json

import pytest

from firstbell.config.program import main


def listed(capsys, *words: str) -> list[dict]:
    """The rows that `firstbell codes` prints as JSON."""
    assert main(["codes", "--format", "json", *words]) == 0
    return json.loads(capsys.readouterr().out)


class TestTheCodesOfADay:
    def test_there_are_thirty_four_national_codes_from_19_august_2024(self, capsys):
        assert len(listed(capsys, "--on", "2024-08-19")) == 34

    def test_the_day_before_it_is_the_older_set(self, capsys):
        keys = {row["key"] for row in listed(capsys, "--on", "2024-08-18")}
        assert "H" in keys and "C2" not in keys

    def test_without_a_day_it_is_todays_set(self, capsys):
        assert {"C2", "K", "Y7"} <= {row["key"] for row in listed(capsys)}

    def test_a_row_says_what_the_code_means_and_how_it_counts(self, capsys):
        [late] = [row for row in listed(capsys, "--on", "2026-11-23") if row["code"] == "L"]
        assert late == {
            "code": "L",
            "key": "L",
            "description": "Absent when the register starts but arrives before taking ends",
            "meaning": "present",
            "category": "attending",
            "counts_as_possible": True,
            "counts_as_present": True,
            "authorised": None,
        }

    def test_a_day_before_every_set_is_refused(self, capsys):
        assert main(["codes", "--on", "2001-01-01"]) == 1
        assert "No national code set is held for 1 January 2001." in capsys.readouterr().err


class TestTheCodesOfASet:
    def test_the_two_rows_for_s_have_keys_of_their_own(self, capsys):
        printed = listed(capsys, "--set", "stepping-stones")
        assert len(printed) == 21
        assert [(row["code"], row["key"]) for row in printed if row["code"] == "S"] == [("S", "S#1"), ("S", "S#2")]

    def test_a_set_is_listed_whole_where_no_day_is_given(self, capsys):
        assert "F" in {row["key"] for row in listed(capsys, "--set", "england-2006")}

    def test_with_a_day_only_its_codes_are_listed(self, capsys):
        keys = {row["key"] for row in listed(capsys, "--set", "england-2006", "--on", "2013-09-01")}
        assert "F" not in keys and "H" in keys

    def test_a_set_that_was_not_in_force_is_refused_with_what_to_do(self, capsys):
        assert main(["codes", "--set", "england-2024", "--on", "2020-01-06"]) == 1
        assert "Leave --set out for the national set of that day" in capsys.readouterr().err


class TestForPeople:
    def test_the_list_is_a_table(self, capsys):
        assert main(["codes", "--on", "2026-11-23"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[0].split()[:3] == ["code", "key", "description"]
        assert len(lines) == 35


class TestWhatIsNotUnderstood:
    @pytest.mark.parametrize("words", [["--set", "england-1995"], ["--on", "23/11/2026"], ["--on", "2026-02-30"]])
    def test_it_ends_with_two(self, words):
        assert main(["codes", *words]) == 2
