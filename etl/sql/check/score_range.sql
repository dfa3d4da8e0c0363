-- One row per agency with a score on file outside 0-100, or a state of somebody without any score.
select
    agency,
    count(*) as states,
from fact.person_state
where least({each: score_{capability}}) < 0
    or greatest({each: score_{capability}}) > 100
    or coalesce({each: score_{capability}}) is null
group by agency
