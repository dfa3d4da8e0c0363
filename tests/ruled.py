"""Definitions with other values of the rules of measuring, or other id spaces."""

from dataclasses import replace

from etl.definitions import Definitions, definitions
from etl.definitions.calendar import Period
from etl.definitions.dated import IdSpace, RuleValue

NATIONAL = ("TH", "one register for the whole country", "2561Q1")


def ruled(rule: str, value: float, *, since: Period | None = None, version: str = "other") -> Definitions:
    """Return the definitions in force with another value of a rule, from a quarter on or ever."""
    found = definitions()
    values = found.rule_values[rule]
    changed = values[0].model_copy(update={"value": float(value), **({"valid_from": since} if since else {})})
    rows: tuple[RuleValue, ...] = (*values, changed) if since else (changed,)
    return replace(found, rule_values={**found.rule_values, rule: rows}, version=version)


def spaced(*spaces: tuple[str, str, str], version: str = "spaced") -> Definitions:
    """Return the definitions in force with these id spaces: agency (TH: all), space, first quarter."""
    rows = [
        IdSpace.model_validate(
            {
                "agency": agency,
                "id_space": space,
                "valid_from": since,
                "decided_on": None,
                "source": "a test",
                "approver": "",
            }
        )
        for agency, space, since in spaces
    ]
    return replace(definitions(), id_spaces=tuple(rows), version=version)


def fives() -> Definitions:
    """Return the definitions with the public rule as its sentences state it, before it was made coarser."""
    rows = definitions().disclosure.items()
    fine = {
        name: row.model_copy(update={"base": 10 if name == "ministry_group_capability" else 5, "least": 10})
        for name, row in rows
    }
    return replace(definitions(), disclosure=fine, version="fives")
