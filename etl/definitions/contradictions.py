"""Where definitions contradict each other: names that point nowhere, spellings that mean two things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise
from string import Formatter
from typing import TYPE_CHECKING, Any, Final

from etl.definitions import models
from etl.definitions.codes import NATION
from etl.definitions.dated import Dated
from etl.definitions.labels import LANGS
from etl.definitions.thai import key

if TYPE_CHECKING:
    from etl.definitions.load import Definitions


_OF_PERSONS: Final = frozenset({"outcome", "capability", "lacking", "cost"})
"""Marts whose cells count persons."""


def contradictions(found: Definitions, vocabularies: Iterable[str]) -> list[str]:
    """Return every reference that points nowhere and every spelling that means two things."""
    faults: list[str] = []
    for vocabulary in vocabularies:
        meanings: dict[str, set[str]] = defaultdict(set)
        terms: Mapping[str, models.Term] = getattr(found, vocabulary)
        for term in terms.values():
            for text in (term.code, term.th, term.en, *term.aliases):
                meanings[key(text)].add(term.code)
        faults += [
            f"vocabulary.toml {vocabulary}: {text!r} means {sorted(codes)}"
            for text, codes in meanings.items()
            if len(codes) > 1
        ]
    faults += _dangling(found)
    faults += _undated(found)
    faults += _unknown_rules(found)
    for measure in found.measures.values():
        if measure.public == "open" and (measure.mart in _OF_PERSONS or measure.unit == "persons"):
            faults.append(f"measures.toml {measure.id}: what counts persons names its treatment in public")
        if measure.of and measure.of not in found.measures:
            faults.append(f"measures.toml {measure.id}: a quantile is of another measure")
        if '"group"' in measure.where:  # what disclosure control must know, so no condition may hide it
            faults.append(f"measures.toml {measure.id}: the groups it counts are named by `groups`")
    faults += [
        f"disclosure.toml {row.id}: a count and its complement cannot both be few of the least denominator"
        for row in found.disclosure.values()
        if row.least < 2 * row.few
    ]
    return faults


def _dangling(found: Definitions) -> Iterator[str]:
    """Yield every entry that names something that does not exist."""
    stages = {*found.stages, "ANY"}
    requirements = list(chain(*found.requirements.values()))
    references: tuple[tuple[str, Iterable[models.Model], str, str, Container[str]], ...] = (
        ("agencies.csv", found.agencies.values(), "code", "ministry", found.ministries),
        ("aliases.csv", found.aliases, "alias", "agency", found.agencies),
        ("id_spaces.csv", found.id_spaces, "id_space", "agency", {*found.agencies, NATION}),
        ("succession.csv", found.succession, "agency", "agency", found.agencies),
        ("succession.csv", found.succession, "agency", "other", found.agencies),
        ("headcount_bounds.csv", found.headcount_bounds, "agency", "agency", found.agencies),
        ("requirements.csv", requirements, "group", "group", found.groups),
        ("requirements.csv", requirements, "group", "stage", stages),
        ("requirements.csv", requirements, "group", "capability", found.capabilities),
        ("practices.csv", chain(*found.practices_in_force.values()), "practice", "practice", found.practices),
        ("roles.csv", found.roles, "group", "group", found.groups),
        ("rules.csv", chain(*found.rule_values.values()), "value", "rule", found.thresholds),
        ("roles.csv", found.roles, "group", "stage", found.stages),
        ("position_types.csv", found.position_types.values(), "code", "group", found.groups),
        ("targets.toml", found.targets.values(), "id", "measure", found.measures),
        ("target_milestones.csv", found.milestones, "fiscal_year_be", "target", found.targets),
        ("phases.toml", found.phases.values(), "id", "source", found.sources),
        ("measures.toml", found.measures.values(), "id", "groups", found.groups),
    )
    for file, rows, label, name, known in references:
        for row in rows:
            named = getattr(row, name)
            for code in named if isinstance(named, tuple) else (named,):
                if code is not None and code not in known:
                    yield f"{file} {getattr(row, label)}: no {name} {code}"


def _undated(found: Definitions) -> Iterator[str]:
    """Yield rules with a value in two files or in none, and matters two rows begin on in one quarter."""
    for name, threshold in found.thresholds.items():
        if (threshold.value is None) != (name in found.rule_values):
            yield f"thresholds.toml {name}: its value stands there or in rules.csv, and only in one of them"
    dated: tuple[tuple[str, Mapping[Any, Sequence[Dated]]], ...] = (
        ("rules.csv", found.rule_values),
        ("requirements.csv", found.requirements),
        ("practices.csv", found.practices_in_force),
    )
    for file, table in dated:
        for matter, rows in table.items():
            for earlier, later in pairwise(rows):
                if earlier.valid_from == later.valid_from:
                    named = matter if isinstance(matter, str) else " ".join(matter)
                    yield f"{file} {named}: two rows from {later.valid_from} on"


def _unknown_rules(found: Definitions) -> Iterator[str]:
    """Yield every text that names a rule of measuring in braces which is none."""
    texts = [
        *(("measures.toml", one.id, one.formula(lang)) for one in found.measures.values() for lang in LANGS),
        *(("targets.toml", one.id, one.formula(lang)) for one in found.targets.values() for lang in LANGS),
        *(("scenarios.toml", one.id, text) for one in found.scenarios.values() for text in (one.th, one.en)),
    ]
    for file, entry, text in texts:
        for _, rule, *_ in Formatter().parse(text):
            if rule is not None and rule not in found.rule_values:
                yield f"{file} {entry}: no rule {rule}"
