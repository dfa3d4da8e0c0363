-- One row per stage record of an agency in force.
select
    stage.*,
    part.publisher,
from read_parquet(getvariable('stage'), union_by_name = true) as stage
inner join meta.accounting as part
    on part.dataset = 'stage'
    and part.submission = stage.submission
    and part.unit = stage.agency
    and part.period = stage.period
    and part.in_force
order by stage.agency, stage.period, stage.submission, stage.sheet, stage.row_no
