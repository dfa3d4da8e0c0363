-- One row per agency, group and capability somebody there lacks at a quarter: persons below the mark, one step away, lacking it, and what closing it would cost.
-- The cost of a person is the agency's own: baht disbursed for development over participants trained, in its latest
-- fiscal year with both; null where there is none, and where the money or the participants of a year are not told.
with

spent as (
    select
        fiscal_year,
        agency,
        sum(disbursed) as disbursed,
    from mart.budget
    where purpose = 'development'
    group by fiscal_year, agency
    having bool_and(disbursed is not null) and sum(disbursed) > 0
),

trained as (
    select
        quarter.fiscal_year,
        course.agency,
        sum(course.participants) as participants,
    from mart.course as course
    inner join reference.quarter as quarter
        on quarter."index" = course.quarter
    group by quarter.fiscal_year, course.agency
    having bool_and(course.participants is not null) and sum(course.participants) > 0
),

cost as (
    select
        spent.agency,
        max(spent.fiscal_year) as cost_year,
        arg_max(spent.disbursed / nullif(trained.participants, 0), spent.fiscal_year) as cost_per_person,
    from spent
    inner join trained
        on trained.fiscal_year = spent.fiscal_year
        and trained.agency = spent.agency
    where spent.fiscal_year <= $fiscal_year
    group by spent.agency
),

gaps as (
    select
        lacking.ministry,
        lacking.agency,
        lacking."group",
        lacking.stage,
        capability.code as capability,
        capability.place,
        coalesce(sum(lacking.persons) filter (where lacking.below & (1 << (capability.place - 1)) > 0), 0)::bigint as gap,
        coalesce(
            sum(lacking.persons) filter (
                where lacking.lacking = 1 << (capability.place - 1) and lacking.below = lacking.lacking
            ), 0
        )::bigint as one_step,
        sum(lacking.persons)::bigint as lacking,
    from mart.lacking as lacking
    inner join reference.capability as capability
        on lacking.lacking & (1 << (capability.place - 1)) > 0
    where
        lacking.quarter = $quarter
        and ($units is null or lacking.ministry in (select unnest($units)) or lacking.agency in (select unnest($units)))
        and ($group is null or lacking."group" = $group)
    group by lacking.ministry, lacking.agency, lacking."group", lacking.stage, capability.code, capability.place
)

select
    gaps.* exclude (place),
    cost.cost_year,
    cost.cost_per_person::double as cost_per_person,
    (gaps.lacking * cost.cost_per_person)::double as cost_to_close,
from gaps
left join cost
    on cost.agency = gaps.agency
inner join reference."group" as known
    on known.code = gaps."group"
order by gaps.ministry, gaps.agency, known.place, gaps.place
