"""The page of rules: what is listed, what a search finds, how it is counted."""

from etl.definitions import definitions
from pages.kit import rules
from pages.kit.rules import Search

NAMES = ("id", "scope", "severity", "message", "why", "mend")
TH, EN = definitions().words("th"), definitions().words("en")


def test_without_a_search_every_rule_is_listed_in_the_readers_language() -> None:
    listed = rules.table(Search(), TH)
    assert len(listed) == len(definitions().rules)
    assert list(listed.columns) == [TH(f"rules.{name}") for name in NAMES]
    assert not rules.table(Search(), EN).iloc[:, 3].str.contains("[ก-ฮ]").any()


def test_rules_are_narrowed_by_what_they_concern_and_how_grave_they_are() -> None:
    listed = rules.table(Search("dataset", "warning"), EN)
    assert set(listed["Applies to"]) == {"dataset"} and set(listed["Effect"]) == {
        EN("rules.severity_name.warning")
    }
    expected = [
        rule.id
        for rule in definitions().rules.values()
        if (rule.scope, rule.severity) == ("dataset", "warning")
    ]
    assert sorted(listed["Check"]) == sorted(expected)


def test_a_search_finds_rules_by_id_and_by_words_in_any_order_and_case() -> None:
    assert rules.table(Search(text="v-09"), EN)["Check"].tolist() == ["V-09"]
    assert "N-01" in rules.table(Search(text="ID Citizen"), EN)["Check"].tolist()
    assert set(rules.table(Search(text="personal data n-0"), EN)["Check"]) == {"N-01", "N-02", "N-03", "N-04"}
    assert rules.table(Search(text="ไม่มีคำนี้แน่นอน"), TH).empty


def test_the_finding_counts_all_rules_by_severity() -> None:
    severities = [rule.severity for rule in definitions().rules.values()]
    told = rules.finding(EN)
    assert f"is checked on {len(severities)} points" in told
    assert f"{severities.count('error')} lead to rejection" in told
