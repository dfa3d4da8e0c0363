-- One row per row of `persons` (see reference.in_force) at an agency of `standings` (quarter, agency, stage): the capabilities required there, and which of them are failed, missing and at or above the high mark (one bit each).
create macro reference.required_of(persons, standings) as table
select
    person.* exclude (absent, top, ruled_by),
    required.bits as required,
    required.bits & person.under as below,
    required.bits & person.absent as missing,
    required.bits & person.top as high,
from query_table(persons) as person
inner join query_table(standings) as standing using (quarter, agency)
inner join reference.required as required
    on required.quarter = person.ruled_by
    and required."group" = person."group"
    and required.stage = standing.stage
