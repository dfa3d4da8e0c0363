"""Definition files and reference tables as typed entries, every fault noted."""

import csv
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from etl.definitions.models import Model

M = TypeVar("M", bound=Model)


class DefinitionFaults(Exception):
    """The definition files contradict themselves; the message lists every fault."""

    def __init__(self, faults: Iterable[str]) -> None:
        """Keep the faults and show one a line."""
        self.faults = tuple(faults)
        super().__init__("\n".join(("definition files are faulty:", *self.faults)))


def toml(path: Path) -> dict[str, Any]:
    """Return what a file holds; DefinitionFaults where it is no toml."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as fault:
        raise DefinitionFaults([f"{path.name}: {fault}"]) from fault


def alike(written: Mapping[str, Mapping[str, Any]], code: str) -> dict[str, Any]:
    """Return an entry with what it does not say itself as in the entry it names by `like`."""
    entry = dict(written[code])
    model = entry.pop("like", None)
    if model and model not in written:
        raise DefinitionFaults([f"{code}: like what is not there, {model}"])
    return {**alike(written, model), **entry} if model else entry


def entries(
    name: str, model: type[M], written: Iterable[Mapping[str, Any]], by: str, faults: list[str]
) -> dict[str, M]:
    """Return entries by the field `by`; those that do not fit the model are told among `faults`."""
    made: dict[str, M] = {}
    for entry in written:
        try:
            made[entry[by]] = model.model_validate(entry)
        except ValidationError as error:
            faults += [
                f"{name} {entry[by]}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}"
                for fault in error.errors(include_url=False)
            ]
    return made


def csv_rows(path: Path, model: type[M], faults: list[str]) -> list[M]:
    """Return the rows of a reference table; those that do not fit the model are told among `faults`."""
    rows: list[M] = []
    with path.open(encoding="utf-8", newline="") as handle:
        for number, row in enumerate(csv.DictReader(handle), start=2):
            filled: dict[str, Any] = {name: _blank_to_none(model, name, text) for name, text in row.items()}
            try:
                rows.append(model.model_validate(filled))
            except ValidationError as error:
                faults += [
                    f"{path.name} row {number}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}"
                    for fault in error.errors(include_url=False)
                ]
    return rows


def _blank_to_none(model: type[Model], name: str, text: str) -> str | None:
    field = model.model_fields.get(name)
    return (
        None
        if text == "" and field is not None and type(None) in getattr(field.annotation, "__args__", ())
        else text
    )
