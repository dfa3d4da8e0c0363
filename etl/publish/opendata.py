"""Open data: a quarter's public figures as csv and Parquet, and a data package that explains them.

The package is a Frictionless Data Package: whoever opens it learns what each column means in Thai and
English, of which snapshot and definitions it is, and what nobody has decided yet. The same figures give the
same bytes.
"""

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from errno import EEXIST
from io import StringIO
from os import strerror
from pathlib import Path
from typing import Final

import pandas as pd

from etl.definitions import definitions
from etl.definitions.calendar import Period
from etl.definitions.codes import ALL, NATION, NOT_STATED
from etl.definitions.labels import LANGS, Lang
from etl.measures.compile import NUMBERS
from etl.publish.figures import as_csv, as_parquet
from etl.publish.files import replace_file
from etl.queries.targets import SIGNS
from etl.queries.tidy import COLUMNS

PACKAGE: Final = "datapackage.json"
NOT_SPECIFIED: Final = "notspecified"
"""The name open data portals (CKAN) give to a licence nobody has stated."""

_NAME: Final = "thai-digital-workforce-readiness"
_BOM: Final = "utf-8-sig"
_CODES: Final = ("measure", "level", "unit_code", "group", "capability", "stage", "mark", "status")
_REQUIRED: Final = ("period", "measure", "level", "unit_code", "group", "capability", "stage", "snapshot")


@dataclass(frozen=True, slots=True)
class About:
    """What the figures are: of which quarter and snapshot, released or not, and with what reservations."""

    period: Period
    snapshot: str
    created_at: datetime
    definitions_version: str
    synthetic: bool
    instead_of: str | None = None
    """The newer, damaged snapshot it stands in for."""
    release: int | None = None


def write(files: Mapping[str, bytes], *, folder: Path) -> None:
    """Write a package to a new folder, which appears whole or not at all; OSError where it holds anything."""
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(EEXIST, strerror(EEXIST), str(folder))
    building = folder.with_name(f".writing-{folder.name}")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    for name, content in files.items():
        replace_file(building / name, content)
    if folder.exists():
        folder.rmdir()
    building.replace(folder)


def package(public: pd.DataFrame, *, about: About) -> Mapping[str, bytes]:
    """Return the files of the package by name, the description last.

    `public` are tidy figures as everybody may see them.
    """
    codes = _codes(public, about.period)
    files = {
        "figures.csv": as_csv(public).encode(_BOM),
        "figures.parquet": as_parquet(public),
        "codes.csv": codes,
    }
    described = _described(public, about=about, files=files)
    return {**files, PACKAGE: (json.dumps(described, ensure_ascii=False, indent=2) + "\n").encode()}


def _described(public: pd.DataFrame, *, about: About, files: Mapping[str, bytes]) -> dict[str, object]:
    period = {lang: about.period.label(lang) for lang in LANGS}
    state = "preview" if about.release is None else "released"
    reserved = {"synthetic": about.synthetic, "stands_in": about.instead_of is not None}
    notes = ["licence", "small_cells", "illustrative", *(note for note, holds in reserved.items() if holds)]
    told = {"snapshot": about.instead_of, "shown": about.snapshot}
    return {
        "profile": "data-package",
        "name": f"{_NAME}-{str(about.period).lower()}",
        "id": f"{_NAME}/{about.period}/{about.snapshot}",
        **_both("title", "opendata.title", period=period),
        **_both("description", f"opendata.description.{state}", period=period, number=about.release),
        "version": f"{about.period}+{'preview' if about.release is None else about.release}",
        "created": about.created_at.replace(microsecond=0).isoformat() + "Z",
        "licenses": [{"name": NOT_SPECIFIED, "title": _say("en", "opendata.licence.title")}],
        "sources": [
            {
                "title": _say("en", f"opendata.source.{name}"),
                "title_th": _say("th", f"opendata.source.{name}"),
            }
            for name in ("submissions", "yearbook", "budget", "comptroller", "definitions")
        ],
        "contributors": [
            {"title": _say("en", "workbook.cover.issuer_value"), "role": "publisher"},
        ],
        "keywords": ["digital government", "civil service", "Thailand"],
        "period": str(about.period),
        "period_starts": about.period.start.isoformat(),
        "period_ends": about.period.end.isoformat(),
        "release": about.release,
        "state": state,
        "snapshot": about.snapshot,
        "definitions_version": about.definitions_version,
        "rules": [
            {"name": name, "value": value, "unit": rule.unit, "title": rule.en, "title_th": rule.th}
            for name, value in definitions().rules_at(about.period).items()
            for rule in [definitions().thresholds[name]]
        ],
        "synthetic": about.synthetic,
        "instead_of": about.instead_of,
        "illustrative_targets": any(row.status == "illustrative" for row in definitions().milestones),
        "notes": [{lang: _say(lang, f"opendata.note.{note}", **told) for lang in LANGS} for note in notes],
        "resources": [
            _resource("figures", "figures.csv", files, schema=_figures_schema()),
            _resource("figures-parquet", "figures.parquet", files, schema=None),
            _resource("codes", "codes.csv", files, schema=_codes_schema()),
        ],
        "rows": len(public),
    }


def _resource(
    name: str, file: str, files: Mapping[str, bytes], *, schema: Mapping[str, object] | None
) -> dict[str, object]:
    """Return a file's own description; a file without a schema of rows is described as a file only."""
    content = files[file]
    shared = {
        "name": name,
        "path": file,
        **_both("title", f"opendata.resource.{name}"),
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }
    if schema is None:
        media = "application/vnd.apache.parquet"
        return {**shared, "type": "file", "scheme": "file", "format": "parquet", "mediatype": media}
    return {
        **shared,
        "type": "table",
        "profile": "tabular-data-resource",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": _BOM,
        "schema": schema,
    }


def _figures_schema() -> dict[str, object]:
    fields = [
        {
            "name": name,
            "type": "number" if name in NUMBERS else "string",
            **_both("title", f"opendata.field.{name}.title"),
            **_both("description", f"opendata.field.{name}.text"),
            **({"constraints": {"required": True}} if name in _REQUIRED else {}),
        }
        for name in COLUMNS
    ]
    key = ["period", "measure", "level", "unit_code", "group", "capability", "stage"]
    return {"fields": fields, "missingValues": [""], "primaryKey": key}


def _codes_schema() -> dict[str, object]:
    fields = [
        {
            "name": name,
            "type": "string",
            **_both("title", f"opendata.code.{name}"),
            **({"constraints": {"required": True}} if name in ("column", "code") else {}),
        }
        for name in ("column", "code", "name_th", "name_en", "text_th", "text_en", "version")
    ]
    return {"fields": fields, "missingValues": [""], "primaryKey": ["column", "code"]}


def _codes(public: pd.DataFrame, period: Period) -> bytes:
    """Return one row per column and code the figures hold, with what it means in both languages."""
    rows = [
        (column, code, *_meaning(column, code, period))
        for column in _CODES
        for code in sorted(public[column].dropna().unique())
    ]
    names = ["column", "code", "name_th", "name_en", "text_th", "text_en", "version"]
    text = StringIO()
    pd.DataFrame(rows, columns=names).to_csv(text, index=False, lineterminator="\n")
    return text.getvalue().encode(_BOM)


def _meaning(column: str, code: str, period: Period) -> tuple[str, str, str, str, str]:
    """Return a code's names, its explanation where there is one, and its version, th before en."""
    known = definitions()
    if column == "measure":
        one = known.measures[code]
        formula = {
            lang: _say(
                lang,
                "opendata.formula",
                formula=known.formula(one, lang, period),
                limits=getattr(one, f"not_measured_{lang}"),
            )
            for lang in LANGS
        }
        return one.th, one.en, formula["th"], formula["en"], one.version
    if column == "unit_code" and code != NATION:
        unit = known.ministries.get(code) or known.agencies[code]
        return unit.th, unit.en, "", "", ""
    if column in ("group", "capability", "stage") and code not in (ALL, NOT_STATED):
        term = getattr(known, {"group": "groups", "capability": "capabilities", "stage": "stages"}[column])[
            code
        ]
        return term.th, term.en, "", "", ""
    key = f"charts.verdict.{code}" if code in SIGNS else f"opendata.means.{code}"
    return _say("th", key), _say("en", key), "", "", ""


def _both(name: str, key: str, **values: object) -> dict[str, str]:
    """Return a property in English under its own name, as tools expect it, and in Thai beside it."""
    filled = {
        lang: {word: value[lang] if isinstance(value, dict) else value for word, value in values.items()}
        for lang in LANGS
    }
    return {name: _say("en", key, **filled["en"]), f"{name}_th": _say("th", key, **filled["th"])}


def _say(lang: Lang, key: str, **values: object) -> str:
    return definitions().words(lang)(key, **values)
