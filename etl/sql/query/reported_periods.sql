-- One row per quarter that any agency reported for itself.
select quarter.period
from reference.quarter as quarter
where exists (
    select 1
    from mart.agency as agency
    where agency.quarter = quarter."index" and agency.reported
)
order by quarter."index"
