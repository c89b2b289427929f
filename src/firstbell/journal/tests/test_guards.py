"""Evidence is neither changed nor deleted, by our code or by anybody's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, models, transaction

from firstbell import journal
from firstbell.journal import Actor
from firstbell.journal.guards import guarded_models, install_guards, missing_guards
from firstbell.journal.models import Checkpoint, JournalEntry

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def evidence(db):
    for _ in range(3):
        journal.write("backup.made", by=Actor.system("test"), at=NOON, provision_id=None, about="installation")
    return journal.checkpoint(journal.INSTALLATION, NOON)


def refused(statement: str) -> bool:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return True


@pytest.mark.usefixtures("evidence")
class TestTheORM:
    def test_update_is_refused(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            JournalEntry.objects.update(verb="x")

    def test_delete_is_refused(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            JournalEntry.objects.all().delete()

    def test_save_is_refused(self):
        note = Checkpoint.objects.get()
        note.count = 1
        with pytest.raises(IntegrityError), transaction.atomic():
            note.save(update_fields=["count"])

    def test_bulk_update_is_refused(self):
        note = Checkpoint.objects.get()
        note.count = 1
        with pytest.raises(IntegrityError), transaction.atomic():
            Checkpoint.objects.bulk_update([note], ["count"])


@pytest.mark.usefixtures("evidence")
class TestRawSQL:
    def test_update_is_refused(self):
        assert refused("UPDATE journal_entry SET facts='{}' WHERE number=2")

    def test_delete_is_refused(self):
        assert refused("DELETE FROM journal_entry WHERE number=2")

    @pytest.mark.sqlite_only
    @pytest.mark.parametrize("recursive", ["ON", "OFF"])
    def test_replace_is_refused_also_by_a_program_without_recursive_triggers(self, recursive):
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA recursive_triggers={recursive}")
        try:
            assert refused("INSERT OR REPLACE INTO journal_entry SELECT * FROM journal_entry WHERE number=2")
            assert refused("REPLACE INTO journal_checkpoint SELECT * FROM journal_checkpoint")
        finally:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA recursive_triggers=ON")

    @pytest.mark.sqlite_only
    def test_replace_that_meets_a_row_by_another_unique_rule_is_refused(self):
        assert refused(
            "INSERT OR REPLACE INTO journal_checkpoint (id, chain, day, count, link, made_at)"
            " SELECT 999, chain, day, count, 'forged', made_at FROM journal_checkpoint"
        )

    @pytest.mark.postgresql_only
    def test_upsert_is_refused(self):
        assert refused(
            "INSERT INTO journal_checkpoint (chain, day, count, link, made_at)"
            " SELECT chain, day, count, 'forged', made_at FROM journal_checkpoint"
            " ON CONFLICT (chain, count) DO UPDATE SET link = excluded.link"
        )

    @pytest.mark.postgresql_only
    def test_truncate_is_refused(self):
        assert refused("TRUNCATE journal_entry")


@pytest.mark.django_db
class TestTheGuardsThemselves:
    def test_every_model_that_is_append_only_is_guarded(self):
        assert JournalEntry in guarded_models()
        assert missing_guards(connection) == []

    def test_an_append_only_model_has_no_unique_rule_with_a_condition(self):
        """Such a rule could be met by a REPLACE that the guard does not see."""
        for model in guarded_models():
            for rule in model._meta.constraints:
                assert not (isinstance(rule, models.UniqueConstraint) and rule.condition), (model, rule.name)

    def test_a_guard_that_was_taken_away_is_missed_and_put_back(self):
        on_table = ' ON "journal_entry"' if connection.vendor == "postgresql" else ""
        with connection.cursor() as cursor:
            cursor.execute(f'DROP TRIGGER "guard_journal_entry_update"{on_table}')
        assert missing_guards(connection) == ["guard_journal_entry_update"]
        install_guards(connection)
        assert missing_guards(connection) == []

    @pytest.mark.sqlite_only
    def test_a_guard_that_was_made_harmless_is_missed_and_put_back(self):
        with connection.cursor() as cursor:
            cursor.execute('DROP TRIGGER "guard_journal_entry_delete"')
            cursor.execute(
                'CREATE TRIGGER "guard_journal_entry_delete" BEFORE DELETE ON "journal_entry" BEGIN SELECT 1; END'
            )
        assert missing_guards(connection) == ["guard_journal_entry_delete"]
        install_guards(connection)
        assert missing_guards(connection) == []

    @pytest.mark.postgresql_only
    def test_a_guard_that_was_switched_off_is_missed(self):
        with connection.cursor() as cursor:
            cursor.execute('ALTER TABLE "journal_entry" DISABLE TRIGGER "guard_journal_entry_delete"')
        assert missing_guards(connection) == ["guard_journal_entry_delete"]
        install_guards(connection)
        assert missing_guards(connection) == []
