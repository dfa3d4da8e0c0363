-- One row per agency expected at a quarter and dataset it sent for it (null: none); how many rows, that is persons, is not told.
select
    agency.ministry,
    agency.agency,
    accounting.dataset,
    accounting.dataset is not null as sent,
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
