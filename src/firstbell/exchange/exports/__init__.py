"""Taking data out: rows of a kind, as a CSV or XLSX file in which every cell is inert."""

from firstbell.exchange.exports.files import MEDIA_TYPES, as_csv, as_xlsx, inert
from firstbell.exchange.exports.tables import Sheet, sheet_of

__all__ = ["MEDIA_TYPES", "Sheet", "as_csv", "as_xlsx", "inert", "sheet_of"]
