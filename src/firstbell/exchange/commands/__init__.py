"""Files come in and go out. Every act is in the journal."""

from firstbell.exchange.commands.bringing_in import BroughtIn, RowRefused, bring_in, bring_in_upload
from firstbell.exchange.commands.exporting import Exported, export
from firstbell.exchange.commands.sending import delete_old_content, drop_file, remember_columns, send_file

__all__ = [
    "BroughtIn",
    "Exported",
    "RowRefused",
    "bring_in",
    "bring_in_upload",
    "delete_old_content",
    "drop_file",
    "export",
    "remember_columns",
    "send_file",
]
