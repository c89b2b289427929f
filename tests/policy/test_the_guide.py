"""docs/run/policy.md is run, so that it cannot say what is not so."""

import re
import shlex
from pathlib import Path

import pytest

from firstbell.config.program import main
from firstbell.domain.contact import ContactStep, Outcome
from firstbell.domain.duties import (
    Anchor,
    Discharge,
    DutyKind,
    Each,
    Fact,
    Owner,
    can_meet,
    figures_of,
    further_figures_of,
)
from firstbell.domain.happenings import Kind, News
from firstbell.policy import MessageRules, faults_in
from firstbell.policy.events import EVERY, MAY_HOLD, TOP
from firstbell.policy.parsing import SECTIONS
from firstbell.policy.reports import FITTING
from firstbell.policy.rules import RULE_KEYS

GUIDE = Path(__file__).parents[2] / "docs" / "run" / "policy.md"
TEXT = GUIDE.read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+) ?(\S*)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
HEAD = next(body for _, name, body in BLOCKS if name == "head")
RULE = """
[[rule]]
key = "a-duty"
duty = "call-home"
when = "unexplained-absence"
{due}owner = "head"
met_by = ["spoke"]
sentence = "Do it"
clause = "H1"
"""


def blocks(name: str) -> list[str]:
    return [body for _, its_name, body in BLOCKS if its_name == name]


def rows(heading: str) -> dict[str, str]:
    """The table under a heading: the first cell's names, and the rest of the row."""
    table = TEXT[TEXT.index(f"| {heading} |") :].split("\n\n")[0].splitlines()[2:]
    found = {}
    for line in table:
        first, _, rest = line.strip("| ").partition("|")
        for name in re.findall(r"`([^`]+)`", first):
            found[name] = rest
    return found


def named(cell: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", cell))


def hyphens(names) -> set[str]:
    return {str(name).replace("_", "-") for name in names}


class TestEveryExample:
    @pytest.fixture
    def desk(self, tmp_path, monkeypatch):
        for _, name, body in BLOCKS:
            if "." in name:
                (tmp_path / name).write_text(body, encoding="utf-8")
        monkeypatch.chdir(tmp_path)

    @pytest.mark.parametrize("example", [body for kind, _, body in BLOCKS if kind == "console"])
    def test_says_what_the_program_says(self, desk, capsys, example):
        command, _, expected = example.partition("\n")
        main(shlex.split(command.removeprefix("$ firstbell ")))
        said = capsys.readouterr()
        assert said.out + said.err == expected

    @pytest.mark.parametrize("section", blocks("section"))
    def test_of_a_section_can_be_used(self, section):
        assert faults_in(HEAD + section + RULE.format(due='due = { time = "10:00" }\n')) == []

    @pytest.mark.parametrize("rule", blocks("rule"))
    def test_of_a_rule_can_be_used(self, rule):
        assert faults_in(HEAD + rule) == []

    @pytest.mark.parametrize("due", blocks("due"))
    def test_of_a_due_can_be_used(self, due):
        assert faults_in(HEAD + RULE.format(due=due)) == []

    def test_is_of_a_kind_that_is_run(self):
        kinds = {name or kind for kind, name, _ in BLOCKS}
        assert {name for name in kinds if "." not in name} == {"head", "section", "rule", "due", "console"}


class TestEveryWord:
    def test_every_section_is_told(self):
        assert named("".join(line for line in TEXT.splitlines() if line.startswith(("| at the top", "| `[")))) >= {
            "name", "title", "review_months", "[registers]", "[[rule]]", "[[code]]", "[messages]",
        }  # fmt: skip
        assert all(f"{section}" in TEXT for section in SECTIONS)

    def test_every_key_of_a_rule_is_told(self):
        assert set(rows("key | what it says")) == set(RULE_KEYS)

    def test_every_fact_is_told_with_its_figures(self):
        told = rows("fact | is so")
        assert set(told) == set(Fact)
        for fact in Fact:
            assert named(told[fact].rpartition("|")[2] or told[fact]) >= figures_of(fact) | set(
                further_figures_of(fact)
            )

    def test_every_duty_is_told_with_what_can_meet_it(self):
        told = rows("duty | can be met by")
        assert {duty: named(cell) for duty, cell in told.items()} == {kind: set(can_meet(kind)) for kind in DutyKind}

    def test_every_discharge_is_told(self):
        assert set(rows("what meets | is")) == set(Discharge)

    def test_every_instant_is_told(self):
        assert set(rows("`after` | counts from")) == set(Anchor)

    def test_every_owner_every_how_often_and_every_step_is_told(self):
        told = rows("key | what it says")
        assert named(told["owner"]) == hyphens(Owner)
        assert named(told["each"]) == set(Each)
        assert all(f"`{step}`" in TEXT for step in ContactStep)

    def test_every_report_is_told_with_how_often_it_can_go_and_to_whom(self):
        told = rows("`document` | holds")
        assert {document: named(cell) for document, cell in told.items()} == {
            document: {*everys, *tos} for document, (everys, tos) in FITTING.items()
        }

    def test_every_limit_of_messages_is_told(self):
        assert set(rows("key | what it does")) == set(MessageRules.__annotations__)

    def test_every_kind_of_event_is_told_with_its_keys(self):
        told = rows("`what` | and holds")
        assert set(told) == set(Kind)
        for kind in Kind:
            assert named(told[kind]) >= set(MAY_HOLD[kind])
        assert named(told[Kind.MESSAGE]) >= set(News)

    def test_every_key_of_the_events_file_is_told(self):
        assert set(rows("key | holds | left out")) == set(TOP)
        assert all(f"`{key}`" in TEXT for key in EVERY)

    def test_every_outcome_is_told(self):
        told = TEXT[TEXT.index("An attempt's `outcome` is") :].split(". `contacts")[0]
        assert named(told) == hyphens(Outcome) | {"outcome"}
