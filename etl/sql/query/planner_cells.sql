-- One row per agency, group and capability somebody there lacks at a quarter: persons below the mark, one step away, lacking it, and what its training took.
-- Baht disbursed and participants are the agency's own, of its latest fiscal year with both; null where there is none. In the mart's order.
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
    cost.disbursed,
    cost.participants,
from mart.gap as gap
left join (
    select
        agency,
        max(fiscal_year) as cost_year,
        arg_max(disbursed, fiscal_year) as disbursed,
        arg_max(participants, fiscal_year) as participants,
    from mart.person_cost
    where fiscal_year <= $fiscal_year
    group by agency
) as cost
    on cost.agency = gap.agency
where gap.quarter = $quarter
order by gap.rowid
