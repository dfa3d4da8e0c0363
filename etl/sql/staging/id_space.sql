-- One row per agency and quarter it sent assessments for: the space its person ids are unique in, and the quarter in which those persons leave force, if any.
-- They leave with the agency's first return in another space.
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
)

select
    spaced.agency,
    spaced.period,
    spaced.id_space,
    min(later.period) as leaves,
from spaced
left join spaced as later
    on later.agency = spaced.agency
    and later.period > spaced.period
    and later.id_space <> spaced.id_space
    and later.in_force
group by all
order by all
