-- One row per fiscal year, agency, source and purpose: baht (null: not stated) and whether the source fits the phase.
select
    fiscal_year,
    ministry,
    agency,
    source,
    purpose,
    misfit,
    requested::double as requested,
    allocated::double as allocated,
    disbursed::double as disbursed,
from mart.budget
where $units is null or list_has_any([ministry, agency], $units)
order by fiscal_year, ministry, agency, source, purpose
