-- One row per quarter, agency and group of the headcount that counts then: posts, their source, whether that is a register too far off. NOT_STATED: posts of no single group, and the most a headcount that is unknown can be.
-- In this order: the agency's own latest return, while it is young enough and not far below the register (or confirmed);
-- the register of the nearest year; that of the body that is its whole successor or predecessor. What took over more than
-- this body, or a number on file, only bounds its posts: source unknown.
with

whole as (
    select distinct agency, source, counted_for, whole from staging.stated_headcount
),

registered as (
    select
        quarter."index" as quarter,
        whole.agency,
        arg_min(whole.counted_for, (abs(quarter."index" - whole.counted_for), whole.counted_for)) as counted_for,
    from reference.quarter as quarter
    inner join whole
        on whole.source = 'register'
    group by all
),

returned as (
    select
        quarter."index" as quarter,
        whole.agency,
        max(whole.counted_for) as counted_for,
    from reference.quarter as quarter
    inner join reference.rule as rule
        on rule.quarter = quarter."index"
    inner join whole
        on whole.source = 'own'
        and whole.counted_for between quarter."index" - rule.headcount_quarters and quarter."index"
    group by all
),

believed as (
    select
        returned.quarter,
        returned.agency,
        returned.counted_for,
    from returned
    inner join whole as own
        on own.agency = returned.agency
        and own.source = 'own'
        and own.counted_for = returned.counted_for
    inner join reference.rule as rule
        on rule.quarter = returned.quarter
    inner join reference.quarter as sent_for
        on sent_for."index" = returned.counted_for
    left join registered
        on registered.quarter = returned.quarter
        and registered.agency = returned.agency
    left join whole as official
        on official.agency = registered.agency
        and official.source = 'register'
        and official.counted_for = registered.counted_for
    where
        own.whole >= rule.headcount_floor * coalesce(official.whole, 0)
        or exists (
            from meta.confirmed_headcount as confirmed
            inner join accepted.headcount as sent using (agency, period, submission)
            where confirmed.agency = returned.agency and confirmed.period = sent_for.period
        )
),

possible as (
    select 1 as place, quarter, agency, agency as "of", 'own' as stated_by, 'own' as source, counted_for, null::bigint as most
    from believed
    union all
    select 2, quarter, agency, agency, 'register', 'register', counted_for, null
    from registered
    union all
    select
        case succession.extent when 'whole' then 3 else 5 end,
        registered.quarter,
        succession.agency,
        succession.other,
        'register',
        case succession.extent when 'whole' then 'succession' else 'unknown' end,
        registered.counted_for,
        null,
    from reference.succession as succession
    inner join registered
        on registered.agency = succession.other
    union all
    select 4, quarter."index", bound.agency, null, null, 'unknown', null, bound.most
    from reference.headcount_bound as bound
    inner join reference.quarter as quarter
        on quarter.fiscal_year between coalesce(bound.first_year_be, 0) and coalesce(bound.last_year_be, 9999)
),

chosen as (
    from possible
    qualify row_number() over (partition by quarter, agency order by place, "of") = 1
)

select
    chosen.quarter,
    chosen.agency,
    case when chosen.source = 'unknown' then 'NOT_STATED' else coalesce(position."group", category.code, 'NOT_STATED') end as "group",
    case chosen.source when 'register' then 'register-' || stated."year" else chosen.source end as source,
    bool_or(
        chosen.source in ('register', 'succession') and abs(chosen.counted_for - chosen.quarter) > rule.register_quarters
    ) as estimate,
    coalesce(sum(stated.posts), any_value(chosen.most))::bigint as headcount,
from chosen
inner join reference.rule as rule
    on rule.quarter = chosen.quarter
left join staging.stated_headcount as stated
    on stated.agency = chosen."of"
    and stated.source = chosen.stated_by
    and stated.counted_for = chosen.counted_for
left join reference.position as position
    on position.code = stated.category
left join reference."group" as category
    on category.code = stated.category
group by all
order by all
