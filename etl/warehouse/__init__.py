"""The warehouse: stored submissions, the ledger of what counts, and published snapshots.

The only place that opens DuckDB and reads etl/sql. Knows nothing of sheets, pages or exports.
"""
