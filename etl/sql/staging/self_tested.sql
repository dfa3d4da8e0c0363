-- One row per quarter and person scored by a test and by themselves: by capability the score self minus tested, where both are in force and near each other in time.
select
    test.quarter,
    test.agency,
    test."group",
    case when self_assessed.day_{capability} between test.day_{capability} - near.span and test.day_{capability} + near.span then self_assessed.score_{capability} - test.score_{capability} end as gap_{capability},
from staging.person_fact as test
inner join staging.person_fact as self_assessed
    on self_assessed.quarter = test.quarter
    and self_assessed.person = test.person
    and self_assessed.evidence = 'SELF'
inner join (select quarter, to_months(paired_months::integer) as span from reference.rule) as near
    on near.quarter = test.quarter
where
    test.evidence = 'TESTED'
