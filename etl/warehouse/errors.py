"""What can go wrong with a home, said in both languages; the texts live in the label files."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from etl.definitions import Lang


class WarehouseError(Exception):
    """The work could not be done and nothing changed; `key` names the text among `texts`, `words` fill it."""

    texts: ClassVar[str] = "warehouse"
    """Where the labels of this kind of error stand."""

    def __init__(self, key: str, **words: object) -> None:
        """Keep the text's key and its words; the English text is the exception's own."""
        self.key = key
        self.words = words
        super().__init__(self.message("en"))

    @property
    def code(self) -> str:
        """The key of the text in the label files: what a program knows the error by."""
        return f"{self.texts}.{self.key}"

    def message(self, lang: Lang) -> str:
        """Return the text in one language."""
        from etl.definitions import definitions

        return definitions().words(lang)(self.code, **self.words)


class UnknownSubmission(WarehouseError):
    """No submission of this id is in force, so it cannot be taken back."""


class NothingPublished(WarehouseError):
    """The home holds no snapshot yet."""


class OutdatedSnapshot(WarehouseError):
    """The published snapshot was built by other statements or definitions than those that would read it."""
