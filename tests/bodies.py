"""Definitions of a government of a few bodies, with a register of their own."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from etl.definitions import Definitions, definitions
from etl.definitions.models import HeadcountBound, Succession


def only(
    *codes: str,
    register: Mapping[str, Mapping[int, Mapping[str, int]]] | None = None,
    succession: tuple[Succession, ...] = (),
    bounds: tuple[HeadcountBound, ...] = (),
    version: str = "few bodies",
) -> Definitions:
    """Return the definitions in force with these agencies alone, and posts of theirs by year and category."""
    found = definitions()
    agencies = {
        code: found.agencies[code].model_copy(update={"posts": (register or {}).get(code, {})})
        for code in codes
    }
    return replace(
        found,
        agencies=MappingProxyType(agencies),
        aliases=(),
        succession=succession,
        headcount_bounds=bounds,
        version=version,
    )
