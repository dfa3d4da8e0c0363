-- One row per agency and quarter it sent assessments for: the space its person ids are unique in, and the quarter in which those persons leave force, if any.
-- They leave with the agency's first return in another space; those of a body that ended, with its successor's first return.
with

returned as (
    select
        unit as agency,
        period,
        bool_or(in_force) as in_force,
    from (
        select unit, period, dataset, in_force from meta.accounting
        union all
        select unit, period, dataset, false from staging.touched_part
    )
    where dataset = 'assessment'
    group by all
),

spaced as (
    select
        returned.agency,
        returned.period,
        returned.in_force,
        arg_max(space.id_space, space.valid_from) as id_space,
    from returned
    inner join reference.id_space as space
        on space.agency = returned.agency
        and space.valid_from <= returned.period
    group by all
),

next_returns as (
    select
        spaced.agency,
        spaced.period,
        later.period as leaves,
    from spaced
    inner join spaced as later
        on later.agency = spaced.agency
        and later.id_space <> spaced.id_space
        and later.period > spaced.period
        and later.in_force
    union all
    select
        spaced.agency,
        spaced.period,
        later.period as leaves,
    from spaced
    inner join reference.agency as ended
        on ended.code = spaced.agency
    inner join reference.succession as succession using (agency)
    inner join spaced as later
        on later.agency = succession.other
        and later.period > spaced.period
        and left(later.period, 4)::integer >= ended.valid_to_be
        and later.in_force
)

select
    spaced.agency,
    spaced.period,
    spaced.id_space,
    min(next_returns.leaves) as leaves,
from spaced
left join next_returns using (agency, period)
group by all
order by all
