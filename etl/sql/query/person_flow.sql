-- One row per ministry and state at an earlier quarter and ministry and state at a quarter: persons, and those of them in another state by the rules of the earlier quarter.
-- A person's ministry is null, and the state not_there, where nothing was known of them or their body was not expected;
-- lapsed is who was known, with no score in force any more. The third reading asks the later quarter's scores and
-- stages by the earlier quarter's rules: what differs then is the change of rules alone.
with

reading as (
    select 'earlier' as reading, * from reference.reading where quarter = $since
    union all by name
    select 'later' as reading, * from reference.reading where quarter = $quarter
    union all by name
    select 'same_rules' as reading, rule.* replace (later.quarter as quarter, later."end" as "end"),
    from reference.reading as later
    cross join reference.reading as rule
    where
        later.quarter = $quarter
        and rule.quarter = $since
),

standing as (
    select quarter, agency, stage, ministry,
    from mart.agency
    where
        quarter in ($since, $quarter)
        and evidence = 'ALL'
        and expected
),

known as (
    select reading.reading, state.person, standing.ministry,
    from reading
    inner join fact.person_state as state
        on state.since <= reading.quarter
        and coalesce(state.until, 2147483647) > reading.quarter
    inner join reference.evidence as kind
        on kind.kind = state.evidence
        and kind.evidence = 'ALL'
    inner join standing using (quarter, agency)
),

in_force as (
    select person.*,
    from reference.in_force('fact.person_state', 'reading') as person
    inner join reference.evidence as kind
        on kind.kind = person.evidence
        and kind.evidence = 'ALL'
),

told as (
    select reading, person, required, below, missing, high,
    from reference.required_of('in_force', 'standing')
),

outcome as (
    select
        reading,
        person,
        case
            when ready > 0 then 'ready'
            when not_ready > 0 then 'not_ready'
            when incomplete > 0 then 'incomplete'
            else 'no_requirement'
        end as state,
    from reference.judged('told')
),

state as (
    select known.reading, known.person, known.ministry, coalesce(outcome.state, 'lapsed') as state,
    from known
    left join outcome using (reading, person)
),

person as (
    select
        person,
        any_value(ministry) filter (where reading = 'earlier') as ministry_then,
        coalesce(any_value(state) filter (where reading = 'earlier'), 'not_there') as state_then,
        any_value(ministry) filter (where reading = 'later') as ministry,
        coalesce(any_value(state) filter (where reading = 'later'), 'not_there') as state,
        coalesce(any_value(state) filter (where reading = 'same_rules'), 'not_there') as state_same_rules,
    from state
    group by person
)

select
    ministry_then,
    state_then,
    ministry,
    state,
    count(*) as persons,
    count(*) filter (where state <> state_same_rules) as by_rules,
from person
group by all
order by all
