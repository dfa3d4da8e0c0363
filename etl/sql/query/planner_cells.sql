-- One row per agency, group and capability somebody there lacks at a quarter: persons below the mark, one step away, lacking it, and what closing it would cost.
-- The cost of a person is the agency's own, of its latest fiscal year with one; null where there is none. In the mart's order.
select
    gap.ministry,
    gap.agency,
    gap."group",
    gap.stage,
    gap.capability,
    gap.gap,
    gap.one_step,
    gap.lacking,
    cost.cost_year,
    cost.cost_per_person,
    gap.lacking * cost.cost_per_person as cost_to_close,
from mart.gap as gap
left join (
    select
        agency,
        max(fiscal_year) as cost_year,
        arg_max(cost_per_person, fiscal_year) as cost_per_person,
    from mart.person_cost
    where fiscal_year <= $fiscal_year
    group by agency
) as cost
    on cost.agency = gap.agency
where
    gap.quarter = $quarter
    and ($units is null or gap.ministry in (select unnest($units)) or gap.agency in (select unnest($units)))
    and ($group is null or gap."group" = $group)
order by gap.rowid
