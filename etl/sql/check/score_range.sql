-- One row per agency with a score on file outside 0-100, or a state of somebody without any score.
select
    agency,
    count(*) as states,
from fact.person_state
where least(score_DLit, score_DG, score_DT, score_DS, score_SPM, score_DL, score_DTR) < 0
    or greatest(score_DLit, score_DG, score_DT, score_DS, score_SPM, score_DL, score_DTR) > 100
    or coalesce(score_DLit, score_DG, score_DT, score_DS, score_SPM, score_DL, score_DTR) is null
group by agency
