-- One row per quarter and agency that has accepted rows of its own for that quarter; what others published about it does not count.
select distinct
    quarter."index" as quarter,
    accounting.unit as agency,
from meta.accounting as accounting
inner join reference.quarter as quarter using (period)
where
    accounting.publisher = 'agency'
