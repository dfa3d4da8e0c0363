-- One row per ministry, fiscal year, day of the report and kind of spending in force: baht.
select
    execution.*,
    part.publisher,
from read_parquet(getvariable('execution'), union_by_name = true) as execution
inner join meta.accounting as part
    on part.dataset = 'execution'
    and part.submission = execution.submission
    and part.unit = execution.ministry
    and part.period = execution.fiscal_year::varchar
    and part.in_force
order by execution.ministry, execution.fiscal_year, execution.submission, execution.sheet, execution.row_no
