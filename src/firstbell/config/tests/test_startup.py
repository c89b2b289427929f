from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite
from django.db.migrations.recorder import MigrationRecorder

from firstbell import env as environment
from firstbell import journal
from firstbell.config import startup
from firstbell.journal.guards import guarded_models
from firstbell.journal.models import JournalEntry
from tests.support import postgresql
from tests.support.times import london

SAFE = "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA recursive_triggers=ON"
OWN_KEY = "a-key-of-this-installation-alone-0123456789"


@contextmanager
def sqlite(folder: Path, settings: str, unblocked):
    """A real SQLite database opened with these settings."""
    with unblocked():
        database = SQLite(
            connection.settings_dict
            | {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "some.sqlite3"), "TEST": {}}
            | {"OPTIONS": {"init_command": settings}, "CONN_MAX_AGE": None},
            alias="some",
        )
        yield database
        database.close()


def told(reasons) -> str:
    return "\n".join(str(reason) for reason in reasons)


class TestSqlite:
    @pytest.fixture
    def unblocked(self, django_db_blocker):
        return django_db_blocker.unblock

    def test_is_accepted_as_firstbell_opens_it(self, tmp_path, unblocked):
        with sqlite(tmp_path, SAFE, unblocked) as database:
            assert list(startup.durability(database)) == []

    @pytest.mark.parametrize(
        ("safe", "unsafe", "named"),
        [
            ("journal_mode=WAL", "journal_mode=DELETE", "journal_mode = delete"),
            ("journal_mode=WAL", "journal_mode=MEMORY", "journal_mode = memory"),
            ("journal_mode=WAL", "journal_mode=OFF", "journal_mode = off"),
            ("synchronous=FULL", "synchronous=NORMAL", "synchronous = 1"),
            ("synchronous=FULL", "synchronous=OFF", "synchronous = 0"),
            ("foreign_keys=ON", "foreign_keys=OFF", "foreign_keys = 0"),
            ("recursive_triggers=ON", "recursive_triggers=OFF", "recursive_triggers = 0"),
        ],
    )
    def test_is_refused_when_it_could_forget_or_alter_a_mark(self, tmp_path, unblocked, safe, unsafe, named):
        with sqlite(tmp_path, SAFE.replace(safe, unsafe), unblocked) as database:
            reasons = list(startup.durability(database))
        assert len(reasons) == 1
        assert named in reasons[0].what

    def test_may_be_even_more_careful_than_asked(self, tmp_path, unblocked):
        with sqlite(tmp_path, SAFE.replace("FULL", "EXTRA"), unblocked) as database:
            assert list(startup.durability(database)) == []


@pytest.mark.needs("PostgreSQL")
class TestPostgresql:
    @contextmanager
    def server(self, settings, unblocked):
        from django.db.backends.postgresql.base import DatabaseWrapper

        with postgresql.Server(settings) as server, unblocked():
            database = DatabaseWrapper(
                connection.settings_dict
                | {"ENGINE": "django.db.backends.postgresql", "NAME": "postgres", "USER": postgresql.SUPERUSER}
                | {"PASSWORD": "", "HOST": server.host, "PORT": str(server.port), "OPTIONS": {}, "TEST": {}},
                alias="some",
            )
            yield database
            database.close()

    def test_is_accepted_as_it_comes(self, django_db_blocker):
        with self.server({}, django_db_blocker.unblock) as database:
            assert list(startup.durability(database)) == []

    def test_is_refused_when_a_power_cut_could_lose_a_mark(self, django_db_blocker):
        off = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        with self.server(off, django_db_blocker.unblock) as database:
            reasons = list(startup.durability(database))
        assert [reason.what.split()[3] for reason in reasons] == list(off)
        assert all("postgresql.conf" in reason.do for reason in reasons)


class TestSecrets:
    @pytest.fixture
    def env(self, tmp_path):
        return replace(environment.read({"FIRSTBELL_HOME": str(tmp_path)}), secret_key=OWN_KEY)

    def test_of_an_installation_of_its_own_are_accepted(self, env):
        assert list(startup.secret_key(env)) == []
        assert list(startup.debugging(env)) == []

    @pytest.mark.parametrize("key", ["", "short", environment.PRACTICE_KEY])
    def test_that_anybody_could_know_are_refused(self, env, key):
        assert "secret key" in told(startup.secret_key(replace(env, secret_key=key)))

    def test_would_be_shown_by_a_debugging_page(self, env):
        assert "FIRSTBELL_DEBUG" in told(startup.debugging(replace(env, debug=True)))

    def test_of_the_practice_provision_need_no_guarding(self, env):
        practice = replace(env, practice=True, debug=True, secret_key=environment.PRACTICE_KEY)
        assert [*startup.secret_key(practice), *startup.debugging(practice)] == []


class TestTheDisk:
    def test_with_room_is_accepted(self, tmp_path):
        assert list(startup.free_space(tmp_path, least_percent=0)) == []

    def test_that_is_nearly_full_is_refused(self, tmp_path):
        assert "MB free" in told(startup.free_space(tmp_path, least_percent=101))

    def test_is_measured_before_the_data_folder_is_made(self, tmp_path):
        assert "MB free" in told(startup.free_space(tmp_path / "not" / "yet", least_percent=101))


def drop_trigger(name: str, table: str) -> None:
    with connection.cursor() as cursor:
        on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
        cursor.execute(f'DROP TRIGGER "{name}"{on}')


@pytest.mark.django_db
class TestTheTables:
    def test_of_this_version_are_accepted(self):
        assert list(startup.schema(connection)) == []

    def test_of_a_newer_version_are_refused(self):
        MigrationRecorder(connection).record_applied("registers", "9999_from_the_future")
        assert "registers.9999_from_the_future" in told(startup.schema(connection))

    def test_of_rooms_this_version_does_not_have_are_refused(self):
        MigrationRecorder(connection).record_applied("transport", "0001_initial")
        assert "transport.0001_initial" in told(startup.schema(connection))

    def test_that_are_not_made_yet_are_refused(self):
        recorder = MigrationRecorder(connection)
        recorder.migration_qs.filter(app="followup").delete()
        assert "firstbell setup" in told(startup.schema(connection))


@pytest.mark.django_db
class TestTheEvidence:
    def test_that_is_guarded_is_accepted(self):
        assert list(startup.guards(connection)) == []

    @pytest.mark.parametrize("model", ["Mark", "JournalEntry"])
    def test_without_a_guard_is_refused_and_the_guard_named(self, model):
        table = next(each._meta.db_table for each in guarded_models() if each.__name__ == model)
        drop_trigger(f"guard_{table}_update", table)
        assert f"guard_{table}_update" in told(startup.guards(connection))

    def test_in_an_untouched_journal_is_accepted(self):
        self.write()
        assert list(startup.journal_chain()) == []

    def test_in_an_altered_journal_is_refused_and_the_first_bad_entry_named(self):
        self.write()
        table = JournalEntry._meta.db_table
        drop_trigger(f"guard_{table}_update", table)
        JournalEntry.objects.filter(number=2).update(actor_name="Somebody else")
        assert "entry 2" in told(startup.journal_chain())

    def write(self):
        at = london("2026-11-23 09:03")
        for _ in range(3):
            journal.write("pupil.archived", {}, by=journal.Actor.system("test"), at=at, provision_id=1, about="pupil:1")


@pytest.mark.django_db
class TestReasons:
    def test_are_all_told_at_once(self, tmp_path):
        env = environment.read({"FIRSTBELL_HOME": str(tmp_path), "FIRSTBELL_DEBUG": "yes"})
        MigrationRecorder(connection).record_applied("registers", "9999_from_the_future")
        lines = startup.told(startup.refusals(env, connection))
        assert "FIRSTBELL_DEBUG" in lines
        assert "secret key" in lines
        assert "9999_from_the_future" in lines
