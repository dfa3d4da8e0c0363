"""The rules as a document for people, RULES.md; `python -m etl.definitions.rulebook` makes it anew."""

import re
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Final

from etl.definitions import definitions
from etl.definitions.labels import LANGS, Lang
from etl.definitions.load import FOLDER
from etl.definitions.models import Rule

RULEBOOK: Final[Path] = FOLDER / "RULES.md"
_VALUE: Final = re.compile(r"\{\w+\}")


def area(rule: Rule) -> str:
    """Return the letter of a rule's area, the first of its id."""
    return rule.id[0]


def in_order() -> list[Rule]:
    """Return all rules, area by area as the labels list them, then by number."""
    areas = [key.rpartition(".")[2] for key in definitions().words("en").texts if "rules.area_name." in key]
    return sorted(definitions().rules.values(), key=lambda rule: (areas.index(area(rule)), rule.id))


def message(rule: Rule, lang: Lang) -> str:
    """Return a rule's message with "…" in place of what a file fills in."""
    return _VALUE.sub("…", rule.th if lang == "th" else rule.en)


def rulebook() -> str:
    """Return the text of RULES.md: one table an area, every cell in Thai and English."""
    parts = [_line("#", "rules.book.title"), *(_both("rules.book.made"), _both("rules.book.severities"))]
    for letter, rules in groupby(in_order(), key=area):
        parts += [_line("##", f"rules.area_name.{letter}", before=f"{letter} · "), _table(rules)]
    return "\n\n".join(parts) + "\n"


def write() -> None:
    """Write RULES.md anew."""
    RULEBOOK.write_text(rulebook(), encoding="utf-8")


def _table(rules: Iterable[Rule]) -> str:
    names = ("id", "severity", "message", "why", "mend")
    head = [_both(f"rules.{name}", " / ") for name in names]
    rows = [
        [
            f"**{rule.id}**",
            f"{_both(f'rules.scope_name.{rule.scope}')}<br>{_both(f'rules.severity_name.{rule.severity}')}",
            "<br>".join(message(rule, lang) for lang in LANGS),
            f"{rule.why.th}<br>{rule.why.en}",
            f"{rule.mend.th}<br>{rule.mend.en}",
        ]
        for rule in rules
    ]
    lines = [head, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)


def _line(mark: str, key: str, *, before: str = "") -> str:
    return f"{mark} {before}{_both(key, ' · ')}"


def _both(key: str, between: str = "<br>") -> str:
    return between.join(definitions().words(lang)(key) for lang in LANGS)


if __name__ == "__main__":
    write()
