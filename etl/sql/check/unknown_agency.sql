-- One row per agency or ministry with rows in force that the register does not hold (an entry was removed since).
select distinct
    part.dataset,
    part.unit,
from meta.accounting as part
left join reference.agency as agency
    on agency.code = part.unit
left join reference.ministry as ministry
    on ministry.code = part.unit
where part.in_force
    and case part.dataset when 'execution' then ministry.code else agency.code end is null
