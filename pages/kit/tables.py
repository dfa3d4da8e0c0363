"""Tables for people: definitions, targets and submissions, named in the reader's language."""

from itertools import chain
from typing import Final

import pandas as pd

from etl.definitions import Words, definitions
from etl.definitions.calendar import BANGKOK, Period, date_label
from etl.definitions.codes import CONFIDENTIAL
from etl.definitions.dated import Requirement
from etl.definitions.models import Target
from etl.queries import naming, path_due
from etl.queries import number as printed
from etl.queries.targets import final_value
from pages.kit.tidy import one

_DATASETS: Final = ("assessment", "headcount", "stage", "training", "practice")
"""What an agency returns each quarter."""

_GLOSSARY: Final = (
    "groups",
    "stages",
    "capabilities",
    "methods",
    "outcomes",
    "practices",
    "sources",
    "purposes",
    "themes",
    "datasets",
)
_PROTECTING: Final = ("why", "rounding", "small", "few", "shares", "ranges", "complements", "public", "who")
"""The parts of the public rule, in the order they are told."""
POTENTIAL: Final = ("has", "open", "none")
"""Whether an agency has a high-potential group, who may still have one before who has none."""
_TIED: Final = "\N{NO-BREAK SPACE}"
_REQUIRED: Final = {True: "✓", False: "–", None: "?"}


def proxies(period: Period, words: Words) -> pd.DataFrame:
    """Return one row per target: the proxy's formula, limits, version, approver, yearly values, status."""

    def yearly(target: Target) -> str:
        rows = [row for row in definitions().milestones if row.target == target.id]
        return f"{_TIED}· ".join(
            words("targets.year", year=row.fiscal_year_be, value=printed.percent(row.value)) for row in rows
        )

    def status(target: Target) -> str:
        found = {row.status for row in definitions().milestones if row.target == target.id}
        return ", ".join(words(f"targets.{name}") for name in sorted(found))

    return pd.DataFrame(
        [
            {
                words("targets.target"): f"{target.id} {words.name(target)}",
                words("targets.formula"): definitions().formula(target, words.lang, period),
                words("targets.limits"): getattr(target, f"limits_{words.lang}"),
                words("targets.milestones"): yearly(target),
                words("targets.status"): status(target),
                words("targets.approver"): target.approver or words("targets.nobody"),
                words("targets.version"): target.version,
            }
            for target in definitions().targets.values()
        ]
    )


def potential(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return one row per agency expected: whether it has a high-potential group, and its headcount."""
    answers = {code: words(f"targets.potential_of.{code}") for code in POTENTIAL}
    ordered = rows.sort_values(
        "potential", key=lambda codes: codes.map(list(answers).index, na_action="ignore"), kind="stable"
    )
    return pd.DataFrame(
        {
            words("targets.potential_agency"): [naming.unit_short(code, words) for code in ordered["agency"]],
            words("targets.potential_has"): [
                answers.get(code, printed.bracket(CONFIDENTIAL)) for code in ordered["potential"]
            ],
            words("targets.potential_headcount"): [printed.count(number) for number in ordered["headcount"]],
            words("submissions.ministry"): [naming.unit_short(code, words) for code in ordered["ministry"]],
            words("text.full_name"): [naming.agency_in_full(code, words) for code in ordered["agency"]],
        }
    )


def by_ministry(figures: pd.DataFrame, standing: pd.DataFrame, period: Period, words: Words) -> pd.DataFrame:
    """Return one row per ministry with agencies expected: how many, how many reported, and who has not."""
    known = definitions()
    silent = standing[standing["expected"] & ~standing["reported"]]
    rows = []
    for ministry in sorted(standing.loc[standing["expected"], "ministry"].unique()):
        rate = one(figures, "reporting_rate", period=period, unit=ministry)
        missing = [
            words.short(known.agencies[code]) for code in silent.loc[silent["ministry"] == ministry, "agency"]
        ]
        rows.append(
            {
                words("submissions.ministry"): naming.unit_name(ministry, words),
                words("submissions.expected"): printed.count(rate.denominator),
                words("submissions.reported_count"): printed.count(rate.numerator),
                words("submissions.share"): printed.percent(rate.value),
                words("submissions.missing_names"): ", ".join(missing) or words("submissions.everybody"),
            }
        )
    return pd.DataFrame(rows)


def by_agency(
    returns: pd.DataFrame, standing: pd.DataFrame, words: Words, *, ministry: str | None
) -> pd.DataFrame:
    """Return one row per agency expected: whether it reported, and a tick per dataset received."""
    reported = dict(zip(standing["agency"], standing["reported"], strict=True))
    shown = returns if ministry is None else returns[returns["ministry"] == ministry]
    columns = {
        words("submissions.agency"): [naming.unit_short(code, words) for code in shown["agency"]],
        words("submissions.state"): [
            words("submissions.yes" if reported.get(code) else "submissions.no") for code in shown["agency"]
        ],
    }
    for dataset in _DATASETS:
        columns[words(f"submissions.tick.{dataset}")] = ["✓" if there else "–" for there in shown[dataset]]
    columns[words("submissions.ministry")] = [naming.unit_short(code, words) for code in shown["ministry"]]
    columns[words("text.full_name")] = [naming.agency_in_full(code, words) for code in shown["agency"]]
    return pd.DataFrame(columns)


def history(submissions: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return one row per file received, the latest first, with the accounting of its rows."""
    known = definitions()

    def datasets(names: object) -> str:
        return (
            ", ".join(words.name(known.dataset(name)) for name in str(names).split(", "))
            if isinstance(names, str)
            else ""
        )

    def state(row: "pd.Series[str]") -> str:
        return words(
            f"submissions.status_name.{'withdrawn' if pd.notna(row['withdrawn_at']) else row['status']}"
        )

    table = pd.DataFrame(
        {
            words("submissions.file"): submissions["file_name"],
            words("submissions.received"): [_moment(at, words) for at in submissions["received_at"]],
            words("submissions.state"): [state(row) for _, row in submissions.iterrows()],
            words("submissions.read"): submissions["rows_read"],
            words("submissions.accepted"): submissions["accepted"],
            words("submissions.rejected"): submissions["rejected"],
            words("submissions.ignored"): submissions["ignored"],
            words("submissions.problems"): submissions["problems"],
            words("submissions.publisher"): [
                words(f"submissions.publisher_name.{name}") for name in submissions["publisher"]
            ],
            words("submissions.datasets"): [datasets(names) for names in submissions["datasets"]],
            words("submissions.id"): submissions["id"],
        }
    )
    return table.drop(columns=[name for name in table if len(table) and table[name].isna().all()])


def measures(period: Period, words: Words) -> pd.DataFrame:
    """Return one row per measure: formula in words, unit, direction, limits, owner, source and version."""
    return pd.DataFrame(
        [
            {
                words("glossary.measure"): words.name(measure),
                words("glossary.formula"): definitions().formula(measure, words.lang, period),
                words("glossary.limits"): getattr(measure, f"not_measured_{words.lang}"),
                words("glossary.unit"): words(
                    "glossary.unit_better",
                    unit=words(f"glossary.unit_name.{measure.unit}"),
                    better=words(f"glossary.better_name.{measure.better}"),
                ),
                words("glossary.owner"): words(
                    "glossary.owned",
                    owner=words(f"blocks.owner.{measure.owner}"),
                    source=naming.sources(measure, words),
                    version=measure.version,
                ),
                words("glossary.id"): measure.id,
            }
            for measure in definitions().measures.values()
        ]
    )


def thresholds(words: Words) -> pd.DataFrame:
    """Return one row per rule and value: what it means, from when on it holds, its value, unit and source."""
    known = definitions()
    return pd.DataFrame(
        [
            {
                words("glossary.threshold"): words.name(threshold),
                words("glossary.valid_from"): str(row.valid_from) if row else "",
                words("glossary.value"): printed.percent(value)
                if threshold.unit == "share"
                else printed.count(value),
                words("glossary.unit"): words(f"glossary.unit_name.{threshold.unit}"),
                words("glossary.source"): row.source if row else "",
                words("glossary.id"): threshold.id,
            }
            for threshold in known.thresholds.values()
            for row, value in [
                *((row, row.value) for row in known.rule_values.get(threshold.id, ())),
                *([] if threshold.value is None else [(None, threshold.value)]),
            ]
        ]
    )


def requirements(words: Words) -> pd.DataFrame:
    """Return one row per group, stage and first quarter with anything known: ✓ required, – not, ? unknown."""
    known = definitions()
    rows = chain(*known.requirements.values())
    stated = [row for row in rows if row.required is not None]
    cells = list(dict.fromkeys((row.group, row.stage, row.valid_from) for row in stated))

    def cell(row: Requirement | None) -> str:
        return _REQUIRED[row.required if row is not None else None]

    return pd.DataFrame(
        [
            {
                words("glossary.group"): words.name(known.groups[group]),
                words("glossary.stage"): words("glossary.any_stage")
                if stage == "ANY"
                else words.name(known.stages[stage]),
                words("glossary.valid_from"): str(since),
                **{
                    words.short(capability): cell(known.requirement(group, stage, code, since))
                    for code, capability in known.capabilities.items()
                },
            }
            for group, stage, since in cells
        ]
    )


def glossary(words: Words) -> pd.DataFrame:
    """Return one row per term of the closed vocabularies: kind, Thai, English, code."""
    known = definitions()
    return pd.DataFrame(
        [
            {
                words("glossary.kind"): words(f"glossary.kind_name.{kind}"),
                words("glossary.thai"): term.th,
                words("glossary.english"): term.en,
                words("glossary.code"): code,
            }
            for kind in _GLOSSARY
            for code, term in getattr(known, kind).items()
        ]
    )


def positions(words: Words) -> pd.DataFrame:
    """Return one row per position type: the personnel group it is read as, and how sure that is."""
    known = definitions()
    return pd.DataFrame(
        [
            {
                words("glossary.position"): words.name(kind),
                words("glossary.group"): words.name(known.groups[kind.group])
                if kind.group
                else words("glossary.no_group"),
                words("glossary.confidence"): words(
                    f"glossary.confidence_name.{'inferred' if kind.group else 'official'}"
                ),
                words("glossary.source"): getattr(kind, f"source_{words.lang}"),
            }
            for kind in known.position_types.values()
        ]
    )


def knowledge() -> dict[str, int]:
    """Return how much of the reference facts is known: requirement cells, named roles, and so on."""
    known = definitions()
    cells = [rows[-1] for rows in known.requirements.values()]
    unknown = sum(row.required is None for row in cells)
    return {
        "cells": len(cells),
        "unknown": unknown,
        "known": len(cells) - unknown,
        "roles": sum(bool(role.th) for role in known.roles),
        "measures": len(known.measures),
        "thresholds": len(known.thresholds),
    }


def due(target: Target, figures: pd.DataFrame, period: Period, words: Words) -> str:
    """Return the values a target is judged by: due now, at the plan's end, and the coverage behind it."""
    return words(
        "targets.due",
        name=words.name(target),
        due=printed.percent(path_due(target.id, period)),
        final=printed.percent(final_value(target.id)),
        coverage=one(figures, target.measure, period=period).share("coverage").text,
    )


def disclosure(words: Words) -> str:
    """Return how figures on persons are told in public, and why, with the numbers of the rule."""
    rule = definitions().finest
    told = {name: getattr(rule, name) for name in ("base", "few", "least", "share")}
    told["coarse"] = definitions().coarsest.base
    told["tenths"] = printed.count(definitions().threshold("tenths_from"))
    return "\n".join(f"- {words(f'disclosure.{part}', **told)}" for part in _PROTECTING)


def verdicts(words: Words, period: Period) -> str:
    """Return how verdicts are reached at a quarter, with its rule."""
    needed = definitions().rule("judge_coverage", period)
    return words("targets.verdicts_text", coverage=printed.percent(needed))


def _moment(at: pd.Timestamp, words: Words) -> str:
    local = at.tz_localize("UTC").tz_convert(BANGKOK)
    return f"{date_label(local.date(), words.lang)} {local:%H:%M}"
