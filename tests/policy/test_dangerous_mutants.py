"""The slips that would hurt: each is made on purpose in the rules, and has to be noticed.

The module with the slip, and everything that imports it, is loaded afresh; the check named beside the slip holds for
the true text and must fail for this one.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

import pytest

import firstbell
from tests.policy.slips.mutant import Mutant
from tests.policy.slips.of_facts import OF_FACTS
from tests.policy.slips.of_lines import OF_LINES
from tests.policy.slips.of_time import OF_TIME

MUTANTS = [*OF_TIME, *OF_FACTS, *OF_LINES]
AFRESH = ("firstbell.domain", "firstbell.policy", "tests.domain", "tests.policy")
WORLD = "tests.policy.small_world"
SOURCE = Path(str(firstbell.__file__)).parent
_TRUE_CODE: dict[str, CodeType] = {}


class _Loader(SourceFileLoader):
    """Loads a module's true code, which is compiled once; or the text with a slip in it."""

    slipped: str | None = None

    def get_code(self, fullname: str) -> CodeType | None:
        if self.slipped is not None:
            return compile(self.slipped, self.path, "exec")
        if self.path not in _TRUE_CODE:
            _TRUE_CODE[self.path] = compile(Path(self.path).read_text(encoding="utf-8"), self.path, "exec")
        return _TRUE_CODE[self.path]


class _Finder(MetaPathFinder):
    """Finds the modules that are loaded afresh."""

    def __init__(self, mutant: Mutant | None) -> None:
        self.path, self.text = _slipped(mutant) if mutant else (None, None)
        self.was_loaded = False

    def find_spec(self, fullname, path=None, target=None) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path) if fullname.startswith(AFRESH) else None
        if spec is None or not isinstance(spec.loader, SourceFileLoader):
            return None
        spec.loader = loader = _Loader(fullname, spec.loader.path)
        if self.path is not None and Path(loader.path) == self.path:
            loader.slipped, self.was_loaded = self.text, True
        return spec


@contextmanager
def a_world(mutant: Mutant | None = None) -> Iterator[ModuleType]:
    """The small world of these checks, loaded afresh, with a slip in it."""
    of_policy = mutant is not None and mutant.module.endswith(".toml")
    finder = _Finder(None if of_policy else mutant)
    kept = {name: module for name, module in sys.modules.items() if name.startswith(AFRESH)}
    for name in kept:
        del sys.modules[name]
    sys.meta_path.insert(0, finder)
    try:
        world = import_module(WORLD)
        assert finder.was_loaded == (finder.path is not None)
        world.slip_in_the_policy(*((mutant.true, mutant.slip) if of_policy else ("", "")))
        yield world
    finally:
        sys.meta_path.remove(finder)
        for name in [name for name in sys.modules if name.startswith(AFRESH)]:
            del sys.modules[name]
        sys.modules.update(kept)


def _slipped(mutant: Mutant) -> tuple[Path, str]:
    path = SOURCE / f"{mutant.module.replace('.', '/')}.py"
    text = path.read_text(encoding="utf-8")
    assert text.count(mutant.true) == 1, f"{mutant.true!r} is {text.count(mutant.true)} times in {path.name}"
    return path, text.replace(mutant.true, mutant.slip)


class TestEverySlip:
    def test_there_is_none_in_the_rules_as_they_stand(self):
        with a_world() as world:
            assert [mutant.name for mutant in MUTANTS if not mutant.notices(world)] == []

    @pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
    def test_is_noticed(self, mutant):
        with a_world(mutant) as world:
            assert not mutant.notices(world)

    def test_there_are_many(self):
        assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS) >= 30
