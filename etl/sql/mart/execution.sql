-- One row per fiscal year, ministry and kind of spending, as of the latest report: the Comptroller General's budget execution in baht.
select
    fiscal_year,
    as_of,
    ministry,
    spending,
    budget,
    allocated,
    plan,
    disbursed,
from accepted.execution
qualify rank() over (partition by fiscal_year order by as_of desc) = 1
order by fiscal_year, ministry, spending
