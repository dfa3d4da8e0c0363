-- One row per fiscal year and agency with money or persons judged: baht disbursed, persons ready at the ends of the year before and of the year, whether both are known.
-- `matched` marks the panel a cost may be set against a rise on: money stated, and persons judged at both ends. Null: not known.
with

spent as (
    select
        fiscal_year,
        agency,
        case when bool_and(disbursed is not null) then sum(disbursed) end as disbursed,
    from mart.budget
    group by fiscal_year, agency
),

closed as (
    select
        quarter.fiscal_year,
        outcome.agency,
        sum(outcome.ready)::bigint as ready,
    from mart.outcome as outcome
    inner join reference.quarter as quarter
        on quarter."index" = outcome.quarter
        and quarter.stated
        and quarter.period like '%Q4'
    where outcome.evidence = 'ALL'
    group by quarter.fiscal_year, outcome.agency
    having sum(outcome.ready + outcome.not_ready) > 0
),

known as (
    select fiscal_year, agency from spent
    union
    select fiscal_year, agency from closed
)

select
    known.fiscal_year,
    agency.ministry,
    known.agency,
    spent.disbursed,
    earlier.ready as ready_then,
    later.ready as ready_now,
    spent.disbursed is not null and earlier.ready is not null and later.ready is not null as matched,
from known
inner join reference.agency as agency
    on agency.code = known.agency
left join spent using (fiscal_year, agency)
left join closed as earlier
    on earlier.fiscal_year = known.fiscal_year - 1
    and earlier.agency = known.agency
left join closed as later using (fiscal_year, agency)
order by known.fiscal_year, agency.ministry, known.agency
