"""Definitions with other values of the rules of measuring."""

from dataclasses import replace

from etl.definitions import Definitions, definitions
from etl.definitions.calendar import Period
from etl.definitions.dated import RuleValue


def ruled(rule: str, value: float, *, since: Period | None = None, version: str = "other") -> Definitions:
    """Return the definitions in force with another value of a rule, from a quarter on or ever."""
    found = definitions()
    values = found.rule_values[rule]
    changed = values[0].model_copy(update={"value": value, **({"valid_from": since} if since else {})})
    rows: tuple[RuleValue, ...] = (*values, changed) if since else (changed,)
    return replace(found, rule_values={**found.rule_values, rule: rows}, version=version)
