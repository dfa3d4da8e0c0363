"""What the brief says: sentences chosen by rule from the figures alone, each naming the figures it rests on.

Every sentence has an id that stays the same from quarter to quarter: an analyst's edit finds it again. No
sentence weighs or praises: it states numbers, what they are compared with, and what cannot be said.
"""

from collections.abc import Callable, Iterator
from typing import Final

from etl.publish.brief import circumstances, outcomes
from etl.publish.brief.teller import Sentence, Teller
from etl.publish.edition import Edition

TELLING: Final[tuple[Callable[[Teller], Iterator[Sentence]], ...]] = (
    outcomes.readiness,
    outcomes.targets,
    outcomes.change,
    outcomes.ministries,
    outcomes.groups,
    outcomes.capabilities,
    circumstances.stages,
    circumstances.training,
    circumstances.budget,
    circumstances.reporting,
    circumstances.unjudged,
)
"""Who tells what, in the order of the brief."""


def sentences(edition: Edition) -> list[Sentence]:
    """Return every sentence of the brief in its order."""
    teller = Teller(edition)
    return [sentence for told in TELLING for sentence in told(teller)]
