-- One row per quarter figures were computed for; each also stands for the quarters after it that have none of their own.
select "index" as quarter
from reference.quarter
order by "index"
