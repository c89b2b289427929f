"""A real installation in a folder, set up and served by the program itself."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

READY = "Firstbell is open"


class Installation:
    """One data folder and the program run on it. Nothing of the tests' own settings reaches it."""

    def __init__(self, home: Path, **variables: str) -> None:
        self.home = home
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("FIRSTBELL_", "DJANGO_"))}
        self.variables = kept | {"FIRSTBELL_HOME": str(home)} | variables
        self.port = free_port()
        self._serving: list[subprocess.Popen[str]] = []

    def run(self, *words: str, timeout: int = 120) -> subprocess.CompletedProcess[str]:
        """Run `firstbell WORDS` to its end."""
        command = [sys.executable, "-m", "firstbell", *words]
        return subprocess.run(command, env=self.variables, capture_output=True, text=True, check=False, timeout=timeout)

    def serve(self, *words: str) -> subprocess.Popen[str]:
        """Start `firstbell serve` and return it once it says that it is open."""
        command = [sys.executable, "-m", "firstbell", "serve", "--port", str(self.port), *words]
        process = subprocess.Popen(
            command, env=self.variables, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        self._serving.append(process)
        assert process.stdout
        said = []
        for line in process.stdout:
            said.append(line)
            if READY in line:
                return process
        raise AssertionError("It did not open:\n" + "".join(said))

    def get(self, path: str) -> tuple[int, bytes]:
        """Ask for a page and return its status and body."""
        with urllib.request.urlopen(f"http://localhost:{self.port}{path}", timeout=10) as answer:
            return answer.status, answer.read()

    def answers(self) -> bool:
        """True while something listens on its port."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self) -> None:
        for process in self._serving:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def children_of(pid: int) -> list[int]:
    """Return the processes a process has started and that still run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(words[1]) == pid and words[0] != "Z":
            found.append(int(stat.parent.name))
    return found


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def becomes_true(ask, seconds: float = 15) -> bool:
    """Ask until the answer is yes, or the time is over."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if ask():
            return True
        time.sleep(0.1)
    return False


@pytest.fixture(scope="session")
def set_up_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as `firstbell setup` leaves it, made once and copied for each test."""
    home = tmp_path_factory.mktemp("installation") / "home"
    done = Installation(home).run("setup")
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def installation(set_up_folder: Path, tmp_path: Path):
    """A set-up installation of this test's own, not serving yet."""
    shutil.copytree(set_up_folder, tmp_path / "home")
    here = Installation(tmp_path / "home")
    yield here
    here.stop()
