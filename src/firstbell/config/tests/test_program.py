"""The `firstbell` program: its commands, its help and its exit codes."""

import os
import subprocess
import sys
from importlib import import_module

import pytest

from firstbell import __version__
from firstbell.config.program import commands, main

PURE = ["figures", "codes", "age", "policy"]


class TestTheProgram:
    def test_says_its_version(self, capsys):
        assert main(["--version"]) == 0
        assert capsys.readouterr().out == f"firstbell {__version__}\n"

    def test_lists_its_commands_in_its_help(self, capsys):
        assert main(["--help"]) == 0
        said = capsys.readouterr().out
        for name, module in commands().items():
            assert f"  {name} " in said
            assert import_module(module).HELP in said

    def test_lists_its_commands_where_none_is_named(self, capsys):
        assert main([]) == 2
        assert "commands:" in capsys.readouterr().err

    def test_does_not_understand_an_unknown_command(self, capsys):
        assert main(["rign"]) == 2
        assert capsys.readouterr().err == "firstbell has no command rign. `firstbell --help` lists those it has.\n"

    def test_does_not_understand_a_wrong_option_and_says_so_plainly(self, capsys):
        assert main(["figures", "marks.csv", "--by", "school"]) == 2
        said = capsys.readouterr().err
        assert "'school' cannot be used here" in said
        assert "invalid" not in said

    def test_says_what_happened_what_it_means_and_what_to_do(self, capsys):
        assert main(["figures", "nowhere.csv"]) == 1
        out, err = capsys.readouterr()
        assert out == ""
        assert err.splitlines() == [
            "nowhere.csv could not be read: No such file or directory.",
            "No figures were made.",
            "Check the name of the file, and that you may read it.",
        ]

    @pytest.mark.parametrize("name", commands())
    def test_gives_each_command_its_own_help(self, name, capsys):
        assert main([name, "--help"]) == 0
        assert f"usage: firstbell {name}" in capsys.readouterr().out

    @pytest.mark.parametrize("name", PURE)
    def test_answers_a_pure_question_without_django(self, name):
        script = f"""if True:
            import sys
            from firstbell.config.program import main
            main([{name!r}, "--help"])
            raise SystemExit("django" in sys.modules)
        """
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
        ended = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, timeout=60)
        assert ended.returncode == 0

    def test_stops_quietly_when_its_reader_has_enough(self, tmp_path):
        path = tmp_path / "marks.csv"
        marks = (f"P{number},2026-11-23,AM,/\n" for number in range(20_000))
        path.write_text("pupil,date,session,code\n" + "".join(marks))
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
        words = [sys.executable, "-m", "firstbell", "figures", str(path)]
        with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
            program.stdout.readline()
            program.stdout.close()
            assert program.stderr.read() == b""
        assert program.returncode == 0
