-- One row per fiscal year, phase, source and fit: baht requested, allocated and disbursed (null: not stated) and agencies.
select
    fiscal_year,
    phase,
    source,
    misfit,
    sum(requested)::double as requested,
    sum(allocated)::double as allocated,
    sum(disbursed)::double as disbursed,
    count(distinct agency) as agencies,
from mart.budget
where $units is null or list_has_any([ministry, agency], $units)
group by all
order by fiscal_year, source
