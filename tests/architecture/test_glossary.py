"""docs/glossary.md and the names of classes say the same."""

from __future__ import annotations

import ast
import re

from django.apps import apps

from tests.support import sources

GLOSSARY = sources.ROOT / "docs" / "glossary.md"
# Words for which we have another: the one staff use.
OTHER_WORDS = re.compile(r"Student|Excus|Teacher|Guardian|Enrol|AuditLog|Notification|Learner|Attendee")


def rows() -> list[tuple[str, str, str]]:
    """Return (word, meaning, classes) of each row."""
    cells = [line.strip("|").split("|") for line in GLOSSARY.read_text().splitlines() if line.startswith("| ")]
    return [
        (word.strip(), meaning.strip(), classes.strip()) for word, meaning, classes in cells if word.strip() != "word"
    ]


def named() -> set[str]:
    return {name for _, _, classes in rows() for name in re.findall(r"`(\w+)`", classes)}


def classes() -> set[str]:
    return {
        node.name
        for path in sources.modules()
        for node in ast.walk(sources.tree(path))
        if isinstance(node, ast.ClassDef)
    }


class TestGlossary:
    def test_names_every_kind_of_row_we_keep(self):
        kept = {model.__name__ for model in apps.get_models() if model.__module__.startswith("firstbell.")}
        assert kept - named() == set()

    def test_names_no_class_that_is_not_there(self):
        assert named() - classes() == set()

    def test_has_one_row_for_a_word(self):
        words = [word for word, _, _ in rows()]
        assert sorted(set(words)) == sorted(words)

    def test_says_what_each_word_means(self):
        assert [word for word, meaning, _ in rows() if not meaning.endswith(".")] == []


class TestClassNames:
    def test_use_the_words_of_the_glossary_and_no_others(self):
        assert [name for name in sorted(classes()) if OTHER_WORDS.search(name)] == []
