"""Where measuring happens: a folder that goes again, and the program run in it as people run it."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from firstbell.domain.errors import Refused


@dataclass(frozen=True)
class Run:
    """One run of the program. peak_bytes: the most memory it held at any moment."""

    seconds: float
    peak_bytes: int


class Place:
    """A data folder of its own. quick: smaller amounts, to see that everything works rather than how well."""

    def __init__(self, folder: Path, *, quick: bool) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.quick = quick
        ours = {"FIRSTBELL_HOME": str(folder / "home"), "PYTHONPATH": os.pathsep.join(sys.path)}
        theirs = {name: value for name, value in os.environ.items() if not name.startswith(("FIRSTBELL_", "DJANGO_"))}
        self.variables = theirs | ours

    def set_up(self) -> None:
        """Make the data folder as set-up leaves it. The places of one measurement share the work."""
        done = self.folder.parent / "set-up"
        if not done.exists():
            self.run("setup")
            shutil.copytree(self.folder / "home", done)
        else:
            shutil.copytree(done, self.folder / "home")

    def run(self, *words: str) -> Run:
        """Run `firstbell WORDS` to its end, its output thrown away. Raises Refused if it does not end well."""
        began = time.perf_counter()
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(program(*words), env=self.variables, stdout=subprocess.DEVNULL, stderr=said)
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                said.seek(0)
                raise failed(words, said.read().decode(errors="replace"))
        return Run(time.perf_counter() - began, used.ru_maxrss * 1024)

    def inside(self, module: str, function: str, **given: Any) -> Any:
        """Call a function of `bench.inside` in a process of its own and return what it returned.

        What goes in and comes out is plain enough for JSON. Raises Refused if it does not end well.
        """
        words = ("-m", "firstbell.config.bench.inside", module, function, json.dumps(given))
        done = subprocess.run(
            [sys.executable, *words], env=self.variables, capture_output=True, text=True, check=False, timeout=600
        )
        if done.returncode:
            raise failed((module, function), done.stderr)
        return json.loads(done.stdout)


def program(*words: str) -> list[str]:
    """Return the command line that runs `firstbell WORDS` on this Python."""
    return [sys.executable, "-m", "firstbell", *words]


def failed(words: tuple[str, ...], said: str) -> Refused:
    """Return the refusal to raise where a command that was to be measured did not work."""
    return Refused(
        f"`firstbell {' '.join(words)}` failed: {said.strip()[-2000:]}",
        "What it was to show could not be measured.",
        "Run that command by itself; when it works, measure again.",
    )
