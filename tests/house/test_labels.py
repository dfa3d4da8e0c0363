"""No text for people is kept that nothing shows."""

from __future__ import annotations

import ast
import re

from etl.definitions import definitions
from etl.definitions.labels import read_labels
from tests.house.tree import texts

FILLED = "\0"


def named_in_code() -> tuple[set[str], re.Pattern[str]]:
    """The words code is written with, and a pattern of the last parts it makes with something filled in."""
    words, made = set[str](), set[str]()
    for source in [*texts("etl/**/*.py").values(), *texts("pages/**/*.py").values(), *texts("*.py").values()]:
        for node in ast.walk(ast.parse(source)):
            match node:
                case ast.Constant(value=str(text)) | ast.keyword(arg=str(text)) | ast.arg(arg=str(text)):
                    words |= {text, text.partition(".")[0]}  # a section is named by the keys of its sentences
                case ast.AnnAssign(target=ast.Name(id=text)):
                    words.add(text)
                case ast.JoinedStr(values=parts):
                    fixed = [str(part.value) if isinstance(part, ast.Constant) else FILLED for part in parts]
                    last = "".join(fixed).rpartition(".")[2]
                    if len(last.replace(FILLED, "").strip("_")) > 1:
                        made.add(re.escape(last).replace(FILLED, r"\w+"))
    return words, re.compile("|".join(made))


def defined() -> set[str]:
    """The codes of what is defined."""
    known = definitions()
    codes = {str(code) for part in vars(known).values() if hasattr(part, "keys") for code in part}
    codes |= {code for rule in known.rules.values() for code in (rule.scope, rule.severity, rule.id[0])}
    sources = {source for one in known.measures.values() for source in one.source.split("; ")}
    codes |= {code for one in known.measures.values() for code in (one.unit, one.owner)}
    codes |= {threshold.unit for threshold in known.thresholds.values()}
    return codes | {source.replace(" ", "_") for source in sources} | {"non_it"}


def test_every_text_has_a_place_it_is_shown_at() -> None:
    words, made = named_in_code()
    known = words | defined()

    def shown(key: str) -> bool:
        parts = key.split(".")
        ends = [".".join(parts[place:]) for place in range(len(parts))]
        return any(end in known or made.fullmatch(end) for end in ends)

    assert shown("planner.column.agency")
    assert not shown("planner.nonsense")
    keys = [key for key in read_labels()[0]["th"].texts if not key.startswith("cli.argparse.")]
    assert [key for key in keys if not shown(key)] == []
