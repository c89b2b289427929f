"""Static files as they are served: hashed, compressed, and our small scripts joined into one request."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

SCRIPTS = PurePosixPath("firstbell/js")
JOINED = str(SCRIPTS / "firstbell.js")
NOT_SERVED = ["ext", "htmax*", "htmx-4*", "htmx-2.js", "django-htmx.js", "mfa", "account"]
"""What the packages bring and no page of ours loads; compressing it is nine tenths of the work."""


class JoinedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Adds `firstbell/js/firstbell.js`: every script of ours, each in a block of its own.

    The scripts import nothing and attach themselves by data- attributes, so a block is all that keeps them apart.
    Where files are served as they lie (tests, development), pages name the scripts one by one instead.
    """

    joins_scripts = True

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._urls: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:
        """Return a file's address. Once served it never changes, and every page asks for the same few."""
        if name not in self._urls:
            self._urls[name] = super().url(name, force)
        return self._urls[name]

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run:
            if self.exists(JOINED):
                self.delete(JOINED)
            self._save(JOINED, ContentFile(joined(self._scripts(paths)).encode()))
            paths[JOINED] = (self, JOINED)
        yield from super().post_process(paths, dry_run=dry_run, **options)

    def _scripts(self, paths: dict[str, Any]) -> Iterator[str]:
        for name in sorted(paths):
            if PurePosixPath(name).parent == SCRIPTS and name.endswith(".js") and name != JOINED:
                storage, path = paths[name]
                with storage.open(path) as source:
                    yield source.read().decode()


def joined(scripts: Iterator[str]) -> str:
    """Return the scripts one after another, without the lines that are only comment."""
    kept = ("\n".join(line for line in text.splitlines() if not line.lstrip().startswith("//")) for text in scripts)
    return "\n".join(f"{{\n{text}\n}}" for text in kept) + "\n"
