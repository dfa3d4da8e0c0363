"""What every other part stands on: vocabularies, datasets, measures, rules, reference facts and words, as data with typed loaders."""

from etl.definitions.load import Definitions, definitions
from etl.definitions.labels import Lang, Words

__all__ = ["Definitions", "Lang", "Words", "definitions"]
