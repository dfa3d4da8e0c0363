"""Which agency or ministry of the register a text means: exactly one, or a remark that offers the nearest.

Matching is exact on `thai.key`; a near match is offered, never taken.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from rapidfuzz import fuzz, process

from etl.definitions import Definitions, definitions
from etl.definitions.calendar import Period
from etl.definitions.models import Agency
from etl.definitions.thai import arabic, key, tidy, unnumbered
from etl.intake.parse import Parsed, Remark, cell_rules, is_missing, shown

_CODE: Final = re.compile(r"([0-9]{1,2})\s*[-‐-―−]\s*([0-9]{1,2})(?:\s+(\S.*))?")
_MINISTRY_CODE: Final = re.compile(r"([0-9]{1,2})(?:\.0+)?(?:\s+(\S.*))?")
_SHOWN: Final = 3


class Register:
    """All spellings of the register's agencies and ministries, by matching key."""

    def __init__(self, found: Definitions) -> None:
        """Index codes, names, names together with their ministry, abbreviations and the alias file."""
        self._agencies = found.agencies
        self._ministries = found.ministries
        self._ministry_of_key: dict[str, str] = {}
        self._by_name: defaultdict[str, set[str]] = defaultdict(set)
        self._in_ministry: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self._by_abbreviation: defaultdict[str, set[str]] = defaultdict(set)
        self._repeated: defaultdict[str, set[str]] = defaultdict(set)
        prefixes = tuple(cell_rules().ministry_prefixes.values())
        for ministry in found.ministries.values():
            bare = [name.removeprefix(prefix) for name in (ministry.th, ministry.en) for prefix in prefixes]
            for text in (ministry.th, ministry.en, ministry.abbr_th, ministry.abbr_en, *bare):
                self._ministry_of_key.setdefault(key(text), ministry.code)
        self._ministry_of_key.pop("", None)
        for agency in found.agencies.values():
            self._index(agency, key(cell_rules().ministry_prefixes["th"]))
        for alias in found.aliases:
            self._by_name[key(alias.alias)].add(alias.agency)
            self._in_ministry[self._agencies[alias.agency].ministry, key(alias.alias)].add(alias.agency)

    def names(self) -> frozenset[str]:
        """Return the keys of all names that stand for an agency, be it only together with a ministry."""
        return frozenset(self._by_name.keys() | self._repeated.keys())

    def ministry(self, text: str) -> str | None:
        """Return the code of the ministry a code, name or abbreviation stands for; None where for none."""
        if numbered := _MINISTRY_CODE.fullmatch(arabic(tidy(text))):
            code = numbered[1].zfill(2)
            if code in self._ministries and numbered[2] in (None, ""):
                return code
            named = self._ministry_of_key.get(key(numbered[2] or ""))
            return code if named == code else None
        return self._ministry_of_key.get(key(text)) or self._ministry_of_key.get(key(unnumbered(text)))

    def agency(self, text: str, *, ministry: str | None, period: Period | None) -> Parsed[str]:
        """Return the code of the one agency a text means, or the remark that tells why there is none.

        With a ministry only its agencies are meant. A name that occurs twice means the body of the period.
        """
        if is_missing(text):
            return Parsed()
        candidates = self._candidates(text, ministry)
        if isinstance(candidates, Remark):
            return Parsed(remark=candidates)
        chosen = self._in_force(candidates, period)
        if len(chosen) != 1:
            return Parsed(remark=Remark("A-02", shown(text), self._listed(chosen)))
        (code,) = chosen
        agency = self._agencies[code]
        if period is None or agency.existed(period):
            return Parsed(code)
        years = f"{agency.valid_from_be or '…'}-{agency.valid_to_be or '…'}"
        return Parsed(code, Remark("A-06", self._label(code), years))

    def meant(self, text: str) -> frozenset[str]:
        """Return the codes of all agencies a code or name may mean, whatever the ministry and the quarter."""
        return frozenset(self._found(text, None)[0])

    def nearest(self, text: str, *, ministry: str | None) -> tuple[str, ...]:
        """Return the codes of the three agencies that look most like a text, the likeliest first.

        With a ministry only its agencies are offered; a text without letters is compared with codes.
        """
        within = {
            spelling: codes for (owner, spelling), codes in self._in_ministry.items() if owner == ministry
        }
        spellings: Mapping[str, set[str]] = within or self._by_name
        if not any(character.isalpha() for character in text):
            spellings = {code: {code} for code in self._agencies}
        ranked = process.extract(
            key(text), list(spellings), scorer=fuzz.ratio, processor=None, limit=4 * _SHOWN
        )
        codes = (code for spelling, _, _ in ranked for code in sorted(spellings[spelling]))
        return tuple(dict.fromkeys(codes))[:_SHOWN]

    def _candidates(self, text: str, ministry: str | None) -> set[str] | Remark:
        found, wanted = self._found(text, ministry)
        if found and ministry is not None:
            inside = {code for code in found if self._agencies[code].ministry == ministry}
            return inside or Remark("A-03", shown(text), self._listed(found))
        if found:
            return found
        if ministry is None and wanted in self._by_abbreviation:
            return Remark("A-07", shown(text), self._listed(self._by_abbreviation[wanted]))
        if ministry is None and wanted in self._repeated:
            return Remark("A-02", shown(text), self._listed(self._repeated[wanted]))
        nearest = self.nearest(text, ministry=ministry)
        return Remark("A-01", shown(text), " | ".join(self._label(code) for code in nearest))

    def _found(self, text: str, ministry: str | None) -> tuple[set[str], str]:
        """Return what `_named` does, of the text without the number of a list where it means none with it."""
        found, wanted = self._named(text, ministry)
        if not found and (bare := unnumbered(tidy(text))) != arabic(tidy(text)):
            return self._named(bare, ministry)
        return found, wanted

    def _named(self, text: str, ministry: str | None) -> tuple[set[str], str]:
        """Return the agencies a code or name means, the ministry's first, and the key that was looked up."""
        if numbered := _CODE.fullmatch(arabic(tidy(text))):
            code, wanted = f"{numbered[1].zfill(2)}-{numbered[2].zfill(2)}", key(numbered[3] or "")
            # A code with a name beside it must agree with the name: one of the two was mistyped otherwise.
            agency = self._agencies.get(code)
            agrees = agency is not None and (not wanted or wanted in self._spellings(agency))
            return ({code} if agrees else set()), wanted
        wanted = key(text)
        inside = self._in_ministry.get((ministry, wanted)) if ministry is not None else None
        return inside or self._by_name.get(wanted, set()), wanted

    def _in_force(self, candidates: Iterable[str], period: Period | None) -> set[str]:
        left = set(candidates)
        if period is None or len(left) < 2:
            return left
        for test in (Agency.existed, Agency.expected):
            left = {code for code in left if test(self._agencies[code], period)} or left
        return left

    def _index(self, agency: Agency, prefix: str) -> None:
        for spelling in self._spellings(agency):
            self._in_ministry[agency.ministry, spelling].add(agency.code)
        for spelling in self._full_spellings(agency):
            self._by_name[spelling].add(agency.code)
        th, ministry = key(agency.th), key(self._ministries[agency.ministry].th)
        if th.endswith(ministry) and th != ministry:
            # "สำนักงานปลัดกระทรวงการคลัง": under a ministry's heading people write its name shorter, or twice.
            for short in (th.removesuffix(ministry), f"{th.removesuffix(ministry)}{prefix}"):
                self._in_ministry[agency.ministry, short].add(agency.code)
                self._repeated[short].add(agency.code)
                self._by_name[f"{short}{ministry}"].add(agency.code)
        for abbreviation in (agency.abbr_th, *agency.abbr_alt.split(";")):
            if wanted := key(abbreviation):
                self._in_ministry[agency.ministry, wanted].add(agency.code)
                self._by_abbreviation[wanted].add(agency.code)

    def _spellings(self, agency: Agency) -> set[str]:
        """Return the keys that mean this agency inside its own ministry, abbreviations left out."""
        ministry = self._ministries[agency.ministry]
        en, ministry_en = key(agency.en), key(ministry.en)
        short = {en.removesuffix(ministry_en)} if en.endswith(ministry_en) and en != ministry_en else set()
        return self._full_spellings(agency) | short

    def _full_spellings(self, agency: Agency) -> set[str]:
        ministry = self._ministries[agency.ministry]
        th, en = key(agency.th), key(agency.en)
        pairs = {th, f"{th}{key(ministry.th)}"} | ({en, f"{en}{key(ministry.en)}"} if en else set())
        return pairs - {""}

    def _listed(self, codes: Iterable[str]) -> str:
        labels = [self._label(code) for code in sorted(codes)]
        return " | ".join(labels[:_SHOWN] + ["…"] * (len(labels) > _SHOWN))

    def _label(self, code: str) -> str:
        return f"{code} {self._agencies[code].th}"


@cache
def register() -> Register:
    """Return the register as the definitions have it."""
    return Register(definitions())
