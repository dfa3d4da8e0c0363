-- One row per fiscal year and agency with both told: baht disbursed for development, participants trained.
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
)

select
    spent.fiscal_year,
    spent.agency,
    spent.disbursed::double as disbursed,
    trained.participants::double as participants,
from spent
inner join trained using (fiscal_year, agency)
order by spent.fiscal_year, spent.agency
