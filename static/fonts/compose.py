"""Makes the two fonts of the PDFs: Sarabun with every Thai syllable's stack of marks as one glyph.

    python static/fonts/compose.py FOLDER    (with brotli and uharfbuzz, which the product does not need)

FOLDER holds the files of the npm package @fontsource/sarabun 5.3.0. Why: a PDF keeps text by glyph. Where a
mark is raised above another, typst writes the two apart, and copying gives the syllable twice ("กึ่กึ่ง"). One
glyph a syllable cannot be parted. The shapes are Sarabun's own, set where its positioning puts them.
"""

import sys
from itertools import product
from pathlib import Path
from typing import Final

import uharfbuzz
from fontTools.merge import Merger
from fontTools.otlLib.builder import buildLigatureSubstSubtable, buildLookup
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables

HERE: Final = Path(__file__).parent
FAMILY: Final = "Sarabun Composed"
WEIGHTS: Final = {400: "Regular", 700: "Bold"}
SUBSETS: Final = ("thai", "latin", "latin-ext")

BASES: Final = [chr(code) for code in range(0x0E01, 0x0E2F)]
TONES: Final = ["", *(chr(code) for code in range(0x0E48, 0x0E4C))]
UPPER: Final = [chr(code) for code in (0x0E31, 0x0E34, 0x0E35, 0x0E36, 0x0E37)]
LOWER: Final = [chr(code) for code in (0x0E38, 0x0E39)]
KILLER, SHORTENER, NIKHAHIT, AM = (chr(code) for code in (0x0E4C, 0x0E47, 0x0E4D, 0x0E33))


def syllables() -> list[str]:
    """Return every stack of marks Thai spelling can put on a consonant."""
    stacks = [vowel + tone for vowel in ("", *UPPER, *LOWER, NIKHAHIT) for tone in TONES if vowel + tone]
    stacks += [tone + AM for tone in TONES]
    stacks += [vowel + KILLER for vowel in ("", UPPER[1], UPPER[2], *LOWER)] + [
        SHORTENER,
        SHORTENER + TONES[1],
    ]
    return [base + stack for base, stack in product(BASES, stacks)]


def merged(folder: Path, weight: int) -> TTFont:
    """Return the subsets of a weight as one font, its name that of the composed family."""
    parts = []
    for subset in SUBSETS:
        font = TTFont(folder / f"sarabun-{subset}-{weight}-normal.woff2")
        font.flavor = None
        parts.append(folder / f"part-{subset}-{weight}.ttf")
        font.save(parts[-1])
    font = Merger().merge([str(part) for part in parts])
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 6, 16):
            full = f"{FAMILY} {WEIGHTS[weight]}"
            text = {1: FAMILY, 16: FAMILY, 6: full.replace(" ", "")}.get(record.nameID, full)
            record.string = text
    return font


def compose(font: TTFont, shaper: uharfbuzz.Font) -> None:
    """Add one glyph a syllable, drawn as shaping sets it, and the rule that puts it in place."""
    names = font.getGlyphOrder()
    known, rules = font.getGlyphSet(), {}
    order = list(names)
    for syllable in syllables():
        buffer = uharfbuzz.Buffer()
        buffer.add_str(syllable)
        buffer.guess_segment_properties()
        uharfbuzz.shape(shaper, buffer)
        parts = tuple(names[info.codepoint] for info in buffer.glyph_infos)
        if ".notdef" in parts or len(parts) < 2 or parts in rules:
            continue
        pen, at = TTGlyphPen(known), 0
        for part, place in zip(parts, buffer.glyph_positions, strict=True):
            pen.addComponent(part, (1, 0, 0, 1, at + place.x_offset, place.y_offset))
            at += place.x_advance
        name = "stack." + ".".join(f"{ord(letter):04X}" for letter in syllable)
        rules[parts] = name
        order.append(name)
        font["glyf"].glyphs[name] = pen.glyph()
        font["hmtx"].metrics[name] = (at, 0)
    font.setGlyphOrder(order)
    font["glyf"].glyphOrder = order
    for name in rules.values():
        glyph = font["glyf"][name]
        glyph.recalcBounds(font["glyf"])
        font["hmtx"].metrics[name] = (font["hmtx"].metrics[name][0], glyph.xMin)
    font["post"].formatType = 3.0
    _rule(font["GSUB"].table, rules)


def _rule(table: otTables.GSUB, rules: dict[tuple[str, ...], str]) -> None:
    """Append the ligatures as the last lookup, in the feature no setting turns off."""
    table.LookupList.Lookup.append(buildLookup([buildLigatureSubstSubtable(rules)]))
    table.LookupList.LookupCount = len(table.LookupList.Lookup)
    feature = otTables.FeatureRecord()
    feature.FeatureTag = (
        "rlig"  # no other rule bears it: of two features of one tag only the first would be taken
    )
    feature.Feature = otTables.Feature()
    feature.Feature.FeatureParams = None
    feature.Feature.LookupListIndex = [table.LookupList.LookupCount - 1]
    feature.Feature.LookupCount = 1
    table.FeatureList.FeatureRecord.append(feature)
    table.FeatureList.FeatureCount = len(table.FeatureList.FeatureRecord)
    for script in table.ScriptList.ScriptRecord:
        languages = [script.Script.DefaultLangSys, *(r.LangSys for r in script.Script.LangSysRecord)]
        for language in filter(None, languages):
            language.FeatureIndex.append(table.FeatureList.FeatureCount - 1)
            language.FeatureCount = len(language.FeatureIndex)


def main(folder: Path) -> None:
    """Write the two fonts beside this file."""
    for weight, style in WEIGHTS.items():
        font = merged(folder, weight)
        plain = folder / f"merged-{weight}.ttf"
        font.save(plain)
        face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(plain)))
        font = TTFont(plain)
        compose(font, uharfbuzz.Font(face))
        font.save(HERE / f"sarabun-composed-{style.lower()}.ttf")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
