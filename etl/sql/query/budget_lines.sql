-- One row per agency, source and purpose of a fiscal year: baht (null: not stated) and whether the source fits the phase.
select
    ministry,
    agency,
    source,
    purpose,
    misfit,
    requested::double as requested,
    allocated::double as allocated,
    disbursed::double as disbursed,
from mart.budget
where
    fiscal_year = $fiscal_year
    and ($units is null or ministry in (select unnest($units)) or agency in (select unnest($units)))
order by ministry, agency, source, purpose
