"""Rows as the intake hands them over, receipts and publishing in one call, for the tests of the warehouse."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from hashlib import sha256

import pyarrow as pa

from etl.definitions import definitions
from etl.definitions.schemas import schemas
from etl.warehouse import store
from etl.warehouse.home import Home
from etl.warehouse.records import Confirmation, DatasetRecord, Manifest, Receipt, SnapshotRecord
from etl.warehouse.snapshot import LayDown, publish

Row = Mapping[str, object]
CAPABILITIES = tuple(definitions().capabilities)


def assessment(
    person: str,
    *,
    agency: str = "01-01",
    group: str = "TECH",
    period: str = "2564Q2",
    on: str = "2021-02-15",
    method: str = "tpqi",
    row_no: int = 2,
    sheet: str = "Sheet1",
    scores: Mapping[str, float] | None = None,
    **more: float,
) -> Row:
    """Return one wide assessment row; scores by capability, such as DLit=70."""
    scored = {**(scores or {}), **more}
    return {
        "person": sha256(person.encode()).digest()[:16],
        "agency": agency,
        "group": group,
        "period": period,
        "assessed_on": date.fromisoformat(on),
        "method": method,
        "grade": definitions().methods[method].grade,
        "framework": "w6_2561",
        "population": "civil_servants",
        "scale": "0-100",
        **{f"score_{name}": Decimal(str(scored[name])) if name in scored else None for name in CAPABILITIES},
        **{f"raw_{name}": str(scored[name]) if name in scored else None for name in CAPABILITIES},
        "sheet": sheet,
        "row_no": row_no,
    }


def headcount(agency: str, category: str, number: int, *, period: str = "2564Q2", row_no: int = 2) -> Row:
    """Return one headcount row."""
    return {
        "agency": agency,
        "period": period,
        "category": category,
        "population": "civil_servants",
        "headcount": number,
        "sheet": "กำลังคน",
        "row_no": row_no,
    }


def table(dataset: str, rows: Iterable[Row]) -> pa.Table:
    """Return rows of a dataset as an Arrow table."""
    return pa.Table.from_pylist([dict(row) for row in rows], schema=schemas()[dataset])


def receipt(
    name: str, tables: Mapping[str, pa.Table], *, publisher: str = "agency", **changes: object
) -> Receipt:
    """Return the receipt of a file whose rows were all accepted; its SHA-256 is that of its name."""
    datasets = tuple(
        DatasetRecord(
            dataset=dataset,
            sheet="Sheet1",
            status="accepted",
            rows_read=len(rows),
            accepted=len(rows),
            rejected=0,
            ignored=0,
            periods=(),
            agencies=(),
            problems=(),
        )
        for dataset, rows in tables.items()
    )
    whole = Receipt(
        file_name=name,
        sha256=sha256(name.encode()).hexdigest(),
        publisher=publisher,
        synthetic=False,
        saved_at=None,
        status="loaded",
        problems=(),
        datasets=datasets,
    )
    return whole.model_copy(update=changes)


def load(
    home: Home,
    *files: tuple[str, Mapping[str, Iterable[Row]]],
    publisher: str = "agency",
    lay_down: LayDown | None = None,
    confirmed: bool = True,
) -> SnapshotRecord:
    """Store files (name, rows by dataset) and publish them in one snapshot, its marts alone unless told.

    Unless told otherwise, an analyst has confirmed every headcount in them, however far below the register's.
    """
    with store.changing(home) as ledger:
        for name, rows in files:
            posts = rows.get("headcount", ()) if confirmed else ()
            counted = {(str(row["agency"]), str(row["period"])) for row in posts}
            ledger = ledger.confirming(
                *(
                    Confirmation(
                        agency=agency,
                        period=period,
                        submission=ledger.next_sequence(),
                        reason="a test",
                        by="tester",
                        at=store.now(),
                    )
                    for agency, period in sorted(counted)
                )
            )
            tables = {dataset: table(dataset, entries) for dataset, entries in rows.items()}
            manifest = keep(home, receipt(name, tables, publisher=publisher), tables, ledger.next_sequence())
            ledger = ledger.adding(manifest)
        return publish(home, ledger, lay_down=lay_down)


def keep(home: Home, received: Receipt, tables: Mapping[str, pa.Table], sequence: int) -> Manifest:
    """Store one submission in the name of a tester."""
    return store.keep(home, received, tables=tables, rejects=None, sequence=sequence, by="tester")
