"""Words for people in Thai and English, kept side by side in labels/*.toml."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Protocol

Lang = Literal["th", "en"]
LANGS: Final[tuple[Lang, ...]] = ("th", "en")

LABELS: Final = Path(__file__).parent / "labels"


class Named(Protocol):
    """Anything with a Thai and an English name."""

    @property
    def th(self) -> str:
        """Thai name."""
        ...

    @property
    def en(self) -> str:
        """English name."""
        ...


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language; called with a key such as "overview.title" and the values its text names."""

    lang: Lang
    texts: dict[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of a key, or of its last part among the terms; KeyError, naming it, without one."""
        text = self.texts.get(key) or self.texts.get(f"term.{key.rpartition('.')[2]}")
        if text is None:
            raise KeyError(key)
        return text.format(**values) if values else text

    def __contains__(self, key: str) -> bool:
        """Return whether a text of this key exists."""
        return key in self.texts

    def name(self, thing: Named) -> str:
        """Return a defined thing's name in this language."""
        return thing.th if self.lang == "th" else thing.en

    def spoken(self, code: str) -> str:
        """Return the short name in one line of a unit without an official abbreviation; "" for all others."""
        return self.texts.get(f"text.unit.{code}") or self.texts.get(f"charts.short.{code}", "")

    def short(self, thing: Named) -> str:
        """Return a defined thing's short name for axes, its full name where it has none."""
        return getattr(thing, f"short_{self.lang}", "") or self.name(thing)


def read_labels(folder: Path = LABELS) -> tuple[dict[Lang, Words], list[str]]:
    """Return the words of each language, and every fault of the files (a language missing, a key twice)."""
    texts: dict[Lang, dict[str, str]] = {"th": {}, "en": {}}
    faults: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            written = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as fault:
            faults.append(f"{path.name}: {fault}")
            continue
        for key, entry in _entries(written, ""):
            if set(entry) != set(LANGS) or not all(isinstance(text, str) and text for text in entry.values()):
                faults.append(f"{path.name}: {key} needs exactly th and en, neither empty")
            elif key in texts["th"]:
                faults.append(f"{path.name}: {key} is given twice")
            else:
                for lang in LANGS:
                    texts[lang][key] = entry[lang]
    return {lang: Words(lang, texts[lang]) for lang in LANGS}, faults


def _entries(node: dict[str, object], prefix: str) -> Iterator[tuple[str, dict[str, str]]]:
    for name, child in node.items():
        key = f"{prefix}.{name}" if prefix else name
        if isinstance(child, dict) and any(isinstance(grandchild, dict) for grandchild in child.values()):
            yield from _entries(child, key)
        elif isinstance(child, dict):
            yield key, child
        else:
            yield key, {}
