-- One row per agency known at both quarters: its stage then and now.
select
    later.ministry,
    later.agency,
    earlier.stage as earlier,
    later.stage as later,
from mart.agency as later
inner join mart.agency as earlier
    on earlier.agency = later.agency
    and earlier.quarter = $since
    and earlier.evidence = later.evidence
where
    later.quarter = $quarter
    and later.evidence = 'ALL'
    and (later.expected or later.stage <> 'NOT_STATED')
order by later.agency
