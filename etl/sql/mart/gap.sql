-- One row per quarter, agency, group and capability somebody there lacks: persons below the mark, one step away, lacking it.
select
    lacking.quarter,
    lacking.ministry,
    lacking.agency,
    lacking."group",
    lacking.stage,
    capability.code as capability,
    coalesce(sum(lacking.persons) filter (where lacking.below & (1 << (capability.place - 1)) > 0), 0)::bigint as gap,
    coalesce(
        sum(lacking.persons) filter (
            where lacking.lacking = 1 << (capability.place - 1) and lacking.below = lacking.lacking
        ), 0
    )::bigint as one_step,
    sum(lacking.persons)::bigint as lacking,
from mart.lacking as lacking
inner join reference.capability as capability
    on lacking.lacking & (1 << (capability.place - 1)) > 0
inner join reference."group" as known
    on known.code = lacking."group"
group by
    lacking.quarter, lacking.ministry, lacking.agency, lacking."group", lacking.stage, capability.code,
    capability.place, known.place
order by lacking.quarter, lacking.ministry, lacking.agency, known.place, capability.place
