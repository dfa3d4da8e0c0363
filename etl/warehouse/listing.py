"""What was received, as tables of a snapshot: submissions, their datasets, the parts they have rows for."""

from collections.abc import Sequence

import pyarrow as pa

from etl.warehouse.records import Confirmation, Stored


def part_table(submissions: Sequence[Stored]) -> pa.Table:
    """Return one row per counting submission, dataset, unit and period it has rows for."""
    columns = {
        "submission": pa.int32(),
        "publisher": pa.string(),
        "dataset": pa.string(),
        "unit": pa.string(),
        "period": pa.string(),
        "rows": pa.int64(),
    }
    return pa.Table.from_pylist(
        [
            {
                "submission": one.manifest.sequence,
                "publisher": one.manifest.receipt.publisher,
                **part.model_dump(),
            }
            for one in submissions
            if one.entry.counts
            for part in one.manifest.parts
        ],
        schema=pa.schema(list(columns.items())),
    )


def confirmation_table(confirmations: Sequence[Confirmation]) -> pa.Table:
    """Return one row per headcount confirmed: agency, period and the submission it was sent in."""
    known = sorted({(one.agency, one.period, one.submission) for one in confirmations})
    schema = pa.schema([("agency", pa.string()), ("period", pa.string()), ("submission", pa.int32())])
    return pa.Table.from_pylist([dict(zip(schema.names, one, strict=True)) for one in known], schema=schema)


def submission_table(submissions: Sequence[Stored]) -> pa.Table:
    """Return one row per submission ever received, counting or not."""
    columns = {
        "submission": pa.int32(),
        "id": pa.string(),
        "file_name": pa.string(),
        "sha256": pa.string(),
        "received_at": pa.timestamp("us"),
        "received_by": pa.string(),
        "publisher": pa.string(),
        "synthetic": pa.bool_(),
        "status": pa.string(),
        "problems": pa.int32(),
        "withdrawn_at": pa.timestamp("us"),
        "withdrawn_by": pa.string(),
    }
    return pa.Table.from_pylist(
        [
            {
                "submission": manifest.sequence,
                "id": manifest.id,
                "file_name": receipt.file_name,
                "sha256": receipt.sha256,
                "received_at": manifest.received_at.replace(tzinfo=None),
                "received_by": manifest.received_by,
                "publisher": receipt.publisher,
                "synthetic": receipt.synthetic,
                "status": receipt.status,
                "problems": len(receipt.problems)
                + sum(len(dataset.problems) for dataset in receipt.datasets),
                "withdrawn_at": withdrawn.at.replace(tzinfo=None) if withdrawn else None,
                "withdrawn_by": withdrawn.by if withdrawn else None,
            }
            for manifest, receipt, withdrawn in (
                (one.manifest, one.manifest.receipt, one.entry.withdrawn) for one in submissions
            )
        ],
        schema=pa.schema(list(columns.items())),
    )


def dataset_table(submissions: Sequence[Stored]) -> pa.Table:
    """Return one row per submission, dataset and sheet: rows read = accepted + rejected + ignored."""
    columns = {
        "submission": pa.int32(),
        "dataset": pa.string(),
        "sheet": pa.string(),
        "status": pa.string(),
        "rows_read": pa.int64(),
        "accepted": pa.int64(),
        "rejected": pa.int64(),
        "ignored": pa.int64(),
    }
    return pa.Table.from_pylist(
        [
            {"submission": one.manifest.sequence, **dataset.model_dump(include=set(columns))}
            for one in submissions
            for dataset in one.manifest.receipt.datasets
        ],
        schema=pa.schema(list(columns.items())),
    )
