-- One row per quarter that any agency reported for itself.
select period
from reference.quarter
where "index" in (select quarter from mart.agency where reported)
order by "index"
