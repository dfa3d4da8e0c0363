-- One row per agency, fiscal year, source, purpose and bill item in force: baht, null where not stated.
select
    budget.*,
    part.publisher,
from read_parquet(getvariable('budget'), union_by_name = true) as budget
inner join meta.accounting as part
    on part.dataset = 'budget'
    and part.submission = budget.submission
    and part.unit = budget.agency
    and part.period = budget.fiscal_year::varchar
    and part.in_force
order by budget.agency, budget.fiscal_year, budget.submission, budget.sheet, budget.row_no
