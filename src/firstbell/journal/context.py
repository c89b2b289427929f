"""The request that is being answered, so that all its entries carry one id."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_request_id: ContextVar[str] = ContextVar("journal_request_id", default="")


def request_id() -> str:
    """Return the id of the request or worker turn in hand, or an empty text."""
    return _request_id.get()


@contextmanager
def request(identifier: str) -> Iterator[None]:
    """Let every entry written inside carry this id."""
    token = _request_id.set(identifier)
    try:
        yield
    finally:
        _request_id.reset(token)
