"""Whatever is done to the rows behind our back is found, and the first bad entry is named."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from firstbell import journal
from firstbell.journal import Actor, Entry
from firstbell.journal.guards import guarded_models
from firstbell.journal.models import JournalEntry

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CHAIN = 4
ENTRIES = 40
TAMPERINGS = 2_000
COLUMNS = [field.column for field in JournalEntry._meta.concrete_fields]
CONTENT = [column for column in COLUMNS if column not in {"chain", "number"}]


def lift_guards() -> None:
    """Do what somebody with the database file and no scruples would do first."""
    with connection.cursor() as cursor:
        for model in guarded_models():
            table = model._meta.db_table
            if connection.vendor == "postgresql":
                cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER ALL')
            else:
                for act in ("update", "delete", "replace"):
                    cursor.execute(f'DROP TRIGGER IF EXISTS "guard_{table}_{act}"')


def run(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def row(number: int) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(COLUMNS)} FROM journal_entry WHERE chain=%s AND number=%s", [CHAIN, number])
        return tuple(cursor.fetchone())


def put(values: tuple[Any, ...], **changes: Any) -> None:
    changed = [changes.get(column, value) for column, value in zip(COLUMNS, values, strict=True)]
    run(f"INSERT INTO journal_entry ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})", *changed)


def another(value: Any, chance: random.Random) -> Any:
    """Return a value of the same kind that differs."""
    if value is None:
        return chance.randrange(1, 1000)
    if isinstance(value, int):
        return value + chance.choice([-1, 1]) * chance.randrange(1, 1000)
    if isinstance(value, datetime):
        return value + timedelta(microseconds=chance.randrange(1, 10**12))
    if not value:
        return chance.choice(["x", " "])
    place = chance.randrange(len(value))
    letter = chance.choice([each for each in "0123456789abcdef" if each != value[place]])
    return chance.choice([value[:place] + letter + value[place + 1 :], value[:place] + letter + value[place:]])


def alter(chance: random.Random) -> int:
    number, column = chance.randrange(1, ENTRIES + 1), chance.choice(CONTENT)
    value = another(dict(zip(COLUMNS, row(number), strict=True))[column], chance)
    longest = JournalEntry._meta.get_field(column).max_length
    if longest and isinstance(value, str):
        value = value[:longest] if value[:longest] != row(number)[COLUMNS.index(column)] else "0" + value[: longest - 1]
    run(f"UPDATE journal_entry SET {column}=%s WHERE chain=%s AND number=%s", value, CHAIN, number)
    return number


def renumber(chance: random.Random) -> int:
    number = chance.randrange(1, ENTRIES + 1)
    elsewhere = chance.choice([-3, 0, ENTRIES + 1, ENTRIES + 50])
    run("UPDATE journal_entry SET number=%s WHERE chain=%s AND number=%s", elsewhere, CHAIN, number)
    return min(elsewhere, number)


def delete(chance: random.Random) -> int:
    first = chance.randrange(1, ENTRIES + 1)
    last = chance.randrange(first, ENTRIES + 1)
    run("DELETE FROM journal_entry WHERE chain=%s AND number BETWEEN %s AND %s", CHAIN, first, last)
    return first


def truncate(chance: random.Random) -> int:
    first = chance.randrange(1, ENTRIES + 1)
    run("DELETE FROM journal_entry WHERE chain=%s AND number>=%s", CHAIN, first)
    return first


def insert(chance: random.Random) -> int:
    """Put a copy of an entry at the front, at the end, or in the middle with all that follow moved along."""
    source = chance.randrange(1, ENTRIES + 1)
    place = chance.choice([0, ENTRIES + 1, *(number for number in range(2, ENTRIES) if number != source)])
    copied = row(source)
    if 0 < place <= ENTRIES:
        run("UPDATE journal_entry SET number=number+1000 WHERE chain=%s AND number>=%s", CHAIN, place)
        run("UPDATE journal_entry SET number=number-999 WHERE chain=%s AND number>=%s", CHAIN, 1000)
    put(copied, number=place)
    return place


def swap(chance: random.Random) -> int:
    """Exchange two entries: whole, or only what they say."""
    one, other = sorted(chance.sample(range(1, ENTRIES + 1), 2))
    columns = chance.choice([CONTENT, CONTENT[:-3]])
    former = [dict(zip(COLUMNS, row(number), strict=True)) for number in (one, other)]
    assignments = ", ".join(f"{column}=%s" for column in columns)
    for number, values in zip((other, one), former, strict=True):
        run(
            f"UPDATE journal_entry SET {assignments} WHERE chain=%s AND number=%s",
            *(values[column] for column in columns),
            CHAIN,
            number,
        )
    return one


WAYS: list[Callable[[random.Random], int]] = [alter, alter, alter, renumber, delete, truncate, insert, swap]


def a_chain(length: int, chain: int = CHAIN) -> None:
    sam = Actor("staff", 7, "Sam Okoro", "tutor")
    journal.write_many(
        Entry(
            "mark.recorded",
            {"code": "N", "n": number, "seen_by": ["Sam", "Jo"]},
            by=sam,
            at=NOON + timedelta(seconds=number),
            provision_id=chain,
            about=f"pupil:{number}",
        )
        for number in range(length)
    )


@pytest.mark.django_db
class TestAWholeChain:
    def test_a_chain_as_it_was_written_has_no_break(self):
        a_chain(ENTRIES)
        journal.checkpoint(CHAIN, NOON)
        assert journal.verify() == journal.verify(CHAIN) == []

    def test_an_empty_journal_has_no_break(self):
        assert journal.verify() == []

    def test_text_of_every_kind_verifies(self):
        odd = 'quote " backslash \\ line\nbreak tab\t bell\x07 é \u2028 🔔 %s {}'
        actor = Actor("family", None, odd, odd)
        journal.write(
            "pupil.added",
            {"said": odd, "list": [None, True, -3]},
            by=actor,
            at=NOON,
            provision_id=CHAIN,
            about=odd,
        )
        assert journal.verify() == []


@pytest.mark.django_db
class TestTampering:
    def test_two_thousand_random_tamperings_are_all_found_and_named(self):
        a_chain(ENTRIES)
        journal.checkpoint(CHAIN, NOON)
        lift_guards()
        chance = random.Random(20261123)
        for turn in range(TAMPERINGS):
            way = chance.choice(WAYS)
            point = transaction.savepoint()
            first_bad = way(chance)
            found = journal.verify(CHAIN)
            assert [each.number for each in found] == [first_bad], f"turn {turn}: {way.__name__} at {first_bad}"
            transaction.savepoint_rollback(point)
        assert journal.verify() == []

    def test_a_chain_that_is_gone_altogether_is_missed_by_its_checkpoint(self):
        a_chain(3)
        journal.checkpoint(CHAIN, NOON)
        lift_guards()
        run("DELETE FROM journal_entry")
        (found,) = journal.verify()
        assert str(found) == ("Chain 4, entry 1: The end is cut off: the checkpoint of 2026-11-23 counted 3 entries.")

    def test_a_history_written_anew_does_not_match_its_checkpoint(self):
        a_chain(3)
        journal.checkpoint(CHAIN, NOON)
        lift_guards()
        run("DELETE FROM journal_entry")
        a_chain(3)
        (found,) = journal.verify()
        assert found.number == 3
        assert "checkpoint of 2026-11-23" in found.what

    def test_only_the_chain_that_was_touched_is_named(self):
        a_chain(3, chain=4)
        a_chain(3, chain=9)
        lift_guards()
        run("UPDATE journal_entry SET facts='{}' WHERE chain=9 AND number=2")
        assert [(each.chain, each.number, each.what) for each in journal.verify()] == [
            (9, 2, "It was altered after it was written.")
        ]

    def test_a_column_emptied_by_force_is_found(self):
        a_chain(3)
        lift_guards()
        run("UPDATE journal_entry SET salt='' WHERE number=2")
        assert journal.verify()[0].number == 2


@pytest.mark.django_db
class TestCheckpoints:
    def test_a_checkpoint_is_noted_once_for_one_state_of_the_chain(self):
        a_chain(3)
        assert journal.checkpoint(CHAIN, NOON) == journal.checkpoint(CHAIN, NOON + timedelta(days=1))

    def test_every_chain_gets_its_checkpoint(self):
        a_chain(2, chain=4)
        a_chain(5, chain=9)
        assert [(note.chain, note.count) for note in journal.checkpoint_all(NOON)] == [(4, 2), (9, 5)]

    def test_an_empty_chain_has_none(self):
        assert journal.checkpoint(CHAIN, NOON) is None

    def test_the_day_is_londons(self):
        a_chain(1)
        assert str(journal.checkpoint(CHAIN, datetime(2026, 6, 1, 23, 30, tzinfo=UTC)).day) == "2026-06-02"
