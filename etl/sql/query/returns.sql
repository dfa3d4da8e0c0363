-- One row per agency expected at a quarter and dataset it sent for it (null: none): rows in force.
select
    agency.ministry,
    agency.agency,
    accounting.dataset,
    accounting."rows",
from mart.agency as agency
left join meta.accounting as accounting
    on accounting.unit = agency.agency
    and accounting.period = $period
    and accounting.in_force
    and accounting.publisher = 'agency'
where
    agency.quarter = $quarter
    and agency.evidence = 'ALL'
    and agency.expected
order by agency.agency
