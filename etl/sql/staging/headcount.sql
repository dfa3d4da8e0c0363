-- One row per agency, quarter and group (or position type) in force: civil servants in post.
select
    headcount.*,
    part.publisher,
from read_parquet(getvariable('headcount'), union_by_name = true) as headcount
inner join meta.accounting as part
    on part.dataset = 'headcount'
    and part.submission = headcount.submission
    and part.unit = headcount.agency
    and part.period = headcount.period
    and part.in_force
order by headcount.agency, headcount.period, headcount.submission, headcount.sheet, headcount.row_no
