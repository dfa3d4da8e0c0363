"""Reads every definition file and reference table, checks them together and reports all faults at once."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache, reduce
from itertools import product, starmap
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar, get_args, get_type_hints

from etl.definitions import models
from etl.definitions.calendar import Period
from etl.definitions.codes import ALL, NOT_STATED
from etl.definitions.contradictions import contradictions
from etl.definitions.datasets import Counted, Dataset
from etl.definitions.dated import IdSpace, PracticeInForce, Requirement, RuleValue, by_matter, in_force
from etl.definitions.files import DefinitionFaults, alike, csv_rows, entries, toml
from etl.definitions.fingerprint import fingerprint
from etl.definitions.labels import Lang, Words, read_labels
from etl.definitions.thai import key

FOLDER: Final = Path(__file__).parent
REFERENCE: Final = FOLDER.parents[1] / "data" / "reference"

C = TypeVar("C", models.PositionType, models.Ministry, models.Agency)

_TABLES: Final[dict[str, type[models.Model]]] = {
    "agencies": models.Agency,
    "aliases": models.Alias,
    "framework": models.FrameworkPart,
    "headcount_bounds": models.HeadcountBound,
    "id_spaces": IdSpace,
    "ministries": models.Ministry,
    "position_types": models.PositionType,
    "practices": PracticeInForce,
    "requirements": Requirement,
    "roles": models.Role,
    "rules": RuleValue,
    "succession": models.Succession,
    "target_milestones": models.Milestone,
}
"""The reference tables, each a csv file."""


@dataclass(frozen=True)
class Definitions:
    """Everything that is defined once: see the files of etl/definitions and data/reference."""

    groups: Mapping[str, models.Term]
    stages: Mapping[str, models.Term]
    capabilities: Mapping[str, models.Term]
    methods: Mapping[str, models.Method]
    scales: Mapping[str, models.Term]
    outcomes: Mapping[str, models.Term]
    sources: Mapping[str, models.Term]
    purposes: Mapping[str, models.Term]
    statuses: Mapping[str, models.Status]
    units: Mapping[str, models.Unit]
    themes: Mapping[str, models.Term]
    practices: Mapping[str, models.Term]
    populations: Mapping[str, Counted]
    frameworks: Mapping[str, Counted]
    position_types: Mapping[str, models.PositionType]
    datasets: Mapping[str, Dataset]
    """What agencies send."""
    published: Mapping[str, Dataset]
    """What published layouts give: datasets of their own, and agencies' datasets with columns more."""
    ministries: Mapping[str, models.Ministry]
    agencies: Mapping[str, models.Agency]
    aliases: tuple[models.Alias, ...]
    id_spaces: tuple[IdSpace, ...]
    succession: tuple[models.Succession, ...]
    headcount_bounds: tuple[models.HeadcountBound, ...]
    roles: tuple[models.Role, ...]
    framework: tuple[models.FrameworkPart, ...]
    requirements: Mapping[tuple[str, str, str], tuple[Requirement, ...]]
    """Group, stage and capability → what holds of them, the earliest first; so are all that have dates."""
    thresholds: Mapping[str, models.Threshold]
    rule_values: Mapping[str, tuple[RuleValue, ...]]
    """Rule of measuring → its values."""
    practices_in_force: Mapping[str, tuple[PracticeInForce, ...]]
    """Practice → whether agencies are asked for it."""
    measures: Mapping[str, models.Measure]
    disclosure: Mapping[str, models.Crossing]
    """The crossings of which counts of persons are public."""
    targets: Mapping[str, models.Target]
    milestones: tuple[models.Milestone, ...]
    phases: Mapping[str, models.Phase]
    rules: Mapping[str, models.Rule]
    scenarios: Mapping[str, models.Scenario]
    """Other readings of the rules, the one in force first."""
    labels: Mapping[Lang, Words]
    version: str
    """Version stated in thresholds.toml, followed by a hash of what shapes figures (see `fingerprint`)."""

    def words(self, lang: Lang) -> Words:
        """Return the words of a language."""
        return self.labels[lang]

    def lookup(self, vocabulary: str, text: str) -> str | None:
        """Return the code a spelling stands for in a vocabulary such as "groups"; None where for nothing."""
        return _spellings(self, vocabulary).get(key(text))

    def threshold(self, name: str) -> float:
        """Return the value of a rule of intake, printing or disclosure; KeyError for a rule of measuring."""
        value = self.thresholds[name].value
        if value is None:
            raise KeyError(f"{name} has dates: ask `rule`")
        return value

    def rule(self, name: str, period: Period) -> float:
        """Return the value of a rule of measuring at a quarter; before its first row, that of the first."""
        values = self.rule_values[name]
        return (in_force(values, period) or values[0]).value

    def rules_at(self, period: Period) -> dict[str, float]:
        """Return the value of every rule of measuring at a quarter."""
        return {name: self.rule(name, period) for name in self.rule_values}

    def with_rules(self, text: str, period: Period) -> str:
        """Return a text with the rules it names in braces as they are at a quarter, shares in per cent."""
        values = {
            name: value * (100 if self.thresholds[name].unit == "share" else 1)
            for name, value in self.rules_at(period).items()
        }
        return text.format_map({name: f"{value:.10g}" for name, value in values.items()})

    def formula(self, entry: models.Measure | models.Target, lang: Lang, period: Period) -> str:
        """Return in words how a measure or a target's proxy is worked out by the rules of a quarter."""
        return self.with_rules(entry.formula(lang), period)

    def rule_changes(self) -> set[Period]:
        """Return the quarters from which on a rule, a requirement or a practice holds."""
        dated = (self.rule_values, self.requirements, self.practices_in_force)
        return {row.valid_from for table in dated for rows in table.values() for row in rows}

    def settled(self, period: Period) -> Period:
        """Return the quarter since when rules, requirements and practices are what they are at a quarter."""
        return max((change for change in self.rule_changes() if change <= period), default=period)

    def requirement(self, group: str, stage: str, capability: str, period: Period) -> Requirement | None:
        """Return the row for just this group, stage ("ANY": none named) and capability at a quarter."""
        return in_force(self.requirements.get((group, stage, capability), ()), period)

    def asked_practices(self, period: Period) -> list[str]:
        """Return the practices agencies are asked for at a quarter, in the order of their definition."""
        rows = {code: in_force(self.practices_in_force.get(code, ()), period) for code in self.practices}
        return [code for code, row in rows.items() if row is not None and row.in_force]

    def crossing(
        self, level: models.Level, splits: Collection[models.Dimension], measure: models.Measure | None = None
    ) -> models.Crossing | None:
        """Return the public crossing figures of a level split like this are of; None: they are not public.

        Scores of all capabilities count a person once for each capability.
        """
        rows = self.disclosure.values()
        named = [row for row in rows if measure is not None and measure.family in row.families]
        asked = named or [row for row in rows if not row.families]
        found = next((row for row in asked if row.covers(level, splits)), None)
        if found is None or measure is None or measure.mart != "capability" or "capability" in splits:
            return found
        return found.times(len(self.capabilities))

    @property
    def finest(self) -> models.Crossing:
        """The public crossing whose counts are finest."""
        return min(self.disclosure.values(), key=lambda row: row.base)

    @property
    def coarsest(self) -> models.Crossing:
        """The public crossing whose counts are coarsest."""
        return max(self.disclosure.values(), key=lambda row: row.base)

    def required(self, group: str, stage: str, capability: str, period: Period) -> bool:
        """Return whether a capability is required of a group at a stage and quarter, ALL being any code.

        The stage's own row serves where it is filled, else the row for any stage, as it does for agencies
        without a stage; no row is no requirement.
        """
        if ALL in (group, stage, capability):
            groups = self.groups if group == ALL else [group]
            stages = [*self.stages, NOT_STATED] if stage == ALL else [stage]
            capabilities = self.capabilities if capability == ALL else [capability]
            return any(starmap(self.required, product(groups, stages, capabilities, [period])))
        for at in (stage, "ANY"):
            row = self.requirement(group, at, capability, period)
            if row is not None and row.required is not None:
                return row.required
        return False

    def dataset(self, dataset_id: str) -> Dataset:
        """Return a dataset with the columns only published layouts have; KeyError for an unknown one."""
        return self.published.get(dataset_id) or self.datasets[dataset_id]

    def agencies_of(self, ministry: str) -> tuple[models.Agency, ...]:
        """Return a ministry's agencies, in the order of their codes."""
        return tuple(agency for agency in self.agencies.values() if agency.ministry == ministry)

    def expected_agencies(self, period: Period) -> tuple[models.Agency, ...]:
        """Return the agencies whose report is expected for a quarter."""
        return tuple(agency for agency in self.agencies.values() if agency.expected(period))

    def phase_of(self, fiscal_year: int) -> models.Phase | None:
        """Return the budget phase a fiscal year belongs to; None outside the plan."""
        for phase in self.phases.values():
            if phase.first_year <= fiscal_year <= phase.last_year:
                return phase
        return None

    def family(self, name: str) -> tuple[str, ...]:
        """Return the measures an id, a family or a pattern such as `budget_*` means; empty where unknown."""
        return tuple(
            measure.id
            for measure in self.measures.values()
            if any(fnmatchcase(known, name) for known in (measure.id, measure.family, *measure.known_as))
        )


_VOCABULARIES: Final[dict[str, type[models.Term]]] = {
    name: kinds[-1]
    for name, hint in get_type_hints(Definitions).items()
    if (kinds := get_args(hint)) and isinstance(kinds[-1], type) and issubclass(kinds[-1], models.Term)
    if kinds[-1] is not models.PositionType
}
"""The fields that are closed vocabularies of vocabulary.toml."""


@cache
def _spellings_of(terms: tuple[models.Term, ...]) -> Mapping[str, str]:
    return {
        key(text): term.code
        for term in terms
        for text in (term.code, term.th, term.en, *term.aliases)
        if text
    }


def _spellings(found: Definitions, vocabulary: str) -> Mapping[str, str]:
    terms: Mapping[str, models.Term] = getattr(found, vocabulary)
    return _spellings_of(tuple(terms.values()))


def read_definitions(folder: Path = FOLDER, reference: Path = REFERENCE) -> Definitions:
    """Return the definitions of these folders; DefinitionFaults with every fault found."""
    faults: list[str] = []
    vocabulary = toml(folder / "vocabulary.toml")
    thresholds, measures = toml(folder / "thresholds.toml"), toml(folder / "measures.toml")
    version = str(thresholds.pop("version"))
    sent = _sent(folder)
    labels, label_faults = read_labels(folder / "labels")
    faults += label_faults

    def table(name: str, model: type[Any], written: Mapping[str, Any]) -> Mapping[str, Any]:
        return MappingProxyType(
            entries(name, model, [{"id": code, **entry} for code, entry in written.items()], "id", faults)
        )

    terms: dict[str, Any] = {
        name: MappingProxyType(
            entries(
                f"vocabulary.toml {name}",
                model,
                [{"code": code, **entry} for code, entry in vocabulary.pop(name, {}).items()],
                "code",
                faults,
            )
        )
        for name, model in _VOCABULARIES.items()
    }
    faults += [f"vocabulary.toml: nobody reads {name}" for name in vocabulary]
    measures = _of_each({code: alike(measures, code) for code in measures}, terms)
    rows: dict[str, list[Any]] = {
        name: csv_rows(reference / f"{name}.csv", model, faults) for name, model in _TABLES.items()
    }
    tables: dict[str, Any] = {
        name: tuple(rows[name])
        for name in ("aliases", "id_spaces", "roles", "framework", "headcount_bounds", "succession")
    }
    tables |= {name: _by_code(rows[name]) for name in ("position_types", "ministries", "agencies")}
    found = Definitions(
        **terms,
        **tables,
        datasets=table("datasets.toml", Dataset, sent),
        published=table("published.toml", Dataset, _published(folder, sent)),
        requirements=by_matter(rows["requirements"], lambda row: (row.group, row.stage, row.capability)),
        thresholds=table("thresholds.toml", models.Threshold, thresholds),
        rule_values=by_matter(rows["rules"], lambda row: row.rule),
        practices_in_force=by_matter(rows["practices"], lambda row: row.practice),
        disclosure=table("disclosure.toml", models.Crossing, toml(folder / "disclosure.toml")),
        measures=table("measures.toml", models.Measure, measures),
        targets=table("targets.toml", models.Target, toml(folder / "targets.toml")),
        milestones=tuple(rows["target_milestones"]),
        phases=table("phases.toml", models.Phase, toml(folder / "phases.toml")),
        rules=table("rules.toml", models.Rule, toml(folder / "rules.toml")),
        scenarios=table("scenarios.toml", models.Scenario, toml(folder / "scenarios.toml")),
        labels=MappingProxyType(labels),
        version=version,
    )
    faults += contradictions(found, _VOCABULARIES)
    if faults:
        raise DefinitionFaults(faults)
    return replace(found, version=f"{version}+{fingerprint(found)}")


def _sent(folder: Path) -> dict[str, Any]:
    """Return the datasets, what a column does not say itself as in the first one of its id."""
    sent, first = toml(folder / "datasets.toml"), dict[str, dict[str, Any]]()
    for dataset in sent.values():
        dataset["columns"] = [first.setdefault(one["id"], one) | one for one in dataset["columns"]]
    return sent


def _published(folder: Path, sent: Mapping[str, Any]) -> dict[str, Any]:
    return {
        dataset: {**sent[dataset], "columns": [*sent[dataset]["columns"], *entry["columns"]]}
        if dataset in sent
        else entry
        for dataset, entry in toml(folder / "published.toml").items()
    }


def _of_each(
    written: Mapping[str, Any], vocabularies: Mapping[str, Mapping[str, models.Term]]
) -> dict[str, Any]:
    """Return entries, one for each combination of terms of the vocabularies an entry names by `each`.

    Its id ends with their codes; code and names of a term stand where its vocabulary is named in braces.
    """
    made: dict[str, Any] = {}
    for code, entry in written.items():
        names = entry.pop("each", ())
        for terms in product(*(vocabularies[name].values() for name in names)):
            of = dict(zip(names, terms, strict=True))
            filled = {
                f"{{{name}{part}}}": getattr(term, field)
                for name, term in of.items()
                for part, field in (("", "code"), ("_th", "th"), ("_en", "en"))
            }
            codes = tuple(term.code for term in terms)
            made["_".join((code, *codes))] = {
                key: reduce(lambda text, one: text.replace(*one), filled.items(), value)
                if isinstance(value, str)
                else value
                for key, value in entry.items()
            } | {"terms": codes}
    return made


def _by_code(rows: Iterable[C]) -> Mapping[str, C]:
    return MappingProxyType({row.code: row for row in rows})
