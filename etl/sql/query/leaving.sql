-- One row per agency and quarter in which people left force with a first return under other ids (its own, or its successor's): how many.
select
    space.agency,
    space.leaves as period,
    count(distinct state.person) as persons,
from meta.id_space as space
inner join reference.quarter as quarter
    on quarter.period = space.leaves
inner join fact.person_state as state
    on state.agency::varchar = space.agency
    and state.until = quarter."index"
    and state.evidence in ('ANY', 'BOTH')
where
    not exists (
        select 1
        from fact.person_state as next
        where next.person = state.person
            and next.since = state.until
            and next.evidence in ('ANY', 'BOTH')
    )
group by all
order by all
