"""What a change of stage is called."""

from typing import Final, Literal

Movement = Literal["none", "stated", "lost", "forward", "back"]

FORWARD: Final = ("EARLY", "DEVELOPING", "MATURE")


def movement(earlier: str, later: str) -> Movement:
    """Return what a change of stage is called: forward, back, none, or stated or lost since."""
    if earlier == later:
        return "none"
    if earlier not in FORWARD:
        return "stated"
    if later not in FORWARD:
        return "lost"
    return "forward" if FORWARD.index(later) > FORWARD.index(earlier) else "back"
