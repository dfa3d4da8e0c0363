-- One row per agency, quarter and practice P1-P8 in force.
select
    practice.*,
    part.publisher,
from read_parquet(getvariable('practice'), union_by_name = true) as practice
inner join meta.accounting as part
    on part.dataset = 'practice'
    and part.submission = practice.submission
    and part.unit = practice.agency
    and part.period = practice.period
    and part.in_force
order by practice.agency, practice.period, practice.submission, practice.sheet, practice.row_no
