-- One row per quarter and person scored by a test and by themselves: by capability the score self minus tested, where both are in force and near each other in time.
select
    test.quarter,
    test.agency,
    test."group",
    case
        when self_assessed.day_DLit between test.day_DLit - near.span and test.day_DLit + near.span
            then self_assessed.score_DLit - test.score_DLit
    end as gap_DLit,
    case
        when self_assessed.day_DG between test.day_DG - near.span and test.day_DG + near.span
            then self_assessed.score_DG - test.score_DG
    end as gap_DG,
    case
        when self_assessed.day_DT between test.day_DT - near.span and test.day_DT + near.span
            then self_assessed.score_DT - test.score_DT
    end as gap_DT,
    case
        when self_assessed.day_DS between test.day_DS - near.span and test.day_DS + near.span
            then self_assessed.score_DS - test.score_DS
    end as gap_DS,
    case
        when self_assessed.day_SPM between test.day_SPM - near.span and test.day_SPM + near.span
            then self_assessed.score_SPM - test.score_SPM
    end as gap_SPM,
    case
        when self_assessed.day_DL between test.day_DL - near.span and test.day_DL + near.span
            then self_assessed.score_DL - test.score_DL
    end as gap_DL,
    case
        when self_assessed.day_DTR between test.day_DTR - near.span and test.day_DTR + near.span
            then self_assessed.score_DTR - test.score_DTR
    end as gap_DTR,
from staging.person_fact as test
inner join staging.person_fact as self_assessed
    on self_assessed.quarter = test.quarter
    and self_assessed.person = test.person
    and self_assessed.evidence = 'SELF'
inner join (select quarter, to_months(paired_months::integer) as span from reference.rule) as near
    on near.quarter = test.quarter
where
    test.evidence = 'TESTED'
