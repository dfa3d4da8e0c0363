-- One row per row in force of a dataset, of which `{unit}` and `{period}` name the columns that tell whose return it is and for when.
select
    received.*,
    part.publisher,
from read_parquet(getvariable('{dataset}'), union_by_name = true) as received
inner join meta.accounting as part
    on part.dataset = '{dataset}'
    and part.submission = received.submission
    and part.unit = received.{unit}
    and part.period = received.{period}::varchar
    and part.in_force
order by received.{unit}, received.{period}, received.submission, received.sheet, received.row_no
