from datetime import date, timedelta

import pytest

from firstbell.domain.absence_runs import absence_run
from firstbell.domain.milestones import MarkedDay
from firstbell.policy import load_code_set

NATIONAL = load_code_set("england-2024")
MONDAY = date(2026, 11, 16)


def run(words):
    """The run at the end of words such as "NN I/ ..": one for each day, `.` for a session nobody marked."""
    days = [
        MarkedDay(MONDAY + timedelta(days=number), tuple(None if x == "." else NATIONAL.get(x) for x in word))
        for number, word in enumerate(words.split())
    ]
    return absence_run(days)


class TestDaysAwayInARow:
    @pytest.mark.parametrize(
        ("words", "length"),
        [
            ("NN", 1),
            ("NN II OO", 3),
            ("NN //", 0),
            ("NN // NN", 1),
            ("NN N/", 0),
            ("NN NL", 0),
            ("NN NU", 0),
            ("NN BB", 0),
            ("QQ NN", 2),
        ],
    )
    def test_count_explained_and_unexplained_and_end_with_any_presence(self, words, length):
        assert run(words).length == length

    def test_count_today_from_its_first_mark(self):
        assert run("II I.").length == 2

    def test_pass_over_days_nobody_marked(self):
        assert run("II .. II").length == 2

    def test_pass_over_days_that_were_not_the_pupils(self):
        assert run("II ## DD II").length == 2

    def test_name_the_day_on_which_they_began(self):
        assert run("// II II").starts_on == MONDAY + timedelta(days=1)

    def test_are_none_for_a_pupil_who_is_here(self):
        assert run("// //").days == ()
