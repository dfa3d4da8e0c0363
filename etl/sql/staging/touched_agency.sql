-- One row per agency whose persons must be counted anew: something of it changed, or somebody who is or was there.
select unit as agency
from staging.touched_part
union
select agency::varchar
from fact.person_state
union
select state.agency::varchar
from former.fact.person_state as state
semi join staging.touched_person as touched using (person)
