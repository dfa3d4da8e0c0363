"""The 18 roles, one per group and stage: who fills them, how ready, what is required and named on file."""

import pandas as pd

from etl.definitions import Words, definitions
from etl.definitions.calendar import Period
from etl.queries import number as printed
from etl.queries import statements
from etl.queries.figure import Figure, walk
from pages.kit.cards import Card
from pages.kit.charts.numbers import span

MEASURES = ("headcount", "persons_seen", "ready_share")


def finding(figures: pd.DataFrame, words: Words) -> str:
    """Return between which ready shares the roles lie; named only where their ranges allow."""
    cells = _cells(figures, "ready_share")
    return statements.extremes(list(cells.values()), "role").text(words)


def cards(words: Words, period: Period) -> list[Card]:
    """Return how much of the roles is on file: names, requirements of their own or of the group."""
    known = definitions()
    kinds = [_requirements(role.group, role.stage, period)[0] for role in known.roles]
    named = sum(bool(words.name(role)) for role in known.roles)

    def counted(label: str, n: int) -> Card:
        whole = words("national.of", n=printed.count(n), whole=printed.count(len(known.roles)))
        return Card(words(f"roles.card.{label}"), whole, notes=(words(f"roles.card_note.{label}"),))

    return [
        counted("named", named),
        counted("own", kinds.count("own")),
        counted("group", kinds.count("group")),
        counted("none", kinds.count("none")),
    ]


def table(figures: pd.DataFrame, period: Period, words: Words) -> pd.DataFrame:
    """Return one row per role: group, stage, name if on file, persons, readiness, requirements on file."""
    known = definitions()
    headcount, seen, ready = (_cells(figures, measure) for measure in MEASURES)

    def count(row: Figure | None) -> str:
        return printed.bracket(None) if row is None else printed.count(row.value, row.mark)

    rows = []
    for role in known.roles:
        cell = (role.group, role.stage)
        share = ready.get(cell)
        kind, required = _requirements(*cell, period)
        names = ", ".join(words.short(known.capabilities[code]) for code in required)
        rows.append(
            {
                words("roles.column.group"): words.name(known.groups[role.group]),
                words("roles.column.stage"): words.short(known.stages[role.stage]),
                words("roles.column.name"): words.name(role) or words("roles.unnamed"),
                words("roles.column.headcount"): count(headcount.get(cell)),
                words("roles.column.seen"): count(seen.get(cell)),
                words("roles.column.ready"): share.share().text if share else printed.bracket(None),
                words("roles.column.range"): span(share, words)
                if share and share.ranged
                else printed.bracket(share.mark if share else None),
                words("roles.column.required"): words(f"roles.required.{kind}", names=names),
                words("roles.column.it"): words(f"roles.it.{role.it}"),
            }
        )
    return pd.DataFrame(rows)


def framework(words: Words) -> pd.DataFrame:
    """Return one row per named part of the guideline besides groups, stages and capabilities."""
    return pd.DataFrame(
        [
            {
                words("framework.column.kind"): words(f"framework.kind.{part.kind}"),
                words("framework.column.name"): words.name(part) or words("roles.unnamed"),
                words("framework.column.duty"): getattr(part, f"note_{words.lang}"),
                words("framework.column.confidence"): words(f"framework.confidence.{part.confidence}"),
                words("framework.column.source"): getattr(part, f"source_{words.lang}"),
            }
            for part in definitions().framework
        ]
    )


def _cells(figures: pd.DataFrame, measure: str) -> dict[tuple[str, str], Figure]:
    """Return a measure's rows by group and stage."""
    known = definitions()
    return {
        (row.group, row.stage): row
        for row in walk(figures[figures["measure"] == measure])
        if row.group in known.groups and row.stage in known.stages
    }


def _role(row: Figure, words: Words) -> str:
    known = definitions()
    return words(
        "roles.role", group=words.name(known.groups[row.group]), stage=words.short(known.stages[row.stage])
    )


def _requirements(group: str, stage: str, period: Period) -> tuple[str, list[str]]:
    """Return whose requirements serve a role (own, its group's, nobody's), and the capabilities required."""
    known = definitions()
    rows = [known.requirement(group, stage, code, period) for code in known.capabilities]
    own = any(row is not None and row.required is not None for row in rows)
    required = [code for code in known.capabilities if known.required(group, stage, code, period)]
    return ("own" if own else "group" if required else "none"), required
