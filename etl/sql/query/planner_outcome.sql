-- One row per agency and group of a quarter, as mart.outcome would be with cells closed: everybody in them trained, tested and passing.
-- The cells are $agencies and $groups, each pair once, $bits their capabilities. Persons move in full steps of `$step` per
-- agency and group: from not ready or incomplete to ready, and from not ready to incomplete where what they still lack is missing, not failed.
with

closed as (
    select
        unnest($agencies::varchar[]) as agency,
        unnest($groups::varchar[]) as "group",
        unnest($bits::integer[]) as bits,
),

counted as (
    select
        lacking.agency,
        lacking."group",
        coalesce(sum(lacking.persons) filter (
            where lacking.below > 0 and lacking.lacking & closed.bits = lacking.lacking
        ), 0) as passing,
        coalesce(sum(lacking.persons) filter (
            where lacking.below = 0 and lacking.lacking & closed.bits = lacking.lacking
        ), 0) as completed,
        coalesce(sum(lacking.persons) filter (
            where lacking.below > 0
                and lacking.below & closed.bits = lacking.below
                and lacking.lacking & closed.bits <> lacking.lacking
        ), 0) as untested,
    from mart.lacking as lacking
    inner join closed
        on closed.agency = lacking.agency
        and closed."group" = lacking."group"
    where lacking.quarter = $quarter
    group by lacking.agency, lacking."group"
),

moved as (
    select
        agency,
        "group",
        passing - passing % nullif($step, 0) as passing,
        completed - completed % nullif($step, 0) as completed,
        untested - untested % nullif($step, 0) as untested,
    from counted
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
