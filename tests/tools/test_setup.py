from __future__ import annotations

import importlib.util
import os
import stat
import subprocess
import sys

import pytest

from tests.support.sources import ROOT


@pytest.fixture
def setup():
    """A fresh copy of the set-up's own module, so that a test may turn its places to a folder of its own."""
    spec = importlib.util.spec_from_file_location("firstbell_setup", ROOT / "tools" / "setup.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def elsewhere(setup, tmp_path):
    """The set-up working on a repository of its own, whose environment is this one's interpreter."""
    (tmp_path / "requirements").mkdir()
    for name in ("pyproject.toml", setup.TOOLS, *setup.SETS.values()):
        (tmp_path / name).write_text(name)
    bin_folder = tmp_path / ".venv" / "bin"
    bin_folder.mkdir(parents=True)
    (bin_folder / "python").symlink_to(sys.executable)
    setup.ROOT, setup.VENV = tmp_path, tmp_path / ".venv"
    setup.PYTHON, setup.STAMP = bin_folder / "python", tmp_path / ".venv" / "stamp"
    return setup


class TestTheStamp:
    def test_says_nothing_is_in_place_before_the_first_time(self, elsewhere):
        assert not elsewhere.is_in_place("run")

    def test_says_a_set_is_in_place_until_its_file_changes(self, elsewhere):
        elsewhere.STAMP.write_text(elsewhere.stamp_for("run"))
        assert elsewhere.is_in_place("run")
        (elsewhere.ROOT / elsewhere.SETS["run"]).write_text("another version")
        assert not elsewhere.is_in_place("run")

    def test_of_a_developer_covers_what_the_program_runs_on(self, elsewhere):
        elsewhere.STAMP.write_text(elsewhere.stamp_for("dev"))
        assert elsewhere.is_in_place("run")

    def test_of_the_program_does_not_cover_a_developer(self, elsewhere):
        elsewhere.STAMP.write_text(elsewhere.stamp_for("run"))
        assert not elsewhere.is_in_place("dev")

    def test_counts_for_nothing_when_the_interpreter_is_gone(self, elsewhere):
        elsewhere.STAMP.write_text(elsewhere.stamp_for("run"))
        elsewhere.PYTHON.unlink()
        assert not elsewhere.is_in_place("run")


class TestAStepThatFails:
    def test_shows_the_end_of_what_it_said(self, setup):
        with pytest.raises(setup.Stopped, match="the last line"):
            setup.run("A step", [sys.executable, "-c", "print('the last line'); raise SystemExit(1)"])

    def test_shows_neither_addresses_nor_folders_of_the_machine(self, setup):
        said = f"Cannot fetch https://packages.example.org/simple/x for {setup.ROOT}/src"
        with pytest.raises(setup.Stopped) as stopped:
            setup.run("A step", [sys.executable, "-c", f"print({said!r}); raise SystemExit(1)"])
        assert "example.org" not in str(stopped.value)
        assert str(setup.ROOT) not in str(stopped.value)


class TestAPackageOfDebian:
    def test_that_cannot_be_installed_here_is_asked_for_in_a_sentence(self, setup, monkeypatch):
        monkeypatch.setenv("PATH", "")
        with pytest.raises(setup.Stopped, match="Please install chromium"):
            setup.debian(["chromium"], "the tests drive a real browser")

    def test_that_fails_to_install_is_asked_for_too(self, setup, monkeypatch, tmp_path):
        for name, does in (("apt-get", "echo no network; exit 100"), ("sudo", 'shift; exec "$@"')):
            path = tmp_path / name
            path.write_text(f"#!/bin/sh\n{does}\n")
            path.chmod(path.stat().st_mode | stat.S_IEXEC)
        monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        with pytest.raises(setup.Stopped, match="(?s)no network.*Please install"):
            setup.debian(["postgresql"], "the tests run on it too")

    def test_of_fonts_that_cannot_be_had_stops_nothing(self, setup, monkeypatch, tmp_path, capsys):
        monkeypatch.setenv("PATH", "")
        setup.NOTO = tmp_path / "none.ttf"
        setup.fonts()
        assert os.geteuid() != 0 or "Noto fonts could not be had" in capsys.readouterr().out


class TestTheCommandLine:
    def test_says_what_can_be_set_up(self):
        done = subprocess.run([sys.executable, ROOT / "tools/setup.py", "x"], capture_output=True, text=True)
        assert done.returncode == 2
        assert "run dev chromium" in done.stdout
