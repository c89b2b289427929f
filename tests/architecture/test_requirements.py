"""The pinned packages: complete, in step with one another, and without any address."""

from __future__ import annotations

import re

import pytest

from tests.support import sources

ADDRESS_OR_OPTION = re.compile(r"://|^-|file:", re.MULTILINE)
PINNED = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)


def text(name: str) -> str:
    return (sources.ROOT / "requirements" / f"{name}.txt").read_text()


def pinned(name: str) -> dict[str, str]:
    return dict(PINNED.findall(text(name)))


def asked_for(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=\[; ]", each)[0] for each in requirements}


class TestRequirementFiles:
    @pytest.mark.parametrize("name", ["run", "dev", "setup"])
    def test_hold_names_markers_and_hashes_only(self, name):
        assert not ADDRESS_OR_OPTION.findall(text(name).replace("    --hash=", "    hash="))

    @pytest.mark.parametrize("name", ["run", "dev", "setup"])
    def test_pin_every_package_by_its_hash(self, name):
        blocks = re.split(r"(?m)^(?=\S)", text(name))
        assert [block.split()[0] for block in blocks if block.strip() and "--hash=sha256:" not in block] == []

    def test_of_a_developer_hold_all_that_the_program_runs_on_at_the_same_versions(self):
        assert pinned("run").items() <= pinned("dev").items()

    def test_hold_everything_the_project_asks_for(self):
        project = sources.project()
        assert asked_for(project["project"]["dependencies"]) <= set(pinned("run"))
        assert asked_for(project["dependency-groups"]["dev"]) <= set(pinned("dev"))
        assert asked_for(project["dependency-groups"]["setup"]) <= set(pinned("setup"))
