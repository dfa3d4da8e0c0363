"""The ways of damaging a file: each a function of its bytes and a seeded generator."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

Members = list[tuple[str, bytes]]
Mutate = Callable[[bytes, Random], bytes]

_ROW = re.compile(rb"<row\b.*?(?:</row>|/>)", re.DOTALL)
_CELL = re.compile(rb"<c\b[^>]*?(?:/>|>.*?</c>)", re.DOTALL)
_ATTRIBUTE = re.compile(rb'="([^"]*)"')
_NUMBER = re.compile(rb"(?<=<v>)[^<]*(?=</v>)")
_ELEMENT = re.compile(rb"<[^<>]+>")
_HUGE = (b"1e308", b"-1e308", b"9" * 400, b"99999999999999999999", b"-1", b"0.1e-400", b"NaN", b"1E+12", b"")
_ODD = (
    *_HUGE,
    b"0",
    b"1",
    b"4294967295",
    b"4294967296",
    b"A0",
    b"XFD1048577",
    b"s",
    b"e",
    b"true",
    b"../x",
    b"\xff",
)
_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp874", "latin-1", "cp037", "utf-7")


@dataclass(frozen=True)
class Kind:
    """One way of damaging files; `harmless` where a file that is taken must give the rows it gave before."""

    mutate: Mutate
    workbooks: bool
    harmless: bool = False


def _members(content: bytes) -> Members:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def _zipped(members: Members, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(packed, "w", method) as archive:
        warnings.simplefilter("ignore", UserWarning)  # two members of one name are meant
        for name, part in members:
            archive.writestr(name, part)
    return packed.getvalue()


def _in_a_part(change: Callable[[bytes, Random], bytes], sheets: bool = False) -> Mutate:
    """The same change inside one xml part, whose checksum is right again afterwards."""

    def mutate(content: bytes, chance: Random) -> bytes:
        members = _members(content)
        wanted = [place for place, (name, _) in enumerate(members) if not sheets or "/sheet" in name]
        place = chance.choice(wanted)
        members[place] = (members[place][0], change(members[place][1], chance))
        return _zipped(members)

    return mutate


def _on_members(change: Callable[[Members, Random], Members]) -> Mutate:
    return lambda content, chance: _zipped(change(_members(content), chance))


def cut(content: bytes, chance: Random) -> bytes:
    """The file ends early."""
    return content[: chance.randrange(len(content))]


def flip(content: bytes, chance: Random) -> bytes:
    """Up to 64 bytes are others."""
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        changed[chance.randrange(len(changed))] ^= chance.randrange(1, 256)
    return bytes(changed)


def splice(content: bytes, chance: Random) -> bytes:
    """A stretch is gone, or stands twice, or stands elsewhere."""
    start, end, target = sorted(chance.randrange(len(content) + 1) for _ in range(3))
    piece, rest = content[start:end], content[:start] + content[end:]
    return chance.choice(
        (rest, content[:target] + piece + content[target:], rest[:start] + piece[::-1] + rest[start:])
    )


def _swap_contents(members: Members, chance: Random) -> Members:
    one, other = chance.sample(range(len(members)), 2)
    members[one], members[other] = (members[one][0], members[other][1]), (members[other][0], members[one][1])
    return members


def _drop(members: Members, chance: Random) -> Members:
    members.pop(chance.randrange(len(members)))
    return members


def _double(members: Members, chance: Random) -> Members:
    name, part = chance.choice(members)
    again = chance.choice(
        (name, name.upper(), f"../{name}", f"/{name}", name.replace("/", "\\"), f"copy/{name}")
    )
    return [*members, (again, flip(part, chance) if part else b"")]


def _shuffle_members(members: Members, chance: Random) -> Members:
    return chance.sample(members, len(members))


def repack(content: bytes, chance: Random) -> bytes:
    """The same parts in another order and with another compression."""
    method = chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
    return _zipped(_shuffle_members(_members(content), chance), method)


def _shuffled(pattern: re.Pattern[bytes]) -> Callable[[bytes, Random], bytes]:
    def change(part: bytes, chance: Random) -> bytes:
        pieces = pattern.findall(part)
        chance.shuffle(pieces)
        return pattern.sub(lambda _: pieces.pop(), part)

    return change


def _doubled_or_dropped(pattern: re.Pattern[bytes]) -> Callable[[bytes, Random], bytes]:
    def change(part: bytes, chance: Random) -> bytes:
        if not (found := list(pattern.finditer(part))):
            return part
        one = chance.choice(found)
        return part[: one.start()] + one[0] * chance.choice((0, 2, 3)) + part[one.end() :]

    return change


def _replaced(
    pattern: re.Pattern[bytes], by: tuple[bytes, ...], group: int = 0
) -> Callable[[bytes, Random], bytes]:
    def change(part: bytes, chance: Random) -> bytes:
        if not (found := list(pattern.finditer(part))):
            return part
        one = chance.choice(found)
        return part[: one.start(group)] + chance.choice(by) + part[one.end(group) :]

    return change


def reencode(content: bytes, chance: Random) -> bytes:
    """The text in another encoding than it was in, or in two."""
    text = _text(content)
    other = text.encode(chance.choice(_ENCODINGS), "replace")
    return other if chance.random() < 0.8 else content[: len(content) // 2] + other[len(other) // 2 :]


def same_text(content: bytes, chance: Random) -> bytes:
    """The same text as another program would save it: encoding and line ends."""
    text = _text(content).replace("\r\n", "\n").replace("\n", chance.choice(("\n", "\r\n", "\r")))
    return text.encode(chance.choice(("utf-8", "utf-8-sig", "utf-16", "cp874")))


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp874")


def _in_lines(change: Callable[[list[str], Random], list[str]]) -> Mutate:
    def mutate(content: bytes, chance: Random) -> bytes:
        return "".join(change(_text(content).splitlines(keepends=True), chance)).encode()

    return mutate


def _lines(lines: list[str], chance: Random) -> list[str]:
    place = chance.randrange(len(lines))
    return chance.choice(
        (
            chance.sample(lines, len(lines)),
            lines[:place] + lines[place:] * 2,
            lines[:place] + lines[place + 1 :],
            [*lines[:place], "\n" * chance.choice((1, 50)), *lines[place:]],
            lines[:place] + lines[:4] + lines[place:],
        )
    )


def _marks(lines: list[str], chance: Random) -> list[str]:
    place = chance.randrange(len(lines))
    spot = chance.randrange(len(lines[place]) + 1)
    mark = chance.choice(
        ('"', '""', '"' * 3, ",", "," * 300, ";", "\t", "\x00", "\r", "\x1a", "\ufeff", "'", "x" * 40_000)
    )
    lines[place] = lines[place][:spot] + mark + lines[place][spot:]
    return lines if chance.random() < 0.9 else [f"sep={mark[0]}\n", *lines]


def _cells(lines: list[str], chance: Random) -> list[str]:
    place = chance.randrange(len(lines))
    cells = lines[place].rstrip("\r\n").split(",")
    cells[chance.randrange(len(cells))] = chance.choice(_HUGE).decode()
    lines[place] = (
        ",".join(chance.choice((cells, cells[:-1], cells * 2, chance.sample(cells, len(cells))))) + "\n"
    )
    return lines


KINDS: dict[str, Kind] = {
    "workbook_cut": Kind(cut, True, harmless=True),
    "workbook_flipped": Kind(flip, True, harmless=True),
    "workbook_spliced": Kind(splice, True, harmless=True),
    "workbook_repacked": Kind(repack, True, harmless=True),
    "parts_swapped": Kind(_on_members(_swap_contents), True),
    "part_dropped": Kind(_on_members(_drop), True),
    "part_doubled": Kind(_on_members(_double), True, harmless=True),
    "part_cut": Kind(_in_a_part(cut), True),
    "part_flipped": Kind(_in_a_part(flip), True),
    "part_spliced": Kind(_in_a_part(splice), True),
    "rows_shuffled": Kind(_in_a_part(_shuffled(_ROW), sheets=True), True, harmless=True),
    "cells_shuffled": Kind(_in_a_part(_shuffled(_CELL), sheets=True), True, harmless=True),
    "row_doubled_or_dropped": Kind(_in_a_part(_doubled_or_dropped(_ROW), sheets=True), True),
    "cell_doubled_or_dropped": Kind(_in_a_part(_doubled_or_dropped(_CELL), sheets=True), True),
    "element_doubled_or_dropped": Kind(_in_a_part(_doubled_or_dropped(_ELEMENT)), True),
    "attribute_changed": Kind(_in_a_part(_replaced(_ATTRIBUTE, _ODD, group=1)), True),
    "number_made_huge": Kind(_in_a_part(_replaced(_NUMBER, _HUGE), sheets=True), True),
    "csv_cut": Kind(cut, False),
    "csv_flipped": Kind(flip, False),
    "csv_spliced": Kind(splice, False),
    "csv_reencoded": Kind(reencode, False),
    "csv_saved_otherwise": Kind(same_text, False, harmless=True),
    "csv_lines": Kind(_in_lines(_lines), False),
    "csv_marks": Kind(_in_lines(_marks), False),
    "csv_cells": Kind(_in_lines(_cells), False),
}
