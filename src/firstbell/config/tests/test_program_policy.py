import subprocess
import sys

import pytest

from firstbell.config.program import main
from firstbell.policy import preset_names, preset_text


class TestPolicyCheck:
    @pytest.mark.parametrize("name", preset_names())
    def test_every_shipped_policy_can_be_used(self, tmp_path, capsys, name):
        file = tmp_path / "policy.toml"
        file.write_text(preset_text(name), encoding="utf-8")
        assert main(["policy", "check", str(file)]) == 0
        assert "no fault was found" in capsys.readouterr().out

    def test_all_faults_are_listed_at_once_with_their_places(self, tmp_path, capsys):
        text = preset_text("stepping-stones")
        text = text.replace("open_minutes = 30", "open_minutes = 45").replace('"voicemail"]', '"voicemial"]', 1)
        file = tmp_path / "policy.toml"
        file.write_text(text, encoding="utf-8")
        assert main(["policy", "check", str(file)]) == 1
        said = capsys.readouterr().err
        assert "line 8, registers.open_minutes: 45 is not a whole number from 1 to 30." in said
        assert "[[rule]] \"call-home\", met_by: 'voicemial' is not known here. Did you mean 'voicemail'?" in said
        assert "2 faults" in said

    def test_a_file_that_is_not_there_is_refused(self, tmp_path, capsys):
        assert main(["policy", "check", str(tmp_path / "none.toml")]) == 1
        assert "could not be read" in capsys.readouterr().err

    def test_a_file_in_another_encoding_is_refused(self, tmp_path, capsys):
        file = tmp_path / "policy.toml"
        file.write_bytes('title = "Año"'.encode("cp1252"))
        assert main(["policy", "check", str(file)]) == 1
        assert "is not UTF-8 text" in capsys.readouterr().err

    def test_an_act_must_be_named(self):
        assert main(["policy"]) == 2


class TestPureCommands:
    @pytest.mark.parametrize("command", ["codes", "age", "policy"])
    def test_they_do_not_load_the_web_framework(self, command):
        program = f"import sys, firstbell.config.program.{command}; sys.exit('django' in sys.modules)"
        assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
