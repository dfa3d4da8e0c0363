-- One row per agency, source (own, or register), quarter counted and category (group, position type or TOTAL): posts as stated; `whole` is the sum over the categories.
-- A yearbook that was loaded takes the place of what is on file of the same agency and year.
with

stated as (
    select
        headcount.agency,
        case when headcount.publisher = 'agency' then 'own' else 'register' end as source,
        quarter."index" as counted_for,
        quarter.fiscal_year as "year",
        headcount.category,
        sum(headcount.headcount) as posts,
    from accepted.headcount as headcount
    inner join reference.quarter as quarter using (period)
    left join reference.population as population
        on population.code = headcount.population
    where
        coalesce(population.counted, true)
    group by all
)

select
    stated.*,
    sum(posts) over (partition by agency, source, counted_for) as whole,
from (
    from stated
    union all by name
    select
        register.agency,
        'register' as source,
        register.quarter as counted_for,
        register."year",
        register.category,
        register.headcount as posts,
    from reference.register as register
    anti join stated
        on stated.agency = register.agency
        and stated.source = 'register'
        and stated."year" = register."year"
) as stated
