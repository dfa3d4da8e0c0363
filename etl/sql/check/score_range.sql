-- One row per quarter and agency with a score in force outside 0-100, or none at all.
select
    quarter,
    agency,
    count(*) as persons,
from staging.person_fact
where least(score_DLit, score_DG, score_DT, score_DS, score_SPM, score_DL, score_DTR) < 0
    or greatest(score_DLit, score_DG, score_DT, score_DS, score_SPM, score_DL, score_DTR) > 100
    or coalesce(score_DLit, score_DG, score_DT, score_DS, score_SPM, score_DL, score_DTR) is null
group by quarter, agency
