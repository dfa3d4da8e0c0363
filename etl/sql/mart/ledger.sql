-- One row per quarter and agency with a stage stated: for how long, and the group and capability that most keep it from the next.
-- A capability keeps an agency back where the next stage requires it of a group: the persons seen there without a score
-- at or above the mark lack it. The largest number blocks; ties go to the first in the order of definition.
with

ladder as (
    select
        lower.code as stage,
        higher.code as next_stage,
    from reference.stage as lower
    inner join reference.stage as higher
        on higher.place = lower.place + 1
        and higher.code <> 'NOT_STATED'
),

lacking as (
    select
        outcome.quarter,
        outcome.agency,
        outcome."group",
        requirement.capability,
        outcome.seen as seen,
        outcome.seen - coalesce(capability.over_mark, 0) as lacking,
        row_number() over (
            partition by outcome.quarter, outcome.agency
            order by outcome.seen - coalesce(capability.over_mark, 0) desc, "group".place, named.place
        ) as place,
    from mart.outcome as outcome
    inner join ladder
        on ladder.stage = outcome.stage
    inner join reference.requirement as requirement
        on requirement.quarter = outcome.quarter
        and requirement."group" = outcome."group"
        and requirement.stage = ladder.next_stage
        and requirement.required
    inner join reference."group" as "group"
        on "group".code = outcome."group"
    inner join reference.capability as named
        on named.code = requirement.capability
    left join mart.capability as capability
        on capability.quarter = outcome.quarter
        and capability.evidence = outcome.evidence
        and capability.agency = outcome.agency
        and capability."group" = outcome."group"
        and capability.capability = requirement.capability
    where
        outcome.evidence = 'ALL'
        and outcome.seen > 0
)

select
    agency.quarter,
    agency.ministry,
    agency.agency,
    agency.stage,
    agency.quarter - agency.stage_since + 1 as quarters_in_stage,
    ladder.next_stage,
    lacking."group" as blocking_group,
    lacking.capability as blocking_capability,
    lacking.lacking::double as lacking,
    lacking.seen::double as seen,
from mart.agency as agency
left join ladder
    on ladder.stage = agency.stage
left join lacking
    on lacking.quarter = agency.quarter
    and lacking.agency = agency.agency
    and lacking.place = 1
    and lacking.lacking > 0
where
    agency.evidence = 'ALL'
    and agency.stage <> 'NOT_STATED'
order by agency.quarter, agency.ministry, agency.agency
