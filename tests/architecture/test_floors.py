"""Templates, addresses and relations use only the floors below, as imports do (import-linter holds those)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.template import engines

from tests.support import sources

USES_TEMPLATE = re.compile(r"""{%\s*(?:extends|include)\s+["']([a-z_]+)/""")
USES_ADDRESS = re.compile(r"""{%\s*url\s+["']([a-z_]+):""")
LOADS = re.compile(r"{%\s*load\s+([^%]+?)\s*%}")
NAMES_AN_ADDRESS = {"reverse", "reverse_lazy", "redirect", "resolve_url"}


def used_by_template(path: Path) -> Iterator[str]:
    text = path.read_text()
    yield from USES_TEMPLATE.findall(text)
    yield from USES_ADDRESS.findall(text)
    libraries = engines["django"].engine.libraries
    for words in LOADS.findall(text):
        for word in words.split(" from ")[-1].split():
            if libraries.get(word, "").startswith("firstbell."):
                yield libraries[word].split(".")[1]


def used_by_code(path: Path) -> Iterator[str]:
    for node in ast.walk(sources.tree(path)):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            word = str(node.args[0].value)
            if name in NAMES_AN_ADDRESS and re.fullmatch(r"[a-z_]+:[a-z_:-]+", word):
                yield word.split(":")[0]


def too_high(path: Path, used: Iterator[str]) -> list[str]:
    heights = sources.floors()
    here = sources.room_of(path)
    return [
        f"{sources.name_of(path)} uses {room}, which is above {here}"
        for room in used
        if heights.get(room, -1) > heights[here]
    ]


class TestFloors:
    def test_every_room_has_its_floor(self):
        rooms = {sources.room_of(path) for path in sources.modules()} - {"__init__", "__main__"}
        assert rooms <= set(sources.floors())

    def test_a_template_uses_its_own_room_and_those_below(self):
        wrong = [line for path in sources.templates() for line in too_high(path, used_by_template(path))]
        assert not wrong, "\n".join(wrong)

    def test_code_names_only_addresses_of_its_own_room_and_those_below(self):
        wrong = [line for path in sources.modules() for line in too_high(path, used_by_code(path))]
        assert not wrong, "\n".join(wrong)

    def test_a_relation_points_to_its_own_room_or_below(self):
        heights = sources.floors()
        wrong = [
            f"{model.__name__}.{field.name} points up to {field.related_model.__name__}"
            for model in apps.get_models()
            if model.__module__.startswith("firstbell.")
            for field in model._meta.get_fields()
            if field.is_relation and field.concrete and field.related_model.__module__.startswith("firstbell.")
            if heights[field.related_model._meta.app_label] > heights[model._meta.app_label]
        ]
        assert not wrong, "\n".join(wrong)
