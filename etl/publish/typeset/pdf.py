"""Documents as PDF: archival (PDF/A-2a), tagged (PDF/UA-1), the same bytes for the same data.

The data go to the template as JSON, never as text of the template: no name can become markup.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, Literal

import typst

from etl.publish.typeset.blocks import Document
from etl.publish.typeset.letters import FONTS, drawable

Layout = Literal["one_page", "flowing"]

_HERE: Final = Path(__file__).parent


def pdf(document: Document, *, layout: Layout) -> bytes:
    """Return the document as the bytes of a PDF: on one A4 page, or flowing over pages."""
    made_at = document.made_at.timetuple()[:6]
    data = _drawable({**asdict(document), "made_at": made_at, "heading": document.heading})
    return typst.compile(
        _HERE / f"{layout}.typ",
        format="pdf",
        root=_HERE,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        pdf_standards=["a-2a", "ua-1"],
        sys_inputs={"document": json.dumps(data, ensure_ascii=False)},
    )


def _drawable(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return JSON data with every text in letters the typeface has."""
    if isinstance(value, str):
        return drawable(value)
    if isinstance(value, dict):
        return {name: _drawable(part) for name, part in value.items()}
    return [_drawable(part) for part in value] if isinstance(value, list | tuple) else value
