-- One row per agency, group and capability of a quarter, for disclosure control: scores by result and grade, and those that count only without the evidence asked for.
select
    agency,
    "group",
    capability,
    scored,
    scored - judged as unasked,
    passed,
    below,
    one_step,
    grade_a,
    grade_b,
    grade_c,
    paired,
    max(scored) filter (where evidence = 'ALL') over (partition by agency, "group", capability) - scored as untested,
from mart.capability
where
    quarter = $quarter
qualify evidence = $evidence
order by agency, "group", capability
