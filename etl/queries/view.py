"""For whom figures are: a view decides what of a figure on persons is exact, rounded or withheld."""

from dataclasses import dataclass
from typing import Final, Literal

from etl.definitions import definitions

_OWN: Final = "own:"


@dataclass(frozen=True, slots=True)
class View:
    """Who reads: analysts (everything exact), a unit's own reader (its own figures exact), everybody else.

    `code` is the ministry or agency of an own view, empty in the others. Hashable: caches are keyed by it.
    """

    kind: Literal["analyst", "own", "public"]
    code: str = ""

    @classmethod
    def parse(cls, text: str) -> "View":
        """Return the view `analyst`, `public` (also `executive`) or `own:CODE`; ValueError for any other."""
        if text == "analyst":
            return ANALYST
        if text in ("public", "executive"):
            return PUBLIC
        code = text.removeprefix(_OWN)
        known = definitions()
        if code != text and (code in known.ministries or code in known.agencies):
            return cls("own", code)
        raise ValueError(text)

    @property
    def public(self) -> bool:
        """Whether nothing in it is exact that is not so for everybody."""
        return self.kind == "public"

    @property
    def file_name(self) -> tuple[str, ...]:
        """What a file's name says of for whom it is; nothing where that is everybody."""
        return () if self.public else (self.kind, self.code) if self.code else (self.kind,)

    def exact(self, level: str, unit_code: str) -> bool:
        """Return whether a unit's figures are exact: every unit's, or those of the own unit and its parts."""
        if self.kind != "own":
            return self.kind == "analyst"
        return unit_code == self.code or (level == "agency" and self._ministry(unit_code) == self.code)

    @staticmethod
    def _ministry(agency: str) -> str:
        found = definitions().agencies.get(agency)
        return found.ministry if found else ""

    def __str__(self) -> str:
        """Return the form it is given in on a command line."""
        return f"{_OWN}{self.code}" if self.kind == "own" else self.kind


ANALYST: Final = View("analyst")
PUBLIC: Final = View("public")
