"""Every page of the dashboard, once: its section, file, address, icon and the filters it heeds."""

from dataclasses import dataclass
from typing import Final, Literal

FilterName = Literal["period", "ministry", "agency", "group", "evidence"]
SectionId = Literal["overview", "explore", "resources", "reports", "data"]

UNIT: Final[tuple[FilterName, ...]] = ("period", "ministry", "agency", "evidence")
GAPS: Final[tuple[FilterName, ...]] = ("period", "ministry", "group")
NATION: Final[tuple[FilterName, ...]] = ("period", "group", "evidence")


@dataclass(frozen=True, slots=True)
class Page:
    """One page; its title is the text "page.<id>.title", its question "page.<id>.question"."""

    section: SectionId
    id: str
    path: str
    url_path: str
    icon: str
    filters: tuple[FilterName, ...]


SITEMAP: Final[tuple[Page, ...]] = (
    Page("overview", "national", "pages/overview/national.py", "", "public", NATION),
    Page("overview", "targets", "pages/overview/targets.py", "targets", "flag", ("period", "evidence")),
    Page("explore", "ministry", "pages/explore/ministry.py", "ministry", "account_balance", UNIT),
    Page("explore", "groups", "pages/explore/groups.py", "groups", "groups", UNIT),
    Page("explore", "roles", "pages/explore/roles.py", "roles", "badge", UNIT),
    Page("explore", "capabilities", "pages/explore/capabilities.py", "capabilities", "psychology", UNIT),
    Page("explore", "stages", "pages/explore/stages.py", "stages", "stairs", ("period", "ministry")),
    Page("explore", "compare", "pages/explore/compare.py", "compare", "compare_arrows", UNIT),
    Page("resources", "budget", "pages/resources/budget.py", "budget", "payments", ("period", "ministry")),
    Page(
        "resources", "training", "pages/resources/training.py", "training", "school", ("period", "ministry")
    ),
    Page("resources", "planner", "pages/resources/planner.py", "planner", "conversion_path", GAPS),
    Page(
        "reports", "scorecard", "pages/reports/scorecard.py", "scorecard", "summarize", ("period", "ministry")
    ),
    Page("reports", "releases", "pages/reports/releases.py", "releases", "verified", ("period",)),
    Page("reports", "workbook", "pages/reports/workbook.py", "workbook", "table_view", ("period",)),
    Page("data", "send", "pages/data/send.py", "send", "upload_file", ()),
    Page("data", "submissions", "pages/data/submissions.py", "submissions", "inbox", ("period", "ministry")),
    Page("data", "rules", "pages/data/rules.py", "rules", "rule", ()),
    Page("data", "definitions", "pages/data/definitions.py", "definitions", "menu_book", ()),
)
"""The pages in the order of the menu; the first one opens the dashboard."""


def page(page_id: str) -> Page:
    """Return a page by its id; KeyError where there is none such."""
    for entry in SITEMAP:
        if entry.id == page_id:
            return entry
    raise KeyError(page_id)


def sections() -> dict[SectionId, tuple[Page, ...]]:
    """Return the pages of each section, in the order of the menu."""
    names = dict.fromkeys(entry.section for entry in SITEMAP)
    return {name: tuple(entry for entry in SITEMAP if entry.section == name) for name in names}
