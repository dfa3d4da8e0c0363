-- One row per part of assessments and quarter its persons were assessed in (the quarter's first day).
select distinct
    assessment.submission,
    assessment.agency::varchar as agency,
    assessment.period,
    date_trunc('quarter', assessment.assessed_on)::date as day,
from staging.assessment as assessment
semi join staging.touched_part as part
    on part.dataset = 'assessment'
    and part.submission = assessment.submission
    and part.unit = assessment.agency::varchar
    and part.period = assessment.period
