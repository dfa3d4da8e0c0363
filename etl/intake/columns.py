"""From text columns to typed columns: what each dataset needs beyond one parser per column."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import numpy as np
import pyarrow as pa

from etl.definitions import datasets, definitions
from etl.definitions.calendar import Period
from etl.definitions.datasets import Counted
from etl.definitions.dated import id_space
from etl.definitions.labels import LANGS
from etl.definitions.schemas import schemas
from etl.intake import parse, periods, scales
from etl.intake.agencies import register
from etl.intake.draft import Column, Draft, combine
from etl.intake.parse import Parsed, Parser, Remark, cell_rules
from etl.intake.persons import Pseudonym, read_persons

_SOURCE: Final = {"category": "group"}
"""Typed columns named differently from the canonical column they come from."""
_COUNTED: Final = {"population": "populations", "framework": "frameworks"}
"""Typed column → the vocabulary that says which of its values are counted."""
_CAUTIOUS_METHOD: Final = "self"
"""A score whose method is not stated counts with the lowest grade that still is a score."""


def type_columns(draft: Draft, *, operator: Period | None, pseudonym: Pseudonym) -> None:
    """Fill `draft.done` with every typed column of the table's dataset, noting all faults on the way."""
    parsed = {
        column.id: draft.read(column.id, parser)
        for column in draft.shape.columns
        if (parser := _parser(column)) is not None
    }
    if draft.table.dataset == "assessment":
        _assessment(draft, parsed, pseudonym)
    for name in _COUNTED & parsed.keys():
        parsed[name] = _of_whom(draft, name, parsed[name])
    if draft.table.dataset == "training":
        _training(draft, parsed)
    if draft.shape.period == "fiscal_year":
        _money(draft)
        period = parsed["fiscal_year"].map(lambda year: Period(year, 1))
    else:
        dated = periods.date_column(draft.table.dataset)
        period = periods.resolve(draft, operator=operator, days=parsed[dated] if dated else None)
        parsed["period"] = period.map(str)
    parsed["ministry"] = _ministries(draft)
    if any(column.kind == "agency" for column in draft.shape.columns):
        parsed["agency"] = _agencies(draft, parsed["ministry"], period)
    if draft.table.dataset == "assessment":
        draft.done["id_space"] = _id_spaces(parsed["agency"], period).arrow(pa.string())
    draft.done["sheet"] = pa.repeat(pa.scalar(draft.table.sheet, pa.string()), draft.size)
    draft.done["row_no"] = draft.table.body["row_no"].combine_chunks().cast(pa.int32())
    for field in schemas()[draft.table.dataset]:
        if field.name not in draft.done:
            column = parsed.get(_SOURCE.get(field.name, field.name))
            draft.done[field.name] = column.arrow(field.type) if column else pa.nulls(draft.size, field.type)


def _parser(column: datasets.Column) -> Parser | None:
    """Return the parser of a column read by itself; None for kinds that need their neighbours."""
    if column.kind not in ("scale", "unit") and (named := datasets.VOCABULARIES.get(column.kind)):
        return parse.term(*named)
    if column.kind == "text":
        return parse.office if column.id == "assessor" else parse.words
    if column.kind == "number":
        return parse.number(minimum=column.minimum, maximum=column.maximum)
    if column.kind == "integer":
        return parse.integer(minimum=column.minimum, maximum=column.maximum)
    alone: dict[str, Parser] = {"framework": _framework, "date": parse.day, "fiscal_year": parse.year}
    return alone.get(column.kind)


def _framework(text: str) -> Parsed[str]:
    """Return the framework a text names; None for other words, by which no framework is known."""
    stated = parse.words(text)
    return Parsed(definitions().lookup("frameworks", stated.value or ""), stated.remark)


def _score_columns(draft: Draft) -> list[str]:
    names: list[str] = draft.table.body.column_names
    if "capability" in names and "score" in names:
        return ["score"]
    return [name for name in names if name.startswith("score:")]


def _assessment(draft: Draft, parsed: dict[str, Column[Any]], pseudonym: Pseudonym) -> None:
    if draft.has("person_id"):
        draft.done["person"] = read_persons(draft, pseudonym)
    methods = parsed["method"] = _methods(draft, parsed["method"])
    parsed["grade"] = methods.map(lambda method: definitions().methods[method].grade)
    columns = _score_columns(draft)
    scale = scales.resolve(draft, columns) if columns else None
    parsed["scale"] = draft.constant(scale)
    if scale is None:
        return
    parser = _remembering(parse.score(scale))
    scores = {column: draft.read(column, parser) for column in columns}
    unscored = np.logical_and.reduce([score.blank for score in scores.values()])
    draft.findings.add(Remark("V-12", expected=scale), column=columns[0], rows=np.flatnonzero(unscored))
    capabilities = parsed["capability"]
    if columns == ["score"]:
        draft.note_blank("capability", capabilities.blank)
    for capability in definitions().capabilities:
        source = "score" if columns == ["score"] else f"score:{capability}"
        if source not in scores:
            continue
        score, raw = scores[source], draft.texts(source)
        if source == "score":
            own = capabilities.holding(capability)
            score, raw = score.only(own), raw.only(own)
        draft.done[f"score_{capability}"] = score.arrow(
            schemas()["assessment"].field(f"score_{capability}").type
        )
        draft.done[f"raw_{capability}"] = raw.only(score.codes >= 0).arrow(pa.string())


def _methods(draft: Draft, methods: Column[str]) -> Column[str]:
    """Return the methods; where none is stated self-assessment (grade C), which is told (D-09, V-23)."""
    if not draft.has("method"):
        draft.findings.tell(Remark("D-09", expected=" | ".join(definitions().methods)))
    else:
        draft.findings.add(
            Remark("V-23", expected=_CAUTIOUS_METHOD), column="method", rows=np.flatnonzero(methods.blank)
        )
    codes = np.where(methods.blank, len(methods.values), methods.codes)
    return Column(codes, [*methods.values, _CAUTIOUS_METHOD], np.zeros(draft.size, dtype=bool))


def _of_whom(draft: Draft, name: str, stated: Column[str]) -> Column[str]:
    """Return the population or framework of each row, the first of its list where none is stated.

    Rows of one that is not counted are told (V-27).
    """
    terms: Mapping[str, Counted] = getattr(definitions(), _COUNTED[name])
    others = [code for code, term in terms.items() if not term.counted and stated.holding(code).any()]
    rows = np.flatnonzero(np.logical_or.reduce([stated.holding(code) for code in others]))
    names = {
        f"names_{lang}": ", ".join(definitions().words(lang).name(terms[code]) for code in others)
        for lang in LANGS
    }
    draft.findings.add(Remark("V-27", words=names), column=name, rows=rows)
    codes = np.where(stated.codes < 0, len(stated.values), stated.codes)
    return Column(codes, [*stated.values, next(iter(terms))], np.zeros(draft.size, dtype=bool))


def _training(draft: Draft, parsed: dict[str, Column[Any]]) -> None:
    codes, pairs = combine(parsed["lecture_hours"], parsed["other_hours"])
    none = [number for number, pair in enumerate(pairs) if None not in pair and sum(pair) == 0]
    draft.findings.add(Remark("V-17"), column="lecture_hours", rows=np.flatnonzero(np.isin(codes, none)))


def _money(draft: Draft) -> None:
    """Bring every amount to baht by the row's unit, else the title's, else as baht (told, D-11)."""
    units = draft.read("unit", parse.term("units"))
    title = definitions().lookup("units", draft.table.unit) if draft.table.unit else None
    if title is None and units.blank.any():
        draft.findings.tell(Remark("D-11", "baht", " | ".join(definitions().units)))
    found: dict[str, Column[Decimal]] = {}
    most = cell_rules().most_baht[draft.table.dataset]
    amounts = {
        unit.code: _remembering(parse.money(factor=unit.factor, most=most))
        for unit in definitions().units.values()
    }
    for column in draft.shape.columns:
        if column.kind == "money" and draft.has(column.id):
            texts = draft.texts(column.id)
            both = _together(texts, units)

            def parser(pair: tuple[str, str | None]) -> Parsed[Decimal]:
                return amounts[pair[1] or title or "baht"](pair[0])

            amount = found[column.id] = draft.check(column.id, both, parser)
            draft.done[column.id] = amount.arrow(schemas()[draft.table.dataset].field(column.id).type)

    if found:
        _compare_amounts(draft, found)


def _compare_amounts(draft: Draft, amounts: Mapping[str, Column[Decimal]]) -> None:
    """Tell rows without any amount (V-25) and rows that spent more than they were given (V-26)."""
    nothing = np.logical_and.reduce([amount.blank for amount in amounts.values()])
    draft.findings.add(Remark("V-25"), column=next(iter(amounts)), rows=np.flatnonzero(nothing))
    if {"allocated", "disbursed"} <= amounts.keys() and draft.table.publisher == "agency":
        codes, pairs = combine(amounts["allocated"], amounts["disbursed"])
        for code, (given, spent) in enumerate(pairs):
            if given is not None and spent is not None and spent > given:
                remark = Remark("V-26", f"{spent:,}", f"{given:,}")
                draft.findings.add(remark, column="disbursed", rows=np.flatnonzero(codes == code))


def _ministries(draft: Draft) -> Column[str]:
    """Return the ministry of each row; an unknown one refuses only rows that are about a ministry."""
    required = any(column.kind == "ministry" and column.required for column in draft.shape.columns)

    def parser(text: str) -> Parsed[str]:
        if parse.is_missing(text):
            return Parsed()
        code = register().ministry(text)
        expected = (
            " | ".join(f"{item.code} {item.th}" for item in list(definitions().ministries.values())[:3])
            + " | …"
        )
        return Parsed(
            code, None if code else Remark("A-05" if required else "A-04", parse.shown(text), expected)
        )

    return draft.read("ministry", parser)


def _agencies(draft: Draft, ministry: Column[str], period: Column[Period]) -> Column[str]:
    texts = draft.texts("agency").otherwise(draft.constant(_titled(draft)))
    if not draft.has("agency") and not draft.table.agency:
        if draft.findings.refusal is None:
            draft.findings.refuse(Remark("D-10"))
        return texts

    def parser(triple: tuple[str, str | None, Period | None]) -> Parsed[str]:
        return register().agency(triple[0], ministry=triple[1], period=triple[2])

    found = draft.check("agency", _together(texts, ministry, period), parser)
    draft.note_blank("agency", found.blank)
    return found


def _id_spaces(agency: Column[str], period: Column[Period]) -> Column[str]:
    """Return the id space of each row whose agency and quarter are known."""
    known = definitions().id_spaces
    codes, pairs = combine(agency, period)
    spaces = [None if None in pair else id_space(known, *pair) for pair in pairs]
    return Column(codes, spaces, agency.blank)


def _titled(draft: Draft) -> str | None:
    """Return the agency of the title for rows that name none; not where other rows name other agencies."""
    title = draft.table.agency
    if title is None or not draft.has("agency"):
        return title
    own = [text for text in draft.texts("agency").values if text is not None and not parse.is_missing(text)]
    meant = {register().agency(text, ministry=None, period=None).value for text in (title, *own[:2])}
    return title if len(meant) == 1 and len(own) <= 2 else None


def _together(lead: Column[Any], *columns: Column[Any]) -> Column[tuple[Any, ...]]:
    """Return columns side by side as one column of tuples that has a value where the leading one has."""
    codes, combinations = combine(lead, *columns)
    present = [combination if combination[0] is not None else None for combination in combinations]
    return Column(np.where(lead.codes < 0, -1, codes), present, lead.blank)


def _remembering(parser: Parser) -> Parser:
    """Return the parser with what it said remembered: score columns share most of their texts."""
    known: dict[str, Parsed[Any]] = {}

    def parse_once(text: str) -> Parsed[Any]:
        if text not in known:
            known[text] = parser(text)
        return known[text]

    return parse_once
