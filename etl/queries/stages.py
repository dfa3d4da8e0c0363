"""What a change of an agency's stage is called."""

from typing import Final, Literal

from etl.definitions import definitions

Movement = Literal["up", "down", "same", "stated", "lost", "never"]

AMONG_STATED: Final = ("up", "down", "same")
"""Movements between two stated stages; a first statement is none."""


def movement(earlier: str, later: str) -> Movement:
    """Return how an agency moved between two stages, or whether one was stated, lost or never stated."""
    order = list(definitions().stages)
    if later not in order:
        return "lost" if earlier in order else "never"
    if earlier not in order:
        return "stated"
    if earlier == later:
        return "same"
    return "up" if order.index(later) > order.index(earlier) else "down"
