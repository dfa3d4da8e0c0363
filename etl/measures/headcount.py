"""What measures share on headcounts: H, if it is known, what it rests on; names in braces in measures.toml.

    {posts}        H: the posts of all bodies, more where more persons were seen; null where unknown
    {headcount}    H for a count that adds up over groups: posts of no single group are of NOT_STATED alone
    {flag}         why a range is none, or no more than an estimate
    {estimate}     the same of what has a range though a headcount is unknown

The rows of `outcome` and `capability` are of a group, and `spare` posts of an agency are the same in each of
its groups: in a sum of several they count once. The rows of `agency` hold whole bodies.
"""

from collections.abc import Callable
from typing import Final

Rule = Callable[[str], str]
"""The SQL of a rule of measuring's value at a row's period."""

UNKNOWN: Final = "headcount_incomplete"
ESTIMATE: Final = "register_estimate"
EXCEEDED: Final = "seen_exceeds_headcount"

_OF_AGENCY: Final = "\"group\" = 'NOT_STATED'"


def once(groups: bool) -> str:
    """Return the SQL of the one row of an agency that counts for it, among those of all or some groups."""
    if not groups:
        return _OF_AGENCY
    return 'row_number() over (of_agency order by spare desc, "group") = 1'


WEIGHT: Final = """
    case
        when of_rest then
            (sum(posts) filter (where of_rest) over of_agency + spare)
            * (ready + not_ready) / nullif(sum(ready + not_ready) filter (where of_rest) over of_agency, 0)
        else posts
    end
"""
"""The posts a group stands for in a weighted share: of those of no single group, which are one stratum, its
part of the judged there."""
WINDOW: Final = "window of_agency as (partition by period, evidence, agency)"


def parts(mart: str, *, by_group: bool, rule: Rule) -> dict[str, str]:
    """Return the SQL of each name in braces, over rows of a mart that are split by group or not."""
    return _of_agencies(rule) if mart == "agency" else _of_groups(rule, by_group=by_group)


def _of_agencies(rule: Rule) -> dict[str, str]:
    return _named(
        rule,
        posts=lambda rows: _sum("posts", rows),
        flagged=_sum("flagged_posts"),
        bodies=lambda rows: _count(rows),
        headcount=_sum("posts"),
        by_source="posts",
    )


def _of_groups(rule: Rule, *, by_group: bool) -> dict[str, str]:
    def whole(counted: Callable[[str], str], rows: str) -> str:
        """Return what is counted in each row of a single group, in one row of each agency otherwise."""
        single = f"once and {rows}" if rows else "once"
        return (
            f'case when grouping("group") = 0 then {counted(rows)} else {counted(single)} end'
            if by_group
            else counted(single)
        )

    return _named(
        rule,
        posts=lambda rows: f"({_sum('posts', rows)} + {whole(lambda of: _sum('spare', of), rows)})",
        flagged=_sum("posts", "flagged"),
        bodies=lambda rows: f"({whole(_count, rows)})",
        headcount=f"({_sum('posts')} + {_sum('spare', _OF_AGENCY)})",
        by_source="posts + spare",
    )


def _named(
    rule: Rule,
    *,
    posts: Callable[[str], str],
    flagged: str,
    bodies: Callable[[str], str],
    headcount: str,
    by_source: str,
) -> dict[str, str]:
    incomplete = (
        f"(coalesce(bool_or(unbounded), true)"
        f" or {bodies('unknown')} > {rule('unknown_bodies')} * {bodies('')})"
    )
    estimate = (
        f"when {posts('estimate')} > {rule('register_share')} * {posts('')} then '{ESTIMATE}'"
        f" when {flagged} > {rule('flagged_share')} * {posts('')} then '{EXCEEDED}'"
    )
    own, register, succession = (
        posts(f"headcount_source {of}") for of in ("= 'own'", "like 'register%'", "= 'succession'")
    )
    return {
        "posts": f"(case when not {incomplete} then nullif({posts('')}, 0) end)",
        "headcount": f"(case when not {incomplete} then {headcount} end)",
        "flag": f"(case when {incomplete} then '{UNKNOWN}' {estimate} end)",
        "estimate": f"(case {estimate} end)",
        "source": f"""(
            case
                when coalesce(bool_or(unknown), true) then 'unknown'
                when {own} >= greatest({register}, {succession}) then 'own'
                when {succession} > {register} then 'succession'
                else arg_max(headcount_source, {by_source}) filter (where headcount_source like 'register%')
            end
        )""",
    }


def _sum(what: str, rows: str = "") -> str:
    return f"coalesce(sum({what}){_only(rows)}, 0)"


def _count(rows: str = "") -> str:
    return f"count(*){_only(rows)}"


def _only(rows: str) -> str:
    return f" filter (where {rows})" if rows else ""
