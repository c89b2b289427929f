from __future__ import annotations

import json
import random
import shutil
import sqlite3
import uuid
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from firstbell import env as environment
from firstbell import journal
from firstbell.config import backups
from firstbell.config.program import backup as backup_command
from firstbell.config.program import restore as restore_command
from firstbell.config.program.standing import standing
from firstbell.domain.errors import Refused
from firstbell.registers.models import Mark, Register, RegisterLine
from tests.builders import a_pupil
from tests.support.times import london

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite_only]
AT = london("2026-11-23 17:00")


def a_marked_register(pupil, on: str = "2026-11-23") -> Register:
    slot = pupil.placements.get().slots.first()
    start = london(f"{on} 09:00")
    register = Register.objects.create(
        provision=pupil.provision, site=slot.group.site, group=slot.group, on=on, session="AM",
        starts_at=start, closes_at=london(f"{on} 09:30"), ends_at=london(f"{on} 12:00"), code_set="england-2024",
    )  # fmt: skip
    line = RegisterLine.objects.create(register=register, pupil=pupil, starts_at=start, closes_at=register.closes_at)
    a_mark(line)
    return register


def a_mark(line: RegisterLine) -> Mark:
    mark = Mark.objects.create(
        line=line, code_key="N", tap_id=uuid.uuid4(), seen_by="Sam", recorded_by="Sam", recorded_by_role="tutor",
        recorded_at=AT,
    )  # fmt: skip
    by = journal.Actor.system("test")
    about = f"register:{line.register_id}"
    journal.write("mark.recorded", {}, by=by, at=AT, provision_id=line.register.provision_id, about=about)
    return mark


@pytest.fixture
def live() -> Path:
    """The file of the test's own database, with three marked registers."""
    pupil = a_pupil()
    for on in ("2026-11-18", "2026-11-19", "2026-11-20"):
        a_marked_register(pupil, on)
    return Path(connection.settings_dict["NAME"])


@pytest.fixture
def files(tmp_path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "letter.txt").write_text("a doctor's letter")
    return folder


@pytest.fixture
def backup(live, files, tmp_path) -> Path:
    return backups.make(live, files, tmp_path, AT)[0]


class TestBackup:
    def test_is_named_for_its_instant(self, backup):
        assert backup.name == "firstbell-2026-11-23T170000Z.backup"

    def test_is_for_its_owner_alone(self, backup):
        assert backup.stat().st_mode & 0o077 == 0

    def test_says_how_far_the_journal_had_come(self, backup):
        (count, link), *others = backups.check(backup).journal.values()
        assert (count, len(link), others) == (3, 64, [])

    def test_counts_its_registers(self, backup):
        assert backups.check(backup).registers == 3

    def test_holds_the_files_people_added(self, backup):
        with backups.unpacked(backup) as (folder, _):
            assert (folder / "files" / "letter.txt").read_text() == "a doctor's letter"

    def test_does_not_write_over_an_older_one(self, backup, live, files, tmp_path):
        with pytest.raises(Refused, match="is there already"):
            backups.make(live, files, tmp_path, AT)

    def test_that_cannot_be_written_leaves_nothing(self, live, files, tmp_path):
        with pytest.raises(Refused, match="could not be written"):
            backups.make(live, files, tmp_path / "no" / "such" / "folder" / "x.backup", AT)

    def test_of_postgresql_is_left_to_postgresql(self):
        env = environment.read({"FIRSTBELL_DATABASE": "postgresql://somebody@host.example/rows"})
        with pytest.raises(Refused, match="pg_dump"):
            backup_command.sqlite_file(env)


class TestADamagedBackup:
    def refused(self, backup):
        with pytest.raises(Refused, match="not a whole backup") as refused:
            backups.check(backup)
        assert "Nothing was changed here." in str(refused.value)

    def test_is_refused_whichever_byte_is_wrong(self, backup):
        whole = backup.read_bytes()
        chance = random.Random(2026)
        accepted = []
        for _ in range(150):
            place = chance.randrange(len(whole))
            damaged = bytearray(whole)
            damaged[place] ^= 1 << chance.randrange(8)
            backup.write_bytes(damaged)
            try:
                read = backups.check(backup)
            except Refused:
                continue
            # A bit that nothing reads, such as a time stamp of the container: then all content must be right.
            accepted.append(read)
        backup.write_bytes(whole)
        assert all(read == backups.check(backup) for read in accepted)

    @pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
    def test_is_refused_when_it_was_cut_short(self, backup, share):
        whole = backup.read_bytes()
        backup.write_bytes(whole[: int(len(whole) * share)])
        self.refused(backup)

    def test_is_refused_when_a_file_was_put_in(self, backup):
        with zipfile.ZipFile(backup, "a") as archive:
            archive.writestr("files/../../escaped.txt", "x")
        self.refused(backup)

    def test_is_refused_when_its_database_was_exchanged_for_another(self, backup):
        self.rewrite(backup, database=b"SQLite format 3\0" + bytes(4096))
        self.refused(backup)

    def test_is_refused_when_it_is_some_other_file(self, tmp_path):
        (tmp_path / "letter.txt").write_text("not a backup")
        self.refused(tmp_path / "letter.txt")

    def test_is_refused_when_its_manifest_is_not_one(self, backup):
        self.rewrite(backup, manifest=b"{}")
        self.refused(backup)

    def rewrite(self, backup, database: bytes | None = None, manifest: bytes | None = None):
        with zipfile.ZipFile(backup) as archive:
            contents = {name: archive.read(name) for name in archive.namelist()}
        contents[backups.DATABASE] = database or contents[backups.DATABASE]
        contents[backups.MANIFEST] = manifest or contents[backups.MANIFEST]
        with zipfile.ZipFile(backup, "w") as archive:
            for name, content in contents.items():
                archive.writestr(name, content)


class TestRehearsal:
    def test_finds_every_register_the_same_when_nothing_happened_since(self, backup, live, capsys):
        assert restore_command.rehearse(backup, live) == 0
        assert "3 are the same" in capsys.readouterr().out

    def test_names_the_registers_that_gained_marks(self, backup, live, capsys):
        a_mark(RegisterLine.objects.get(register__on="2026-11-19"))
        assert restore_command.rehearse(backup, live) == 0
        said = capsys.readouterr().out
        assert "2 are the same" in said
        assert "1 have gained marks since: 2026-11-19, AM" in said

    def test_counts_the_registers_made_since(self, backup, live, capsys):
        pupil = RegisterLine.objects.first().pupil
        a_marked_register(pupil, "2026-11-23")
        assert restore_command.rehearse(backup, live) == 0
        assert "1 were made since" in capsys.readouterr().out

    def test_raises_the_alarm_when_a_mark_is_gone_from_the_data(self, backup, live, tmp_path, capsys):
        tampered = self.copy(live, tmp_path)
        self.change(tampered, "DELETE FROM registers_mark WHERE id = (SELECT min(id) FROM registers_mark)")
        assert restore_command.rehearse(backup, tampered) == 1
        assert "1 are not as they were" in capsys.readouterr().err

    def test_raises_the_alarm_when_a_mark_was_altered_in_the_data(self, backup, live, tmp_path, capsys):
        tampered = self.copy(live, tmp_path)
        self.change(tampered, "UPDATE registers_mark SET code_key = '/'")
        assert restore_command.rehearse(backup, tampered) == 1
        assert "3 are not as they were" in capsys.readouterr().err

    def test_changes_nothing(self, backup, live, tmp_path):
        before = sorted(path.name for path in tmp_path.iterdir())
        restore_command.rehearse(backup, live)
        assert sorted(path.name for path in tmp_path.iterdir()) == before

    def copy(self, live: Path, folder: Path) -> Path:
        with closing(sqlite3.connect(live)) as source, closing(sqlite3.connect(folder / "copy.sqlite3")) as to:
            source.backup(to)
        return folder / "copy.sqlite3"

    def change(self, path: Path, statement: str) -> None:
        with closing(sqlite3.connect(path)) as database:
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                database.execute(f'DROP TRIGGER "{name}"')
            database.execute(statement)
            database.commit()


class TestRestore:
    @pytest.fixture
    def home(self, live, tmp_path) -> Path:
        """A data folder with later data than the backup's, and a file added since."""
        home = tmp_path / "home"
        (home / "files").mkdir(parents=True)
        (home / "files" / "later.txt").write_text("added since")
        with closing(sqlite3.connect(home / "firstbell.sqlite3")) as later:
            later.execute("CREATE TABLE later (id)")
        return home

    def test_puts_back_every_register(self, backup, home, live):
        assert restore_command.restore(backup, home / "firstbell.sqlite3", home) == 0
        assert restore_command.rehearse(backup, home / "firstbell.sqlite3") == 0

    def test_puts_back_the_files_people_added(self, backup, home):
        restore_command.restore(backup, home / "firstbell.sqlite3", home)
        assert [path.name for path in (home / "files").iterdir()] == ["letter.txt"]

    def test_keeps_what_was_there_before(self, backup, home):
        restore_command.restore(backup, home / "firstbell.sqlite3", home)
        (kept,) = home.glob("firstbell.sqlite3.before-restore-*")
        with closing(sqlite3.connect(kept)) as database:
            assert database.execute("SELECT count(*) FROM later").fetchone() == (0,)

    def test_works_where_all_was_lost(self, backup, tmp_path):
        home = tmp_path / "new"
        assert restore_command.restore(backup, home / "firstbell.sqlite3", home) == 0
        assert (home / "firstbell.sqlite3").exists()

    def test_is_refused_while_firstbell_runs_on_the_data(self, backup, home):
        with standing(home), pytest.raises(Refused, match="Firstbell is running"):
            restore_command.restore(backup, home / "firstbell.sqlite3", home)

    def test_of_a_damaged_backup_leaves_the_data_alone(self, backup, home):
        backup.write_bytes(backup.read_bytes()[:-2000])
        before = (home / "firstbell.sqlite3").read_bytes()
        with pytest.raises(Refused):
            restore_command.restore(backup, home / "firstbell.sqlite3", home)
        assert (home / "firstbell.sqlite3").read_bytes() == before

    def test_of_a_newer_version_is_refused(self, backup, home):
        with zipfile.ZipFile(backup) as archive:
            contents = {name: archive.read(name) for name in archive.namelist()}
        told = json.loads(contents[backups.MANIFEST])
        told["migrations"].append(["registers", "9999_from_the_future"])
        with zipfile.ZipFile(backup, "w") as archive:
            for name, content in (contents | {backups.MANIFEST: json.dumps(told).encode()}).items():
                archive.writestr(name, content)
        with pytest.raises(Refused, match="newer than this one"):
            restore_command.restore(backup, home / "firstbell.sqlite3", home)


class TestTheCommands:
    def test_back_up_rehearse_and_restore_a_real_installation(self, installation, tmp_path):
        made = installation.run("backup", str(tmp_path / "kept.backup"))
        assert made.returncode == 0, made.stderr
        shutil.rmtree(installation.home / "static")
        assert installation.run("restore", "--rehearse", str(tmp_path / "kept.backup")).returncode == 0
        (installation.home / "firstbell.sqlite3").unlink()
        assert installation.run("restore", str(tmp_path / "kept.backup")).returncode == 0
        assert installation.run("verify").returncode == 0

    def test_say_plainly_that_a_file_is_not_there(self, installation):
        done = installation.run("restore", "nowhere.backup")
        assert done.returncode == 1
        assert "There is no file" in done.stderr
