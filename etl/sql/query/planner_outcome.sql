-- One row per agency and group of a quarter, as mart.outcome would be once $passing, $completed and $untested persons of $agencies and $groups have moved.
-- They move from not ready to ready, from incomplete to ready, and from not ready to incomplete.
with

moved as (
    select
        unnest($agencies::varchar[]) as agency,
        unnest($groups::varchar[]) as "group",
        unnest($passing::bigint[]) as passing,
        unnest($completed::bigint[]) as completed,
        unnest($untested::bigint[]) as untested,
)

select
    'planned' as scenario,
    outcome.* replace (
        (outcome.ready + coalesce(moved.passing + moved.completed, 0))::bigint as ready,
        (outcome.not_ready - coalesce(moved.passing + moved.untested, 0))::bigint as not_ready,
        (outcome.incomplete + coalesce(moved.untested - moved.completed, 0))::bigint as incomplete
    ),
from mart.outcome as outcome
left join moved
    on moved.agency = outcome.agency
    and moved."group" = outcome."group"
where
    outcome.quarter = $quarter
    and outcome.evidence = 'ALL'
