-- One row per fiscal year and ministry: the Comptroller General's total execution in baht, as of the latest report.
select
    fiscal_year,
    as_of,
    ministry,
    budget::double as budget,
    allocated::double as allocated,
    disbursed::double as disbursed,
from mart.execution
where
    spending = 'total'
order by fiscal_year, ministry
