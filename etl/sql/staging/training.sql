-- One row per course, capability and group of an agency and quarter in force.
select
    training.*,
    part.publisher,
from read_parquet(getvariable('training'), union_by_name = true) as training
inner join meta.accounting as part
    on part.dataset = 'training'
    and part.submission = training.submission
    and part.unit = training.agency
    and part.period = training.period
    and part.in_force
order by training.agency, training.period, training.submission, training.sheet, training.row_no
