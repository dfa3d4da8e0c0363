"""Codes and marks that figures bear beside those of registers and vocabularies."""

from typing import Final

NATION: Final = "TH"
"""The unit all ministries are in."""
ALL: Final = "ALL"
"""A dimension that is not split."""
NOT_STATED: Final = "NOT_STATED"
"""What nobody stated, such as the stage of an agency without a stage record."""

FRAMEWORK: Final = "w6_2561"
"""The framework figures are of."""
POPULATION: Final = "civil_servants"
"""The persons figures are of."""

CONFIDENTIAL: Final = "c"
FEW: Final = "l"
"""Fewer than may be told apart from zero: see etl/definitions/disclosure.toml."""
NEARLY_ALL: Final = "h"
"""All but fewer than may be told apart from none."""
WITHIN_ROUNDING: Final = "~"
"""Of a change: no larger than what the rounding of the two figures can make."""
MISSING: Final = "x"
NOT_APPLICABLE: Final = "z"
PROVISIONAL: Final = "p"
REVISED: Final = "r"
"""Since the last release of its quarter."""
