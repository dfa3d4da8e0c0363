-- One row per quarter, group and stage: the capabilities required of it, one bit each in the order of the capabilities.
select
    requirement.quarter,
    requirement."group",
    requirement.stage,
    bit_or(case when requirement.required then 1 << (capability.place - 1) else 0 end)::utinyint as bits,
from reference.requirement as requirement
inner join reference.capability as capability
    on capability.code = requirement.capability
group by requirement.quarter, requirement."group", requirement.stage
