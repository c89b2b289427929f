"""What a run shows of the machine it ran on: nothing."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.hookimpl(optionalhook=True)
def pytest_testnodeready(node: Any) -> None:
    """A failure in a parallel run names its interpreter; leave the folder out."""
    node.workerinfo["executable"] = "python"
