"""A thousand seeded persons go through everything; afterwards none of them is found anywhere.

Sought in every byte of the home (databases and parquet read out, workbooks unzipped), in the temporary
folder, in all output, logs, exports and pages: names, phones, e-mail addresses, and citizen ids in plain,
dashed, Thai-digit, float and simply hashed form.
"""

from __future__ import annotations

import base64
import hashlib
import io
import itertools
import json
import logging
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook
from streamlit.testing.v1 import AppTest

from etl import pipeline
from etl.commands import main
from etl.definitions import definitions
from etl.publish import rejects
from etl.warehouse.store import now
from pages.kit.sitemap import page
from tests.pages import seen

pytestmark = pytest.mark.own_processes

ROOT = Path(__file__).resolve().parents[2]
PERSONS = 1_000
SURNAME = "ณพิสูจน์"
HOST = "seeded.example"
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
THAI_BYTES = [(digit.encode(), str(number).encode()) for number, digit in enumerate("๐๑๒๓๔๕๖๗๘๙")]
HASHES = (hashlib.md5, hashlib.sha1, hashlib.sha256)


@dataclass(frozen=True)
class Person:
    """One synthetic identity."""

    name: str
    citizen: str
    phone: str
    email: str

    @property
    def dashed(self) -> str:
        return "-".join(
            (self.citizen[0], self.citizen[1:5], self.citizen[5:10], self.citizen[10:12], self.citizen[12])
        )

    def written(self, way: int) -> str | int | float:
        """The citizen id as people and spreadsheets write it."""
        ways = (
            self.citizen,
            self.dashed,
            self.citizen.translate(THAI_DIGITS),
            int(self.citizen),
            f"{self.citizen}.0",
            self.dashed.replace("-", " "),
            f"{int(self.citizen):.12E}",
        )
        return ways[way % len(ways)]

    @property
    def sentence(self) -> str:
        return f"ดูแลโดย{self.name} โทร {self.phone} อีเมล {self.email}"


def seeded(number: int) -> Person:
    """The same person for the same number."""
    digits = f"1{(number * 7_919_317 + 10_007) % 10**11:011}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(13, 1, -1), strict=True))
    title = ("นาย", "นางสาว", "ดร.")[number % 3]
    phone = f"08{(number * 92_821 + 13) % 10**8:08}"
    return Person(
        f"{title}ทดสอบ {SURNAME}{number}",
        f"{digits}{(11 - total % 11) % 10}",
        phone if number % 2 else f"{phone[:3]}-{phone[3:6]}-{phone[6:]}",
        f"person{number}@{HOST}",
    )


PEOPLE = [seeded(number) for number in range(PERSONS)]


def sent(folder: Path) -> list[Path]:
    """Workbooks and a csv that hold every person several times over, where people put such things."""
    folder.mkdir(parents=True)
    assessed = Workbook()
    sheet = assessed.active
    sheet.title = "ผลประเมิน"
    sheet.append([f"ผลการประเมินของ{PEOPLE[4].name} ไตรมาสที่ 2 ปีงบประมาณ พ.ศ. 2564"])
    sheet.append(["ผู้รายงาน", PEOPLE[0].name, PEOPLE[0].phone, PEOPLE[0].email])
    sheet.append(["ชื่อ-สกุล", "เลขประจำตัวประชาชน", "โทรศัพท์", "อีเมล", "รหัสบุคลากร", "ส่วนราชการ", "กลุ่มบุคลากร",
                  "วันที่ประเมิน", "วิธีประเมิน", "มาตรวัด", "กรอบทักษะ", "บันทึก", "DLit"])  # fmt: skip
    for number, one in enumerate(PEOPLE):
        own = one.written(number) if number % 2 else f"E{number:05}"
        group = ("TECH", "SERV", one.name)[(number % 23 == 0) + (number % 23 == 1) * 2]
        told = (
            one.sentence if number % 5 == 0 else f"เลข {one.written(number)}" if number % 50 == 1 else "TPQI"
        )
        score = str(one.written(number)) if number % 60 == 3 else 70
        sheet.append([one.name, one.written(number), one.phone, one.email, own, "03-07", group, "15/2/2564",
                      "tpqi", "0-100", told, one.sentence, score])  # fmt: skip
    sheet.append([f"หมายเหตุ: ติดต่อ {PEOPLE[1].name} {PEOPLE[1].phone}"])
    stages = assessed.create_sheet(PEOPLE[2].name)
    stages.append(["ส่วนราชการ", "ระยะ", "วันที่มีผล", "ผู้ประเมิน", "หลักฐาน"])
    for number, one in enumerate(PEOPLE[:20]):
        told = f"{one.sentence} {one.written(number)}" if number % 7 == 0 else one.sentence
        stages.append(["03-07", "ระยะเริ่มต้น", f"{number % 28 + 1}/2/2564", one.name, told])
    assessed.save(folder / "people.xlsx")
    held = Workbook()
    held.active.append(["รหัสบุคลากร", "ส่วนราชการ", "กลุ่มบุคลากร", "วันที่ประเมิน", "DLit", "มาตรวัด"])
    for number, one in enumerate(PEOPLE[:100]):
        held.active.append([one.written(number), "03-03", one.name, "15/2/2564", one.citizen, "0-100"])
    held.save(folder / f"ผล {PEOPLE[3].name}.xlsx")
    lines = ["ส่วนราชการ,หลักสูตร,วันที่จัด,ผู้เข้าร่วม,ชั่วโมงบรรยาย,ชั่วโมงวิธีอื่น,วิทยากร"]
    for number, one in enumerate(PEOPLE[:200]):
        course = f"หลักสูตรของ {one.name} {one.email}" if number % 4 else f"รุ่น {one.written(number)}"
        lines.append(f"03-07,{course},15/2/2564,{one.phone if number % 9 == 8 else 20},3,6,{one.name}")
    (folder / "courses.csv").write_text("\n".join(lines), encoding="utf-8-sig")
    return sorted(folder.iterdir())


class Search:
    """What identities look like, and where they are found."""

    def __init__(self) -> None:
        self._ids = {one.citizen.encode() for one in PEOPLE}
        self._phones = {re.sub(r"\D", "", one.phone).encode() for one in PEOPLE}
        forms = [
            str(form).encode()
            for one in PEOPLE
            for form in (one.citizen, one.dashed, one.citizen.translate(THAI_DIGITS), f"{one.citizen}.0")
        ]
        digests = [make(form).digest() for form in forms for make in HASHES]
        self._hex = {digest.hex().encode() for digest in digests}
        self._base64 = {
            encode(digest).rstrip(b"=")
            for digest in digests
            for encode in (base64.b64encode, base64.urlsafe_b64encode)
        }
        self._raw = np.array(sorted({int.from_bytes(digest[:8], "little") for digest in digests}), np.uint64)

    def leaks(self, content: bytes) -> set[str]:
        """The kinds of identity found in these bytes."""
        plain = content.replace("\N{ZERO WIDTH SPACE}".encode(), b"")
        for thai, digit in THAI_BYTES:
            plain = plain.replace(thai, digit)
        bare = re.sub(rb"(?<=\d)[-\s](?=\d)", b"", plain)
        found = set()
        if any(
            run[place : place + 13] in self._ids for run in _runs(plain, bare) for place in range(len(run))
        ):
            found.add("citizen id")
        floats = (b"%d" % round(float(text)) for text in re.findall(rb"\d\.\d{9,}[eE]\+?12", plain))
        if any(number in self._ids for number in floats):
            found.add("citizen id as float")
        if any(phone in self._phones for phone in re.findall(rb"(?<!\d)0\d{9}(?!\d)", bare)):
            found.add("phone")
        if SURNAME.encode() in content or HOST.encode() in content:
            found.add("name or e-mail")
        if any(text.lower() in self._hex for text in re.findall(rb"[0-9a-fA-F]{32,}", content)):
            found.add("hash in hex")
        if any(text in self._base64 for text in re.findall(rb"[A-Za-z0-9+/_-]{22,86}", content)):
            found.add("hash in base64")
        return found | ({"raw hash"} if self._has_raw(content) else set())

    def _has_raw(self, content: bytes) -> bool:
        for offset in range(8):
            usable = (len(content) - offset) // 8 * 8
            words = np.frombuffer(content, np.uint64, usable // 8, offset) if usable > 0 else ()
            if len(words) and np.isin(words, self._raw).any():
                return True
        return False


def _runs(*texts: bytes) -> Iterator[bytes]:
    for text in texts:
        yield from re.findall(rb"\d{13,}", text)


def unpacked(path: Path) -> bytes:
    """Everything a file holds, compressed parts read out, after its bytes as they lie there."""
    content = path.read_bytes()
    if path.suffix == ".parquet":
        return content + _dumped(pq.read_table(path)) + repr(pq.read_schema(path).metadata).encode()
    if path.suffix == ".duckdb":
        return content + b"".join(map(_dumped, _tables(path)))
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return content + b"\n".join(archive.read(member) for member in archive.namelist())
    return content


def _tables(path: Path) -> list[pa.Table]:
    """Every table of a database, read from a copy: the pages may have the file itself open."""
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copy(path, folder)
        with duckdb.connect(copy, read_only=True) as database:
            names = database.execute("select schema_name, table_name from duckdb_tables()").fetchall()
            return [database.execute(f'from "{schema}"."{name}"').to_arrow_table() for schema, name in names]


def _dumped(table: pa.Table) -> bytes:
    """Every distinct value of a table, binary ones as they are."""
    flat = [column if pa.types.is_nested(column.type) else column.unique() for column in table.columns]
    values = itertools.chain.from_iterable(column.to_pylist() for column in flat)
    return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in values)


def leaking(*folders: Path) -> dict[str, set[str]]:
    """The files below these folders in which somebody is found."""
    search = Search()
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    return {path.name: found for path in files if (found := search.leaks(unpacked(path)))}


def shown(app: AppTest) -> str:
    """Everything a page shows: texts, tables, labels."""
    kinds = ("title", "header", "caption", "markdown", "info", "warning", "error", "success", "code")
    texts = [str(element.value) for kind in kinds for element in getattr(app, kind)]
    tables = [found.value.to_csv() for found in (*app.dataframe, *app.table)]
    ours = [*seen.texts(app), *map(json.dumps, seen.charts(app).values())]
    return "\n".join([*texts, *tables, *ours, *(one.label for one in app.expander)])


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """Folders of the test's own for what is sent, what comes out, and what is temporary."""
    found = {name: tmp_path / name for name in ("sent", "out", "temporary")}
    found["out"].mkdir()
    found["temporary"].mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(found["temporary"]))
    return found


def test_the_search_finds_a_person_in_every_form_it_is_meant_to_find() -> None:
    search, one = Search(), PEOPLE[7]
    for way in range(7):
        assert search.leaks(f"x {one.written(way)} y".encode()) & {"citizen id", "citizen id as float"}, way
    assert search.leaks(f"โทร {one.phone}".encode()) == {"phone"}
    assert search.leaks(one.name.encode()) == {"name or e-mail"} == search.leaks(one.email.encode())
    digest = hashlib.sha256(one.citizen.encode())
    assert search.leaks(digest.hexdigest().upper().encode()) == {"hash in hex"}
    assert search.leaks(base64.b64encode(digest.digest())) == {"hash in base64"}
    assert search.leaks(b"abc" + digest.digest()) == {"raw hash"}
    assert search.leaks(b"1234567890123 0811111111 " + b"a" * 64) == set()


def test_a_thousand_persons_leave_no_trace_in_any_file_output_log_page_or_export(
    own_home: Path,
    places: dict[str, Path],
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    out, files = places["out"], sent(places["sent"])
    listed = [str(places["sent"])]
    commands = [
        ["check", *listed, "--json"],
        ["load", *listed],
        ["load", *listed, "--lang", "en"],
        ["rebuild"],
        ["status", "--json"],
        ["history", "--json"],
        ["figures", "--period", "2564Q2", "--by", "group", "--out", str(out / "figures.csv")],
        ["export", "--period", "2564Q2", "--out", str(out / "cabinet.xlsx")],
        ["rejects", "--out", str(out / "rejects.xlsx")],
        ["rejects", "--out", str(out / "faults.xlsx"), "--lang", "en"],
        ["template", "--agency", "03-07", "--period", "2564Q3", "--out", str(out / "form.xlsx")],
    ]
    statuses = [main([*command, "--home", str(own_home)]) for command in commands]
    assert statuses == [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]
    seen = {file.path.name: file for file in pipeline.check(files, home=out / "no home").files}
    words = definitions().words("th")
    for number, file in enumerate(seen.values()):
        assert file.refused is not None
        rejects.write([file.refused], words=words, path=out / f"marked{number}.xlsx", saved_at=now())
    captured = capfd.readouterr()
    printed = "".join((captured.out, captured.err, caplog.text))
    for name in (path.name for path in files):  # what the caller himself typed or lies in his own folder
        printed = printed.replace(name, "")
    accepted = pipeline.status(own_home).rows["accepted"]
    assert accepted > 800
    assert leaking(own_home, out, places["temporary"]) == {}
    assert Search().leaks(printed.encode()) == set()


def test_pages_show_nobody_while_files_are_checked_and_after_they_are_stored(
    own_home: Path, places: dict[str, Path], caplog: pytest.LogCaptureFixture
) -> None:
    files = [path for path in sent(places["sent"]) if path.name.isascii()]
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60).run()
    app.switch_page(page("send").path).run()
    dropped = [(path.name, path.read_bytes(), "application/octet-stream") for path in files]
    app.file_uploader(key="send.files").set_value(dropped).run()
    app.button(key="send.go").click().run()
    told = shown(app)
    app.button(key="send.store").click().run()
    told += shown(app)
    app.switch_page(page("submissions").path).run()
    told += shown(app)
    assert app.exception == []
    assert "people.xlsx" in told
    assert Search().leaks(told.encode()) == set()
    assert Search().leaks(caplog.text.encode()) == set()
    assert leaking(own_home, places["temporary"]) == {}


@pytest.mark.parametrize("step", ["after-rows", "after-marts"])
def test_a_load_killed_midway_leaves_nobody_in_its_debris(
    own_home: Path, places: dict[str, Path], step: str
) -> None:
    sent(places["sent"])
    command = [sys.executable, "-m", "etl", "load", str(places["sent"])]
    environment = {**os.environ, "READINESS_FAIL_POINT": step, "TMPDIR": str(places["temporary"])}
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True)
    assert ended.returncode == 137
    assert list(own_home.rglob("*.parquet"))
    assert leaking(own_home, places["temporary"]) == {}
    assert Search().leaks(ended.stdout + ended.stderr) == set()
