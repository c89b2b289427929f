"""Make what is missing on this machine, and nothing else: the environment, and Debian's packages beside it.

    python3 tools/setup.py run|dev [chromium] [postgresql] [fonts]

Plain Python 3.11, no library: it runs before there is any. A second run finds everything made and does nothing.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "firstbell-set-up"
SETS = {"run": "requirements/run.txt", "dev": "requirements/dev.txt"}
TOOLS = "requirements/setup.txt"
QUIET_PIP = ["-m", "pip", "install", "-q", "--progress-bar", "off", "--root-user-action=ignore"]
QUIET_PIP += ["--disable-pip-version-check"]
NOTO = Path("/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf")


class Stopped(Exception):
    """A plain sentence for the person at the keyboard."""


def say(line: str) -> None:
    print(line, flush=True)


def run(what: str, command: Sequence[str | Path], *, extra: dict[str, str] | None = None) -> None:
    """Run quietly. Raises Stopped with the end of what the command said if it fails."""
    with tempfile.TemporaryFile("w+") as log:
        done = subprocess.run(
            command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, check=False, env=os.environ | (extra or {})
        )
        if done.returncode:
            log.seek(0)
            end = without_places("\n".join(log.read().splitlines()[-15:]))
            raise Stopped(f"{what} did not work. The end of what it said:\n{end}")


def without_places(text: str) -> str:
    """Return a log's words without the addresses and folders of this machine, so that it can be shown to anyone."""
    text = re.sub(r"\b\w+://\S+", "(an address)", text)
    return re.sub(r"host='[^']*'", "host=(an address)", text.replace(f"{ROOT}/", ""))


# The environment


def stamp_for(name: str) -> str:
    """Return what the stamp holds when this set is in place: the hashes of the files it was made from."""
    files = ["pyproject.toml", TOOLS, SETS[name]]
    return name + " " + hashlib.sha256(b"".join((ROOT / path).read_bytes() for path in files)).hexdigest()


def is_in_place(name: str) -> bool:
    """True if this set, or the larger one that holds it, was installed from the files as they are now."""
    stamps = STAMP.read_text().splitlines() if STAMP.exists() else []
    larger = {"run": ("run", "dev"), "dev": ("dev",)}[name]
    return works(PYTHON) and any(stamp_for(one) in stamps for one in larger)


def works(python: Path) -> bool:
    """True if this interpreter starts: a folder that was moved or copied leaves one that does not."""
    try:
        return subprocess.run([python, "-c", ""], stderr=subprocess.DEVNULL, check=False).returncode == 0
    except OSError:
        return False


def environment(name: str) -> None:
    if is_in_place(name):
        return
    if not works(PYTHON):
        say("Making the environment in .venv ...")
        make_venv()
    say(f"Installing the pinned packages of {SETS[name]} ...")
    STAMP.unlink(missing_ok=True)
    run("Installing the installer", [PYTHON, *QUIET_PIP, "--require-hashes", "--no-deps", "-r", TOOLS])
    pinned = ["--require-hashes", "--no-deps", "-r", SETS[name]]
    ours = ["--no-deps", "--no-build-isolation", "-e", "."]
    install("Installing the packages", pinned)
    install("Installing Firstbell itself", ours)
    STAMP.write_text(stamp_for(name) + "\n")


def make_venv() -> None:
    try:
        run("Making the environment", [sys.executable, "-m", "venv", "--clear", VENV])
    except Stopped as stopped:
        raise Stopped(f"{stopped}\nOn Debian, install the package python3-venv, then run this again.") from None


def install(what: str, arguments: list[str]) -> None:
    """Install with uv, which is quick; with pip where uv cannot, because uv does not read pip's configuration."""
    try:
        run(what, [VENV / "bin" / "uv", "pip", "install", "-q", *arguments], extra={"VIRTUAL_ENV": str(VENV)})
    except (Stopped, OSError):
        run(what, [PYTHON, *QUIET_PIP, *arguments])


# Debian's packages


def chromium() -> None:
    if not (shutil.which("chromium") or shutil.which("chromium-browser")):
        debian(["chromium"], "the tests drive a real browser")


def postgresql() -> None:
    if not list(Path("/usr/lib/postgresql").glob("*/bin/postgres")) and not shutil.which("postgres"):
        debian(["postgresql"], "the tests run on PostgreSQL too")


def fonts() -> None:
    """Fetch the fonts for printed documents if that is easy. Without them a document still prints."""
    if os.geteuid() == 0 and not NOTO.exists():
        try:
            debian(["fonts-noto-core"], "printed documents show names in every script")
        except Stopped:
            say("The Noto fonts could not be had: printed documents show a box for letters this machine lacks.")


def debian(packages: list[str], why: str) -> None:
    """Install Debian packages. Raises Stopped, saying what to install, where this machine does not let us."""
    wanted = " ".join(packages)
    lacking = Stopped(f"Please install {wanted} ({why}), for example: apt-get install {wanted}")
    if not shutil.which("apt-get"):
        raise lacking
    rights = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if rights and (not shutil.which("sudo") or subprocess.run(["sudo", "-n", "true"], check=False).returncode):
        raise lacking
    say(f"Installing {wanted} from Debian ...")
    apt = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    try:
        run("Reading Debian's list of packages", [*apt, "update"])
        run(f"Installing {wanted}", [*apt, "install", "--no-install-recommends", *packages])
    except Stopped as stopped:
        raise Stopped(f"{stopped}\n{lacking}") from None


PARTS: dict[str, Callable[[], None]] = {
    "run": lambda: environment("run"),
    "dev": lambda: environment("dev"),
    "chromium": chromium,
    "postgresql": postgresql,
    "fonts": fonts,
}


def main(wanted: list[str]) -> int:
    if sys.version_info < (3, 11):
        say("Firstbell needs Python 3.11 or later. Say which one to use: make PYTHON=python3.12 ...")
        return 1
    if not wanted or set(wanted) - set(PARTS):
        say(f"Say what to set up: {' '.join(PARTS)}")
        return 2
    try:
        for part in wanted:
            PARTS[part]()
    except Stopped as stopped:
        say(str(stopped))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
