"""A sentence before its words: its id and what fills it, put into a language and a length by every medium."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from etl.definitions import Words, definitions
from etl.definitions.calendar import Period
from etl.definitions.codes import NATION
from etl.definitions.labels import Named
from etl.queries.figure import Figure
from etl.queries.naming import unit_name
from etl.queries.number import Number, Source, count


@dataclass(frozen=True, slots=True)
class Term:
    """Something named by its code; a role by those of its group and stage."""

    kind: Literal["unit", "target", "group", "capability", "stage", "role", "measure", "verdict", "part"]
    code: str

    def text(self, words: Words) -> str:
        """Return its name in the language of the words."""
        known = definitions()
        if self.kind == "unit":
            return words("statement.nation") if self.code == NATION else unit_name(self.code, words)
        if self.kind == "verdict":
            return words(f"charts.verdict.{self.code}")
        if self.kind == "part":
            return words(f"statement.part.{self.code}")
        things: Mapping[str, Mapping[str, Named]] = {
            "target": known.targets,
            "group": known.groups,
            "capability": known.capabilities,
            "stage": known.stages,
            "measure": known.measures,
        }
        if self.kind == "role":
            group, _, stage = self.code.partition("/")
            names = {"group": words.name(known.groups[group]), "stage": words.short(known.stages[stage])}
            return words("roles.role", **names)
        return words.name(things[self.kind][self.code])


@dataclass(frozen=True, slots=True)
class End:
    """The second number of a range: Thai names per cent once for both."""

    number: Number


@dataclass(frozen=True, slots=True)
class Listed:
    """Names in a row; a medium prints as many as it can bear, and how many more there are."""

    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence before its words: which one, what fills it, and the figures it rests on."""

    id: str
    arguments: tuple[tuple[str, object], ...] = ()
    sources: tuple[Source, ...] = field(default=(), compare=False)

    def text(self, words: Words, *, length: Literal["full", "short"] = "full") -> str:
        """Return the sentence in a language, in its short form where it has one and that is asked for."""
        key = f"statement.{self.id}"
        if length == "short" and f"{key}_short" in words:
            key = f"{key}_short"
        return words(key, **{name: _said(argument, words, length) for name, argument in self.arguments})


def statement(name: str, *figures: Figure, **arguments: object) -> Statement:
    """Return a statement of an id with its arguments, resting on figures."""
    return Statement(name, tuple(arguments.items()), tuple(Source(one.key, "value") for one in figures))


def joined(statements: Iterable[Statement], words: Words) -> str:
    """Return sentences one after the other."""
    return " ".join(one.text(words) for one in statements)


def _said(argument: object, words: Words, length: Literal["full", "short"]) -> str:
    """Return an argument as a sentence has it."""
    match argument:
        case Number():
            return argument.prose(words)
        case End(number):
            return number.text if words.lang == "en" else number.prose(words).removeprefix(_percent(words))
        case Period():
            return argument.short(words.lang)
        case Term():
            return argument.text(words)
        case Statement():
            return argument.text(words, length=length)
        case Listed(terms):
            return in_a_row([term.text(words) for term in terms], words)
        case int():
            return count(argument)
    return str(argument)


def _percent(words: Words) -> str:
    """Return what stands before the digits of per cent in a sentence."""
    return words("figure.percent", n="\0").partition("\0")[0]


def in_a_row(names: Sequence[str], words: Words) -> str:
    """Return names as a list of at most as many as a document bears, and how many more there are."""
    most = int(definitions().threshold("listed_names"))
    shown = words("term.separator").join(names[:most])
    more = len(names) - most
    return words("term.and_more", names=shown, n=count(more)) if more > 0 else shown
