"""Every address has a name, and the permission matrix knows it."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from firstbell.accounts.permissions import matrix


def routes(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[tuple[str, str]]:
    """Yield (name with its namespace, pattern) of every address."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from routes(pattern.url_patterns, inner)
        else:
            yield (f"{space}{pattern.name}" if pattern.name else "", str(pattern.pattern))


def all_routes() -> dict[str, str]:
    return dict(routes(get_resolver().url_patterns))


class TestRoutes:
    def test_all_have_names(self):
        assert all_routes().get("") is None

    def test_all_stand_in_the_permission_matrix(self):
        unlisted = sorted(set(all_routes()) - set(matrix().routes))
        assert not unlisted, "Nobody may open these: add them to permissions.toml: " + ", ".join(unlisted)

    def test_of_the_permission_matrix_all_exist(self):
        assert sorted(set(matrix().routes) - set(all_routes())) == []
