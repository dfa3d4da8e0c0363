"""A problem in what an agency sent: where, what was found and expected, what to do, in both languages."""

from dataclasses import dataclass, field, fields
from typing import Literal

from etl.definitions.current import definitions

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem with its address in the sender's own sheet; `found` never holds a personal value."""

    rule: str
    sheet: str | None
    row: int | None
    column: str | None
    found: str | None
    expected: str | None
    message_th: str
    message_en: str
    severity: Severity = field(default="error", compare=False)

    def as_json(self) -> dict[str, object]:
        """Return the problem as `--json` prints it: its fields but the severity."""
        return {name: getattr(self, name) for name in _TOLD}


_TOLD = tuple(field.name for field in fields(Problem) if field.name != "severity")


def problem(
    rule_id: str,
    *,
    sheet: str | None = None,
    row: int | None = None,
    column: str | None = None,
    found: str | None = None,
    expected: str | None = None,
    **words: object,
) -> Problem:
    """Return the problem of a registered rule, its texts filled in; KeyError for an unknown rule."""
    rule = definitions().rules[rule_id]
    shown = _clip(found)
    values = {"sheet": sheet, "row": row, "column": column, "found": shown, "expected": expected, **words}
    return Problem(
        rule=rule_id,
        sheet=sheet,
        row=row,
        column=column,
        found=shown,
        expected=expected,
        message_th=" ".join(rule.th.format_map(values).split()),
        message_en=" ".join(rule.en.format_map(values).split()),
        severity=rule.severity,
    )


def _clip(text: str | None, longest: int = 80) -> str | None:
    if text is None or len(text) <= longest:
        return text
    return text[: longest - 1] + "…"
