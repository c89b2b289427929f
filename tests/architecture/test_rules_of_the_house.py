"""Rules that hold in every file and that no type can express."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import sources

LONGEST_FILE = 400
CSS_BUDGET_BYTES = 45 * 1024
OPENS_ITS_OWN = {"src/firstbell/units.py", "src/firstbell/journal/guards.py"}
# The practice clock is measured against the machine's, and moving it must sign nobody out.
KNOWS_THE_MACHINES_TIME = {
    "src/firstbell/clock.py",
    "src/firstbell/accounts/middleware.py",
    "src/firstbell/practice/clock.py",
    "src/firstbell/practice/commands.py",
    "src/firstbell/practice/demonstration.py",
}
READS_THE_CLOCK = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("timezone", "now"),
    ("timezone", "localdate"),
    ("timezone", "localtime"),
    ("time", "time"),
}
PASSED_INWARDS = ("domain", "policy")
INNER_FILES = re.compile(r"(^|/)(commands|queries|models|forms|access)(/|\.py$|_\w+\.py$)")
SIGNALS = {"pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed", "receiver"}
ROW_WRITES = {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
WORDS_NOBODY_CAN_ACT_ON = re.compile(r"\b(invalid|oops|error code)\b", re.IGNORECASE)


def calls(path: Path) -> Iterator[tuple[int, str, str]]:
    """Yield (line, what it is called on, name) of every call in a file."""
    for node in ast.walk(sources.tree(path)):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                yield node.lineno, ast.unparse(node.func.value).split(".")[-1], node.func.attr
            elif isinstance(node.func, ast.Name):
                yield node.lineno, "", node.func.id


def told(found: list[str]) -> str:
    return "\n".join(found)


class TestTransactions:
    def test_are_opened_by_unit_of_work_alone(self):
        wrong = [
            f"{sources.name_of(path)}:{node.lineno}"
            for path in sources.modules()
            if sources.name_of(path) not in OPENS_ITS_OWN
            for node in ast.walk(sources.tree(path))
            if (isinstance(node, ast.Attribute) and node.attr == "atomic")
            or (isinstance(node, ast.Name) and node.id == "atomic")
        ]
        assert not wrong, "Open it with units.unit_of_work():\n" + told(wrong)

    def test_are_not_opened_by_what_only_reads_or_shows(self):
        wrong = [
            f"{sources.name_of(path)}:{line} .{name}()"
            for path in sources.modules()
            if re.search(r"(^|/)(views|queries|access)(/|\.py$|_\w+\.py$)", sources.name_of(path))
            for line, _, name in calls(path)
            if name in ROW_WRITES
        ]
        assert not wrong, "Only a command writes:\n" + told(wrong)


class TestTheClock:
    def test_is_read_in_one_place(self):
        wrong = [
            f"{sources.name_of(path)}:{line} {owner}.{name}()"
            for path in sources.modules()
            if sources.name_of(path) not in KNOWS_THE_MACHINES_TIME
            for line, owner, name in calls(path)
            if (owner, name) in READS_THE_CLOCK
        ]
        assert not wrong, "Ask clock.now() at the edge and pass it inwards:\n" + told(wrong)

    def test_is_not_read_by_what_is_given_the_time(self):
        wrong = [
            f"{sources.name_of(path)}:{line}"
            for path in sources.modules()
            if sources.name_of(path) not in KNOWS_THE_MACHINES_TIME
            if sources.room_of(path) in PASSED_INWARDS or INNER_FILES.search(sources.name_of(path))
            for line, owner, name in calls(path)
            if (owner, name) == ("clock", "now")
        ]
        assert not wrong, "Take `at` or `today` as an argument:\n" + told(wrong)


class TestCode:
    def test_does_its_own_work_without_signals(self):
        wrong = [
            f"{sources.name_of(path)}:{node.lineno} {alias.name}"
            for path in sources.modules()
            for node in ast.walk(sources.tree(path))
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
            if alias.name in SIGNALS
        ]
        assert not wrong, "Call the follow-on work, so that a reader can step into it:\n" + told(wrong)

    def test_fits_in_the_head_one_file_at_a_time(self):
        lengths = {path: len(path.read_text().splitlines()) for path in sources.files() if path.suffix == ".py"}
        # A migration is a list of columns, read once.
        wrong = [
            f"{sources.name_of(path)}: {count} lines"
            for path, count in lengths.items()
            if count > LONGEST_FILE and "migrations" not in path.parts
        ]
        assert not wrong, f"Split what is longer than {LONGEST_FILE} lines:\n" + told(wrong)

    def test_leaves_no_note_of_work_undone(self):
        note = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
        wrong = [sources.name_of(path) for path in sources.modules(tests=True) if note.search(path.read_text())]
        assert not wrong, told(wrong)


class TestWords:
    @pytest.mark.parametrize("kind", ["templates", "code"])
    def test_say_what_happened_and_never_only_that_something_did(self, kind):
        if kind == "templates":
            wrong = [sources.name_of(p) for p in sources.templates() if WORDS_NOBODY_CAN_ACT_ON.search(p.read_text())]
        else:
            wrong = [
                f"{sources.name_of(path)}:{node.lineno} {node.value[:60]}"
                for path in sources.modules()
                for node in ast.walk(sources.tree(path))
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value
                # A pattern that looks for the words in order to replace them is not a message.
                if WORDS_NOBODY_CAN_ACT_ON.search(node.value) and "(?" not in node.value
            ]
        assert not wrong, told(wrong)


class TestPages:
    def test_carry_no_script_or_style_of_their_own(self):
        inline = re.compile(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=\"|javascript:", re.IGNORECASE)
        wrong = [
            f"{sources.name_of(path)}: {found[0]}"
            for path in sources.templates()
            if path.suffix == ".html" and "/mail/" not in str(path) and (found := inline.search(path.read_text()))
        ]
        assert not wrong, "The content security policy refuses it:\n" + told(wrong)

    def test_are_styled_within_the_budget(self):
        size = sum(path.stat().st_size for path in sources.files() if path.suffix == ".css")
        assert size <= CSS_BUDGET_BYTES


class TestTests:
    def test_are_skipped_only_with_a_reason(self):
        wrong = [
            f"{sources.name_of(path)}:{line}"
            for path in sources.files()
            if path.suffix == ".py" and "tests" in path.parts
            for line in skips_without_reason(sources.tree(path))
        ]
        assert not wrong, told(wrong)


def skips_without_reason(tree: ast.Module) -> list[int]:
    """Return the lines of skips, marks and calls alike, that do not say why."""
    skips = {
        id(node): node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"skip", "skipif", "xfail"}
        and ast.unparse(node).startswith("pytest.")
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and id(node.func) in skips:
            told_why = any(keyword.arg == "reason" for keyword in node.keywords)
            if told_why or (ast.unparse(node.func) == "pytest.skip" and node.args):
                del skips[id(node.func)]
    return list(skips.values())
