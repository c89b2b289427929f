"""A file ready to be planned: what it holds and which column is which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from firstbell.exchange.columns import Recognised, known_words, recognise
from firstbell.exchange.kinds import Kind
from firstbell.exchange.models import ColumnMapping
from firstbell.exchange.reading import Table, read_table


@dataclass(frozen=True)
class Source:
    """One file of a kind. columns: what each column means, as far as anybody has said."""

    kind: Kind
    file_name: str
    sha256: str
    table: Table
    columns: Recognised


def source_of(kind: Kind, file_name: str, content: bytes, remembered: Mapping[str, str]) -> Source:
    """Read a file. remembered: targets by plain column name. Raises FileRefused."""
    table = read_table(file_name, content, known_columns=known_words(kind))
    columns = recognise(table.columns, kind, remembered=remembered)
    return Source(kind, file_name, sha256(content).hexdigest(), table, columns)


def remembered(provision_id: int, kind: Kind) -> dict[str, str]:
    """Return what people of the provision said of the columns of such files."""
    rows = ColumnMapping.objects.filter(provision_id=provision_id, kind=kind)
    return dict(rows.values_list("column", "target"))
