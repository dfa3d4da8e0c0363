-- One row per quarter, agency and group: the agency's latest headcount at or before the quarter's end.
-- Group NOT_STATED holds posts known only by a position type that belongs to no single group.
with

sent as (
    select
        quarter."index" as sent_for,
        headcount.agency,
        coalesce(position."group", category."code", 'NOT_STATED') as "group",
        headcount.headcount,
    from accepted.headcount as headcount
    inner join reference.quarter as quarter
        on quarter.period = headcount.period
    left join reference.position as position
        on position.code = headcount.category
    left join reference."group" as category
        on category.code = headcount.category
    left join reference.population as population
        on population.code = headcount.population
    where
        coalesce(population.counted, true)
),

latest as (
    select
        quarter."index" as quarter,
        sent.agency,
        max(sent.sent_for) as sent_for,
    from reference.quarter as quarter
    inner join sent
        on sent.sent_for <= quarter."index"
    group by all
)

select
    latest.quarter,
    latest.agency,
    sent."group",
    sum(sent.headcount)::bigint as headcount,
from latest
inner join sent
    on sent.agency = latest.agency
    and sent.sent_for = latest.sent_for
group by all
order by all
