from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
from contextlib import closing
from urllib.error import HTTPError

import pytest

from tests.support import postgresql
from tests.support.installations import Installation, becomes_true, children_of, is_running


@pytest.fixture(scope="module")
def served(set_up_folder, tmp_path_factory):
    """One served installation for the tests that only ask."""
    home = tmp_path_factory.mktemp("served") / "home"
    shutil.copytree(set_up_folder, home)
    here = Installation(home)
    here.serve("--web-only")
    yield here
    here.stop()


@pytest.fixture
def web(installation):
    """A served installation without its worker."""
    installation.process = installation.serve("--web-only")
    return installation


def health(installation):
    """Return what the health address answers."""
    try:
        return installation.get("/healthz")[0]
    except HTTPError as answer:
        return answer.code


class TestSetup:
    def test_keeps_a_key_that_only_its_owner_can_read(self, installation):
        kept = installation.home / "secret-key"
        assert len(kept.read_text()) >= 60
        assert kept.stat().st_mode & 0o077 == 0

    def test_changes_nothing_the_second_time(self, installation):
        before = (installation.home / "secret-key").read_text()
        assert installation.run("setup").returncode == 0
        assert (installation.home / "secret-key").read_text() == before

    def test_puts_back_a_guard_that_is_gone(self, installation):
        with closing(sqlite3.connect(installation.home / "firstbell.sqlite3")) as database:
            database.execute("DROP TRIGGER guard_registers_mark_update")
        assert installation.run("setup").returncode == 0
        with closing(sqlite3.connect(installation.home / "firstbell.sqlite3")) as database:
            found = database.execute("SELECT 1 FROM sqlite_master WHERE name = 'guard_registers_mark_update'")
            assert found.fetchone()

    def test_leaves_tables_of_a_newer_version_alone(self, installation):
        with closing(sqlite3.connect(installation.home / "firstbell.sqlite3")) as database:
            database.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('registers', '9999_x', '')")
            database.commit()
        done = installation.run("setup")
        assert done.returncode == 1
        assert "newer Firstbell" in done.stderr


class TestServe:
    def test_answers_with_the_page_of_a_real_installation(self, served):
        status, page = served.get("/account/login/")
        assert status == 200
        assert b"practice" not in page.lower()

    def test_serves_its_style_under_a_name_that_may_be_kept_for_ever(self, served):
        style = re.search(rb'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', served.get("/account/login/")[1])
        assert style
        assert served.get(style[1].decode())[0] == 200

    def test_refuses_a_port_that_is_taken(self, served):
        done = served.run("serve", "--port", str(served.port))
        assert done.returncode == 1
        assert f"Port {served.port}" in done.stderr

    def test_is_refused_before_anything_listens_when_a_guard_is_missing(self, installation):
        with closing(sqlite3.connect(installation.home / "firstbell.sqlite3")) as database:
            database.execute("DROP TRIGGER guard_registers_mark_update")
        done = installation.run("serve", "--port", str(installation.port))
        assert done.returncode == 1
        assert "guard_registers_mark_update" in done.stderr
        assert not installation.answers()

    def test_is_refused_before_set_up(self, tmp_path):
        done = Installation(tmp_path / "nothing").run("serve")
        assert done.returncode == 1
        assert "firstbell setup" in done.stderr

    def test_is_refused_when_the_file_is_no_database(self, installation):
        (installation.home / "firstbell.sqlite3").write_text("not a database " * 100)
        done = installation.run("serve", "--port", str(installation.port))
        assert done.returncode == 1
        assert "The database cannot be used" in done.stderr

    def test_starts_again_what_ends(self, web):
        (first,) = children_of(web.process.pid)
        os.kill(first, signal.SIGKILL)
        assert becomes_true(lambda: children_of(web.process.pid) not in ([], [first]))
        assert becomes_true(web.answers)

    def test_leaves_no_process_on_the_port_when_the_one_that_answers_loses_its_own(self, web):
        (main,) = children_of(web.process.pid)
        answering = children_of(main)
        os.kill(main, signal.SIGKILL)
        assert answering
        assert becomes_true(lambda: not any(map(is_running, answering)), 8)

    def test_keeps_a_worker_beside_the_pages(self, installation):
        process = installation.serve()
        assert becomes_true(lambda: len(children_of(process.pid)) == 2)
        assert becomes_true(lambda: health(installation) == 200, 30)

    def test_says_at_the_health_address_that_no_worker_runs(self, served):
        assert health(served) == 503

    def test_stops_with_all_it_started_when_told_to(self, web):
        started = children_of(web.process.pid)
        web.process.send_signal(signal.SIGTERM)
        assert web.process.wait(timeout=20) == 0
        assert becomes_true(lambda: not any(map(is_running, started)))
        assert not web.answers()

    def test_leaves_nothing_behind_when_it_is_killed_outright(self, web):
        started = children_of(web.process.pid)
        web.process.kill()
        web.process.wait()
        assert becomes_true(lambda: not any(map(is_running, started)))
        assert becomes_true(lambda: not web.answers())

    @pytest.mark.needs("PostgreSQL")
    def test_answers_from_postgresql_too(self, tmp_path):
        with postgresql.Server({}) as server:
            here = Installation(tmp_path / "home", FIRSTBELL_DATABASE=server.url("postgres"))
            try:
                assert here.run("setup").stderr == ""
                here.serve("--web-only")
                assert here.get("/account/login/")[0] == 200
            finally:
                here.stop()


class TestVerify:
    def test_proves_an_untouched_journal(self, installation):
        done = installation.run("verify")
        assert done.returncode == 0
        assert "is whole" in done.stdout

    def test_says_what_is_wrong_before_set_up(self, tmp_path):
        done = Installation(tmp_path / "nothing").run("verify")
        assert done.returncode == 1
        assert "cannot be read" in done.stderr
