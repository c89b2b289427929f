"""The repository's own files, for the tests that watch over them."""

from __future__ import annotations

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "firstbell"


@cache
def files() -> list[Path]:
    """Return every file that is, or is about to be, in the repository."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        names = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True, text=True).stdout.split("\0")
        found = [ROOT / name for name in names if name]
    except (OSError, subprocess.CalledProcessError):
        # Unpacked from an archive: no repository, but also nothing in these folders that does not belong.
        tops = ["src", "tests", "docs", "tools", "requirements"]
        found = [path for top in tops for path in (ROOT / top).rglob("*")]
    return sorted(path for path in found if path.is_file() and "__pycache__" not in path.parts)


def name_of(path: Path) -> str:
    """Return a file's name as messages say it: from the root of the repository."""
    return str(path.relative_to(ROOT))


def modules(*, tests: bool = False, migrations: bool = False) -> Iterator[Path]:
    """Yield the Python files of the package, leaving out its tests and migrations unless asked for."""
    for path in files():
        if path.suffix == ".py" and path.is_relative_to(PACKAGE):
            inner = path.relative_to(PACKAGE).parts[:-1]
            if (tests or "tests" not in inner) and (migrations or "migrations" not in inner):
                yield path


def templates() -> Iterator[Path]:
    """Yield every page, fragment and message of the package."""
    for path in files():
        if path.is_relative_to(PACKAGE) and "templates" in path.parts:
            yield path


def room_of(path: Path) -> str:
    """Return the room a file of the package is in: `registers`, or `clock` for clock.py."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def dotted(path: Path) -> str:
    """Return a module's dotted name."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def project() -> dict[str, dict[str, object]]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


@cache
def floors() -> dict[str, int]:
    """Return each room's floor, the ground being 0, from the contract that import-linter holds."""
    layers = project()["tool"]["importlinter"]["contracts"][0]["layers"]  # type: ignore[index,call-overload]
    heights: dict[str, int] = {}
    for height, layer in enumerate(reversed(layers)):
        for room in layer.split("|"):
            heights[room.strip().strip("()").removeprefix("firstbell.")] = height
    return heights
