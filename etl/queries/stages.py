"""What a change of an agency's stage is called."""

from typing import Literal

from etl.definitions import definitions

Movement = Literal["up", "down", "same", "stated", "lost"]


def movement(earlier: str, later: str) -> Movement:
    """Return how an agency moved between two stages, or whether its stage was stated or lost since."""
    order = list(definitions().stages)
    if earlier == later:
        return "same"
    if earlier not in order:
        return "stated"
    if later not in order:
        return "lost"
    return "up" if order.index(later) > order.index(earlier) else "down"
