"""Every check of the repository, each step with its time.

    .venv/bin/python tools/check.py lint | quick | all

The tests come last, and pytest's own closing lines end what is shown.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
TEMPLATES = "src/firstbell/**/templates/**/*.html"
PARALLEL = ["-n", "auto", "--maxprocesses", "4", "--dist", "worksteal"]
SHOWN = ["--no-header", "--tb=short", *PARALLEL]

LINT = {
    "style": ["ruff", "check", "-q", "."],
    "layout": ["ruff", "format", "--check", "-q", "."],
    "types": ["mypy", "--no-error-summary"],
    "floors": ["lint-imports", "--no-logo"],
    "templates": ["djade", "--check", "--target-version", "5.2"],
    "migrations": ["django-admin", "makemigrations", "--check", "--dry-run", "--verbosity", "0"],
}
TESTS = {
    "tests on PostgreSQL": ["pytest", *SHOWN, "--require-all", "--database=postgresql", "-m", "not browser"],
    "tests on SQLite and in the browser": ["pytest", *SHOWN, "--require-all"],
}
QUICK = {"tests on SQLite without the browser": ["pytest", *SHOWN, "-m", "not browser and not slow"]}
PLANS = {"lint": LINT, "quick": QUICK, "all": LINT | TESTS}


def step(name: str, command: list[str]) -> bool:
    """Run one step, show what it said if it failed or is pytest, and how long it took. Return whether it passed."""
    program, *rest = command
    if program == "djade":
        rest += [str(path.relative_to(ROOT)) for path in sorted(ROOT.glob(TEMPLATES))]
    is_pytest = program == "pytest"
    if is_pytest:
        print(f"\n{name}", flush=True)
    began = time.monotonic()
    done = subprocess.run(
        [BIN / program, *rest], cwd=ROOT, capture_output=not is_pytest, text=True, check=False, env=surroundings()
    )
    if not is_pytest:
        verdict = "passed" if done.returncode == 0 else "FAILED"
        print(f"{name:<12} {verdict} in {time.monotonic() - began:.1f} s", flush=True)
        if done.returncode:
            print((done.stdout + done.stderr).replace(f"{ROOT}/", ""), flush=True)
    return done.returncode == 0


def surroundings() -> dict[str, str]:
    """The environment of a step: nothing of a real provision's settings reaches a check."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FIRSTBELL_")}
    return kept | {
        "FIRSTBELL_PRACTICE": "yes",
        "FIRSTBELL_HOME": str(ROOT / ".firstbell" / "check"),
        "DJANGO_SETTINGS_MODULE": "firstbell.config.settings",
    }


def main(plan: str) -> int:
    failed = [name for name, command in PLANS[plan].items() if not step(name, command)]
    if failed:
        print("\nNot passed: " + ", ".join(failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
