import json

import pytest

from firstbell.config.program import main


class TestSchoolAgeFromADateOfBirth:
    @pytest.mark.parametrize(
        ("born", "starts", "ends"),
        [
            ("2021-09-01", "2026-12-31", "2038-06-25"),
            ("2011-06-26", "2016-08-31", "2027-06-25"),
            ("2010-08-31", "2015-08-31", "2026-06-26"),
        ],
    )
    def test_it_gives_both_dates(self, capsys, born, starts, ends):
        assert main(["age", born, "--format", "json"]) == 0
        assert json.loads(capsys.readouterr().out) == {"starts_on": starts, "ends_on": ends}

    def test_it_says_them_in_words(self, capsys):
        assert main(["age", "2011-06-26"]) == 0
        assert capsys.readouterr().out == ("Compulsory school age starts on 31 August 2016 and ends on 25 June 2027.\n")

    def test_a_date_that_does_not_exist_is_not_understood(self, capsys):
        assert main(["age", "2011-02-30"]) == 2
        assert "'2011-02-30' is not a date; write it as 2026-11-23" in capsys.readouterr().err
