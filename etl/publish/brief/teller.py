"""What a sentence of the brief is, and what its tellers share."""

from dataclasses import dataclass
from typing import Self

from etl.definitions.calendar import Period
from etl.definitions.codes import ALL, NATION
from etl.publish.edition import Edition
from etl.queries import number
from etl.queries.sentence import Statement


@dataclass(frozen=True, slots=True)
class Source:
    """The figure a sentence rests on, by its keys in the tidy table."""

    measure: str
    period: Period
    unit: str = NATION
    group: str = ALL
    capability: str = ALL
    stage: str = ALL

    @classmethod
    def of(cls, source: number.Source) -> Self:
        """Return the figure of a source, whatever part of it is meant."""
        period, *rest = source.key
        return cls(rest[0], Period.parse(period), *rest[1:])


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the brief; `edited` where a person put it in place of the one made by rule."""

    id: str
    text: str
    sources: tuple[Source, ...] = ()
    edited: bool = False

    @property
    def section(self) -> str:
        """The section the sentence belongs to: the first part of its id."""
        return self.id.partition(".")[0]


@dataclass(frozen=True)
class Teller:
    """Tells the sentences of an edition."""

    edition: Edition

    def say(self, key: str, **values: object) -> str:
        """Return one of the brief's own texts."""
        return self.edition.words(f"brief.{key}", **values)

    def tell(self, sentence: str, key: str, *sources: Source, **values: object) -> Sentence:
        """Return the sentence of this id in the words of a key."""
        return Sentence(sentence, self.say(key, **values), sources)

    def state(self, sentence: str, told: Statement, *sources: Source) -> Sentence:
        """Return the sentence of this id as a statement, resting on its own figures unless others named."""
        own = tuple(Source.of(source) for source in told.sources)
        return Sentence(sentence, told.text(self.edition.words), sources or own)

    def source(
        self, measure: str, unit: str = NATION, *, period: Period | None = None, **split: str
    ) -> Source:
        """Return the figure of a measure as a source: the nation's, of the edition's quarter, unless said."""
        return Source(measure, period or self.edition.period, unit, **split)

    def names(self, codes: list[str]) -> str:
        """Return units by name, as many as a list may hold, and how many more there are."""
        return self.edition.listed([self.edition.name(code) for code in codes])
