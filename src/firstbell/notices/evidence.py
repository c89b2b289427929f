"""Papers that come with a notice: judged by their content, kept outside the web root under names of ours."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from firstbell.domain.errors import Refused

MOST_BYTES = 5 * 1024 * 1024
KINDS = "a PDF, or a photo (JPEG, PNG or HEIC)"
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1")
ENDINGS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png", "image/heic": "heic"}


class PaperRefused(Refused):
    """A file that cannot be kept as evidence."""


@dataclass(frozen=True)
class Paper:
    """A file that may be kept. name: as it was called; content_type: read from its content."""

    name: str
    content_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()


def read_paper(name: str, content: bytes) -> Paper:
    """Return a file as evidence. Raises PaperRefused where it is too large, empty or of another kind."""
    shown = Path(name.replace("\\", "/")).name[:160] or "file"
    if len(content) > MOST_BYTES:
        raise PaperRefused(
            f"“{shown}” is larger than 5 MB.",
            "It was not kept. What you wrote is still here.",
            "Send a smaller photo, or only the page that matters.",
        )
    content_type = kind_of(content)
    if not content_type:
        raise PaperRefused(
            f"“{shown}” is not {KINDS}.",
            "It was not kept. What you wrote is still here.",
            "Take a photo of the paper and send that.",
        )
    return Paper(shown, content_type, content)


def kind_of(content: bytes) -> str:
    """Return the content type that the first bytes tell, or nothing for a kind we do not keep."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    return "image/heic" if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS else ""


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "evidence"


def keep(paper: Paper) -> str:
    """Write a paper where only we can read it, and return the name it has there."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    name = secrets.token_hex(24)
    with os.fdopen(os.open(folder() / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(paper.content)
        file.flush()
        os.fsync(file.fileno())
    return name


def forget(name: str) -> None:
    """Delete what no row names: the work that should have kept it failed."""
    (folder() / name).unlink(missing_ok=True)


def content_of(name: str) -> bytes | None:
    """Return what was kept under a name, or None where the file is gone."""
    try:
        return (folder() / name).read_bytes()
    except FileNotFoundError:
        return None
