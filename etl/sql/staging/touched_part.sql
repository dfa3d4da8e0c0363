-- One row per part (submission, dataset, unit, period) that came into force or went out of it since the former snapshot.
select submission, dataset, unit, period, true as in_force
from (
    select submission, dataset, unit, period from meta.accounting where in_force
    except
    select submission, dataset, unit, period from former.meta.accounting where in_force
)
union all
select submission, dataset, unit, period, false as in_force
from (
    select submission, dataset, unit, period from former.meta.accounting where in_force
    except
    select submission, dataset, unit, period from meta.accounting where in_force
)
