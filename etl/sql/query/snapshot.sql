-- One row: what this snapshot is.
select id, created_at, synthetic, submissions, definitions_version, code_version, figures
from meta.snapshot
