-- One row per quarter and person with an assessment in force: how many capabilities are required, below the mark, missing and high among them.
with

required as (
    select
        "group",
        stage,
        bool_or(required) filter (where capability = 'DLit') as dlit,
        bool_or(required) filter (where capability = 'DG') as dg,
        bool_or(required) filter (where capability = 'DT') as dt,
        bool_or(required) filter (where capability = 'DS') as ds,
        bool_or(required) filter (where capability = 'SPM') as spm,
        bool_or(required) filter (where capability = 'DL') as dl,
        bool_or(required) filter (where capability = 'DTR') as dtr
    from reference.requirement
    group by "group", stage
)

select
    person.*,
    threshold.pass_mark,
    required.dlit::int + required.dg::int + required.dt::int + required.ds::int
    + required.spm::int + required.dl::int + required.dtr::int as required,
    (required.dlit and person.score_DLit is not null and person.score_DLit < threshold.pass_mark)::int
    + (required.dg and person.score_DG is not null and person.score_DG < threshold.pass_mark)::int
    + (required.dt and person.score_DT is not null and person.score_DT < threshold.pass_mark)::int
    + (required.ds and person.score_DS is not null and person.score_DS < threshold.pass_mark)::int
    + (required.spm and person.score_SPM is not null and person.score_SPM < threshold.pass_mark)::int
    + (required.dl and person.score_DL is not null and person.score_DL < threshold.pass_mark)::int
    + (required.dtr and person.score_DTR is not null and person.score_DTR < threshold.pass_mark)::int as below,
    (required.dlit and person.score_DLit is null)::int
    + (required.dg and person.score_DG is null)::int
    + (required.dt and person.score_DT is null)::int
    + (required.ds and person.score_DS is null)::int
    + (required.spm and person.score_SPM is null)::int
    + (required.dl and person.score_DL is null)::int
    + (required.dtr and person.score_DTR is null)::int as missing,
    (required.dlit and person.score_DLit is not null and person.score_DLit >= threshold.high_mark)::int
    + (required.dg and person.score_DG is not null and person.score_DG >= threshold.high_mark)::int
    + (required.dt and person.score_DT is not null and person.score_DT >= threshold.high_mark)::int
    + (required.ds and person.score_DS is not null and person.score_DS >= threshold.high_mark)::int
    + (required.spm and person.score_SPM is not null and person.score_SPM >= threshold.high_mark)::int
    + (required.dl and person.score_DL is not null and person.score_DL >= threshold.high_mark)::int
    + (required.dtr and person.score_DTR is not null and person.score_DTR >= threshold.high_mark)::int as high
from fact.person_quarter as person
cross join reference.threshold as threshold
inner join staging.standing as standing
    on standing.quarter = person.quarter
    and standing.agency = person.agency
inner join required
    on required."group" = person."group"
    and required.stage = standing.stage
