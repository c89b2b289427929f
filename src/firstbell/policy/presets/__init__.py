"""The policies that ship: a provision starts from one and changes it."""

from functools import lru_cache
from importlib import resources

from firstbell.domain.errors import Refused
from firstbell.policy.parsing import parse
from firstbell.policy.policies import Policy

NAMES = ("adventure-in-learning", "stepping-stones", "national-2024")


class UnknownPreset(Refused):
    """No policy of this name is shipped."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is no ready-made policy called {name!r}.",
            "The provision has no policy to start from.",
            f"Use one of {', '.join(NAMES)}.",
        )


def preset_names() -> tuple[str, ...]:
    """Return the names of the shipped policies."""
    return NAMES


@lru_cache
def preset_text(name: str) -> str:
    """Return a shipped policy's file, to start a provision from. Raises UnknownPreset."""
    if name not in NAMES:
        raise UnknownPreset(name)
    return resources.files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")


@lru_cache
def load_preset(name: str) -> Policy:
    """Return a shipped policy. Raises UnknownPreset."""
    return parse(preset_text(name))
