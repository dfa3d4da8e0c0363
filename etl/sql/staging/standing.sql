-- One row per quarter and agency expected or known by then: its stage in force, whether its report is expected and was received.
with

stated as (
    select
        quarter."index" as quarter,
        record.agency,
        record.stage,
    from reference.quarter as quarter
    inner join accepted.stage as record
        on record.effective_on <= quarter."end"
    qualify row_number() over (
        partition by quarter."index", record.agency
        order by record.effective_on desc, record.submission desc, record.sheet desc, record.row_no desc
    ) = 1
),

expected as (
    select
        quarter."index" as quarter,
        expected.agency,
    from reference.expected as expected
    inner join reference.quarter as quarter using (fiscal_year)
),

known as (
    select quarter, agency from expected
    union
    select quarter, agency from stated
    union
    select quarter, agency from staging.reported
    union
    select quarter, agency from staging.headcount_quarter where source = 'own'
    union
    select quarter, agency from fact.seen
    union
    select quarter."index", practice.agency
    from reference.quarter as quarter
    inner join accepted.practice as practice
        on practice.period <= quarter.period
)

select
    known.quarter,
    agency.ministry,
    known.agency,
    coalesce(stated.stage, 'NOT_STATED') as stage,
    expected.agency is not null as expected,
    reported.agency is not null as reported,
from known
inner join reference.agency as agency
    on agency.code = known.agency
left join stated using (quarter, agency)
left join expected using (quarter, agency)
left join staging.reported as reported using (quarter, agency)
order by known.quarter, agency.ministry, known.agency
