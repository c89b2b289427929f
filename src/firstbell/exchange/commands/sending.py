"""A file arrives, its columns are explained, and its content goes again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from firstbell import journal
from firstbell.accounts.staff import Staff
from firstbell.exchange import storage
from firstbell.exchange.columns import known_words
from firstbell.exchange.kinds import Kind
from firstbell.exchange.models import ColumnMapping, Upload
from firstbell.exchange.reading import read_table
from firstbell.journal import Actor
from firstbell.units import unit_of_work


def send_file(file_name: str, content: bytes, kind: Kind, *, by: Staff, at: datetime) -> Upload:
    """Keep a file for a day so that it can be looked through. Raises FileRefused for what cannot be read."""
    delete_old_content(at)
    storage.forget_older_than(at, set(Upload.objects.exclude(stored_as="").values_list("stored_as", flat=True)))
    file_name = file_name[-160:]
    read_table(file_name, content, known_columns=known_words(kind))
    stored_as = storage.keep(content)
    digest = sha256(content).hexdigest()
    with unit_of_work():
        upload = Upload.objects.create(
            provision_id=by.provision_id,
            kind=kind,
            file_name=file_name,
            stored_as=stored_as,
            sha256=digest,
            sent_by_id=by.user_id,
            sent_at=at,
            kept_until=at + storage.KEPT_FOR,
        )
        _write("import.sent", upload, {"file": file_name, "kind": str(kind.label), "sha256": digest}, by.actor, at)
    return upload


def remember_columns(targets: Mapping[str, str], kind: Kind, *, provision_id: int, by: Actor, at: datetime) -> None:
    """Keep what a person said of columns. targets: by plain column name; '' for a column that is not brought in."""
    with unit_of_work():
        known = dict(ColumnMapping.objects.filter(provision_id=provision_id, kind=kind).values_list("column", "target"))
        new = {column: target for column, target in targets.items() if known.get(column) != target}
        for column, target in new.items():
            ColumnMapping.objects.update_or_create(
                provision_id=provision_id,
                kind=kind,
                column=column[:160],
                defaults={"target": target, "said_at": at, "said_by": by.name},
            )
        if new:
            said = [f"{column}: {target or 'not brought in'}" for column, target in sorted(new.items())]
            facts = {"kind": str(kind.label), "columns": said}
            about = f"provision:{provision_id}"
            journal.write("import.columns-explained", facts, by=by, at=at, provision_id=provision_id, about=about)


def drop_file(upload: Upload, *, by: Actor, at: datetime) -> None:
    """Delete a file's content without bringing it in. Doing so twice changes nothing."""
    with unit_of_work():
        name = _forget(upload)
        if name:
            _write("import.dropped", upload, {"file": upload.file_name}, by, at)
    storage.forget(name)


def delete_old_content(at: datetime) -> None:
    """Delete what nobody brought in within a day."""
    for upload in Upload.objects.filter(kept_until__lte=at):
        drop_file(upload, by=Actor.system("import"), at=at)


def _forget(upload: Upload) -> str:
    """Take the content's name from the row and return it; empty if somebody was quicker."""
    name = upload.stored_as
    gone = Upload.objects.filter(pk=upload.pk).exclude(stored_as="").update(stored_as="", kept_until=None)
    upload.stored_as, upload.kept_until = "", None
    return name if gone else ""


def _write(verb: str, upload: Upload, facts: dict[str, str], by: Actor, at: datetime) -> None:
    about = f"provision:{upload.provision_id}"
    journal.write(verb, facts, by=by, at=at, provision_id=upload.provision_id, about=about)
