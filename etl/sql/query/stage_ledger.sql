-- One row per agency at a quarter with a stage stated: for how long, and the group and capability that most keep it from the next.
select * exclude (quarter)
from mart.ledger
where
    quarter = $quarter
order by ministry, agency
