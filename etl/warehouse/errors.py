"""What can go wrong in the warehouse, said in both languages; the texts live in labels/warehouse.toml."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from etl.definitions import Lang


class WarehouseError(Exception):
    """The work could not be done and nothing changed; `key` names the text, `words` fill it."""

    def __init__(self, key: str, **words: object) -> None:
        """Keep the text's key and its words; the English text is the exception's own."""
        self.key = key
        self.words = words
        super().__init__(self.message("en"))

    def message(self, lang: Lang) -> str:
        """Return the text in one language."""
        from etl.definitions import definitions

        return definitions().words(lang)(f"warehouse.{self.key}", **self.words)


class UnknownSubmission(WarehouseError):
    """No submission of this id is in force, so it cannot be taken back."""


class NothingPublished(WarehouseError):
    """The home holds no snapshot yet."""


class OutdatedSnapshot(WarehouseError):
    """The published snapshot was built by other statements or definitions than those that would read it."""
