"""Choose the versions again: requirements/*.txt from pyproject.toml. Names, markers and hashes, never an address.

Run by `make lock`, with the environment's own uv.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILE = ["pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes", "--upgrade", "-q"]
BARE = ["--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate"]
SETS = {
    "requirements/run.txt": ["pyproject.toml"],
    "requirements/dev.txt": ["pyproject.toml", "--group", "dev", "-c", "requirements/run.txt"],
    "requirements/setup.txt": ["--group", "pyproject.toml:setup", "-c", "requirements/dev.txt"],
}


def main() -> None:
    for path, what in SETS.items():
        subprocess.run([ROOT / ".venv/bin/uv", *COMPILE, *BARE, *what, "-o", path], cwd=ROOT, check=True)
        count = sum("==" in line for line in (ROOT / path).read_text().splitlines())
        print(f"{path}: {count} packages")


if __name__ == "__main__":
    main()
