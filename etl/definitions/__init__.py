"""What every part stands on: vocabularies, datasets, measures, rules, facts and words as data, typed."""

from etl.definitions.current import definitions
from etl.definitions.labels import Lang, Words
from etl.definitions.load import Definitions

__all__ = ["Definitions", "Lang", "Words", "definitions"]
