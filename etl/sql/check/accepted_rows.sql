-- One row per dataset whose rows in force differ in number from what its submissions were accepted with (assessments: those read).
with

promised as (
    select
        dataset,
        sum("rows")::bigint as promised,
    from meta.accounting as part
    where in_force
        and (dataset <> 'assessment' or exists (
            select 1
            from staging.touched_part as touched
            where touched.dataset = part.dataset
                and touched.submission = part.submission
                and touched.unit = part.unit
                and touched.period = part.period
        ))
    group by dataset
),

found as (
    select 'assessment' as dataset, count(*) as found
    from staging.assessment as assessment
    semi join staging.touched_part as part
        on part.dataset = 'assessment'
        and part.submission = assessment.submission
        and part.unit = assessment.agency::varchar
        and part.period = assessment.period
    union all
    select 'headcount', count(*) from accepted.headcount
    union all
    select 'stage', count(*) from accepted.stage
    union all
    select 'practice', count(*) from accepted.practice
    union all
    select 'training', count(*) from accepted.training
    union all
    select 'budget', count(*) from accepted.budget
    union all
    select 'execution', count(*) from accepted.execution
)

select
    found.dataset,
    coalesce(promised.promised, 0) as promised,
    found.found,
from found
left join promised using (dataset)
where coalesce(promised.promised, 0) <> found.found
