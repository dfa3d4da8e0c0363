-- One row per quarter the data speak of.
select period
from reference.quarter
where stated
order by "index"
