"""Every command that writes also writes the journal: read from the code, so that a new one cannot be forgotten."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.support import sources

JOURNAL = {f"firstbell.journal.{name}" for name in ("write", "write_many", "commands.write", "commands.write_many")}
# Commands that change nothing a person did or decided: name -> why the journal is silent.
NOT_EVIDENCE = {
    "firstbell.journal.commands.checkpoint": "a note about the journal, itself append-only",
    "firstbell.accounts.commands.log_access": "a log of reading, itself append-only",
}


@dataclass
class Function:
    """One function: whether it opens a unit of work, and what it calls, by dotted name."""

    path: Path
    line: int
    opens_unit: bool
    calls: set[str] = field(default_factory=set)


def imported(tree: ast.Module, module: str) -> dict[str, str]:
    """Return what each imported name of a module stands for: {"journal": "firstbell.journal"}."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {
                (alias.asname or alias.name.split(".")[0]): alias.asname and alias.name or alias.name.split(".")[0]
                for alias in node.names
            }
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join(module.split(".")[: -node.level] + ([node.module] if node.module else []))
            names |= {(alias.asname or alias.name): f"{base}.{alias.name}" for alias in node.names}
    return names


def called(function: ast.AST, names: dict[str, str], module: str) -> set[str]:
    found = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            first, _, rest = ast.unparse(node.func).partition(".")
            if first in {"self", "cls"}:
                found.add(f"{module}.{rest}")
            elif first in names:
                found.add(f"{names[first]}.{rest}".rstrip("."))
            else:
                found.add(f"{module}.{first}")
    return found


@cache
def functions() -> dict[str, Function]:
    """Return every function of the package by dotted name; a method stands under its module, by its own name."""
    known: dict[str, Function] = {}
    for path in sources.modules():
        tree, module = sources.tree(path), sources.dotted(path)
        package = module if path.name == "__init__.py" else module
        names = imported(tree, package + (".__init__" if path.name == "__init__.py" else ""))
        for name, meant in names.items():
            # A package's front door: firstbell.x.commands.f may live in firstbell.x.commands.y.
            if path.name == "__init__.py" and meant.startswith("firstbell."):
                known.setdefault(f"{module}.{name}", Function(path, 0, False, {meant}))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                calls = called(node, names, module)
                opens = f"{names.get('unit_of_work', '')}" in calls or "firstbell.units.unit_of_work" in calls
                known[f"{module}.{node.name}"] = Function(path, node.lineno, opens, calls)
            elif isinstance(node, ast.ClassDef):
                methods = {f"{module}.{one.name}" for one in node.body if isinstance(one, ast.FunctionDef)}
                known.setdefault(f"{module}.{node.name}", Function(path, node.lineno, False, methods))
    return known


def writes_journal(name: str, seen: frozenset[str] = frozenset()) -> bool:
    if name in JOURNAL:
        return True
    if name in seen or name not in functions():
        return False
    return any(writes_journal(each, seen | {name}) for each in functions()[name].calls)


def commands() -> dict[str, Function]:
    return {
        name: function
        for name, function in functions().items()
        if function.opens_unit and ".commands" in name and not name.rsplit(".", 1)[-1].startswith("_")
    }


class TestEveryCommand:
    def test_that_writes_also_writes_the_journal(self):
        silent = [
            f"{sources.name_of(function.path)}:{function.line} {name}"
            for name, function in commands().items()
            if name not in NOT_EVIDENCE and not writes_journal(name)
        ]
        assert not silent, "These change rows and tell the journal nothing:\n" + "\n".join(silent)

    def test_that_is_excused_still_exists_and_still_needs_it(self):
        assert {name for name in NOT_EVIDENCE if name not in commands() or writes_journal(name)} == set()


class TestTheWatchdog:
    def test_sees_commands_at_all(self):
        assert commands()

    def test_would_notice_a_silent_command(self):
        silent = ast.parse("def forget(): unit_of_work(); Row.objects.create()")
        assert not any(name in JOURNAL for name in called(silent, {}, "firstbell.x.commands"))
