"""Free text that people write for a release: clean, short enough, and without a way to reach a person.

Names may stand in it, for people sign and answer for things; ids, telephone numbers and addresses may not.
"""

import re
import unicodedata
from math import ceil
from typing import Final

from etl.definitions import Lang, definitions
from etl.definitions.thai import arabic
from etl.intake.privacy import reaches_person
from etl.warehouse.releases import ReleaseError

_THAI: Final = range(0x0E01, 0x0E4F)
"""Letters, vowels and tone marks of Thai."""
_LIKE_A_CITIZEN_ID: Final = re.compile(r"(?<!\d)\d(?:[\s-]?\d){12}(?!\d)")
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_LINE_BREAK: Final = "\N{ZERO WIDTH SPACE}"
"""Written between Thai words to let a line break there: the one unseen character that does no harm."""


def checked(text: str, *, of: str, words_at_most: float | None = None) -> str:
    """Return the text in one line, ready to be stored; ReleaseError where it may not be.

    `of` names what the text is, as in labels `release.of.*`; the default limit is that of any note.
    """
    plain = unicodedata.normalize("NFC", " ".join(text.split()))
    if not plain:
        raise TextRefused("text_empty", of=of)
    if any(unicodedata.category(sign) in _UNSEEN and sign != _LINE_BREAK for sign in plain):
        raise TextRefused("text_unseen", of=of)
    if reaches_person(plain) or _LIKE_A_CITIZEN_ID.search(arabic(plain)):
        raise TextRefused("text_personal", of=of)
    limit = words_at_most or definitions().threshold("note_words")
    if (found := word_count(plain)) > limit:
        letters = round(definitions().threshold("thai_word_letters"))
        raise TextRefused("text_long", of=of, found=found, limit=round(limit), letters=letters)
    return plain


def word_count(text: str) -> int:
    """Return how many words a text has; Thai, which has no spaces, by its letters and marks.

    A run between spaces counts one word, or as many as its Thai signs make at so many to a word (threshold
    `thai_word_letters`), whichever is more; the same text gives the same count on every machine.
    """
    a_word = definitions().threshold("thai_word_letters")
    runs = text.replace(_LINE_BREAK, "").split()
    return sum(max(1, ceil(sum(ord(sign) in _THAI for sign in run) / a_word)) for run in runs)


class TextRefused(ReleaseError):
    """A text somebody wrote for a release cannot be stored as it is; it is never quoted back."""

    def message(self, lang: Lang) -> str:
        """Return the text in one language, naming what was refused."""
        words = definitions().words(lang)
        named = {**self.words, "of": words(f"release.of.{self.words['of']}")}
        return words(f"release.error.{self.key}", **named)
