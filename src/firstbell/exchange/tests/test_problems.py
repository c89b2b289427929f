"""Problems, their headings and their answers."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from firstbell.exchange.kinds import Kind
from firstbell.exchange.plan import Weight
from firstbell.exchange.plan.problems import LEAVE_OUT, Choice, Desk, rows_in_words
from firstbell.exchange.plan.titles import TITLES
from firstbell.exchange.preview import sections_of
from firstbell.exchange.tests.files import HANDMADE, csv_of, planned

PLAN = Path(__file__).parents[1] / "plan"
YES, NO = Choice("yes", "Yes", "All yes"), Choice("no", "No", "All no")


def raised_codes():
    """Every code that the planner names, read from its sources."""
    codes = set()
    for path in PLAN.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                if node.func.attr in {"ask", "warn", "refuse"}:
                    codes |= {each.value for each in ast.walk(node.args[0]) if isinstance(each, ast.Constant)}
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "day_in":
                codes |= {f"{k.value.value}-without-year" for k in node.keywords if k.arg == "code"}
    return codes - {"-without-year"}


class TestEverySort:
    def test_has_a_heading_and_every_heading_a_sort(self):
        assert raised_codes() == set(TITLES)


class TestTheDesk:
    def test_meets_one_question_of_many_rows_once(self):
        desk = Desk({})
        for row in (4, 9):
            desk.ask("match", row, "Is it?", [YES, NO], about="ola")
        assert [(each.key, each.rows) for each in desk.problems] == [("match@ola", (4, 9))]

    def test_lets_the_answer_beside_a_row_count_before_that_for_all(self):
        desk = Desk({"match@*": "yes", "match@4": "no"})
        assert [desk.ask("match", row, "Is it?", [YES, NO]) for row in (4, 5)] == ["no", "yes"]

    def test_takes_no_answer_that_was_not_offered(self):
        desk = Desk({"match@4": "perhaps"})
        desk.ask("match", 4, "Is it?", [YES, NO])
        assert desk.problems[0].is_open

    def test_leaves_a_refused_row_out_even_before_anybody_agreed(self):
        desk = Desk({})
        desk.refuse("birth-date", 7, "No such day.")
        assert desk.left_out == {7} and desk.problems[0].is_open
        assert [choice.key for choice in desk.problems[0].choices] == [LEAVE_OUT]

    def test_names_a_problem_without_line_breaks(self):
        desk = Desk({"pattern@mon tue": "yes"})
        desk.ask("pattern", 4, "Is it?", [YES, NO], about="mon\ntue")
        assert not desk.problems[0].is_open


class TestASection:
    def test_offers_for_all_only_what_every_problem_offers(self):
        desk = Desk({})
        desk.ask("phone", 4, "Is it?", [YES, NO])
        desk.ask("phone", 5, "Is it?", [NO])
        (section,) = sections_of(desk.problems, {})
        assert [choice.key for choice in section.choices] == ["no"]

    def test_stands_by_weight_refusals_first(self):
        sections = sections_of(planned(HANDMADE).problems, {})
        weights = [list(Weight).index(section.weight) for section in sections]
        assert weights == sorted(weights)


@pytest.mark.parametrize(
    ("rows", "words"), [((5,), "row 5"), ((9, 6, 10, 11), "rows 6, 9 to 11"), ((1, 2), "rows 1, 2"), ((), "")]
)
def test_rows_are_told_in_words(rows, words):
    assert rows_in_words(rows) == words


@pytest.mark.parametrize(
    ("heads", "row", "code"),
    [
        ("First name,Last name", "Ola,", "no-name"),
        ("First name,Last name,UPN", "Ola,Reed,X12", "upn-shape"),
        ("First name,Last name,Year", "Ola,Reed,upper sixth", "year-unread"),
        ("First name,Last name,Sex", "Ola,Reed,?", "sex"),
        ("First name,Last name,Ethnicity", "Ola,Reed,blue", "ethnicity"),
        ("First name,Last name,School,Start", "Ola,Reed,Tollgate Park,soon", "start-date"),
        ("First name,Last name,School", "Ola,Reed,Tollgate Park", "no-start"),
        ("First name,Last name,School,Start,End", "Ola,Reed,Tollgate Park,1/9/26,1/8/26", "ends-before-start"),
        ("First name,Last name,Who to ring", "Ola,Reed,ask the office", "who-to-ring-unread"),
        ("First name,Last name,Lives with,Contact 1 Name", "Ola,Reed,the dog,Jo Marsh", "lives-with"),
        ("First name,Last name,Contact 1 Name,Contact 1 PR", "Ola,Reed,Jo Marsh,perhaps", "yes-or-no"),
    ],
)
def test_what_nobody_can_read_is_told(heads, row, code):
    plan = planned("r.csv", content=csv_of(heads, row), kind=Kind.PUPILS)
    assert code in {problem.code for problem in plan.problems}


def test_a_pupil_who_stands_in_the_file_twice_is_asked_about():
    content = csv_of("First name,Last name,DOB", "Ola,Reed,04/05/2012", "ola,reed,2012-05-04")
    plan = planned("r.csv", content=content, kind=Kind.PUPILS)
    assert [each.rows for each in plan.open] == [(3,)] and plan.open[0].code == "repeated"
    assert len(planned("r.csv", {"repeated@3": "two"}, content=content, kind=Kind.PUPILS).steps) == 2
