"""The one read path: every figure a page, a workbook, a PDF or the command line shows is read here."""

from etl.queries.opening import open_reader, published_state
from etl.queries.reader import Reader
from etl.queries.targets import Verdict, path_due
from etl.warehouse.errors import NothingPublished, OutdatedSnapshot, WarehouseError

__all__ = [
    "NothingPublished",
    "OutdatedSnapshot",
    "Reader",
    "Verdict",
    "WarehouseError",
    "open_reader",
    "path_due",
    "published_state",
]
