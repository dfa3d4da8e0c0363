"""What a page run without a browser shows of the parts that are ours: cards, headings, charts, fields."""

from __future__ import annotations

import json
from typing import Any
from xml.etree import ElementTree

from streamlit.testing.v1 import AppTest


def _markup(app: AppTest) -> list[ElementTree.Element]:
    """Every block of HTML but scripts and styles."""
    bodies = [element.proto.body for element in app.get("html")]
    return [
        ElementTree.fromstring(f"<x>{body}</x>")
        for body in bodies
        if not body.startswith(("<script", "<style"))
    ]


def _text(element: ElementTree.Element) -> str:
    return "".join(element.itertext())


def cards(app: AppTest) -> dict[str, str]:
    """The key figures of a page as shown, by label."""
    found = [card for block in _markup(app) for card in block.iter("div") if card.get("class") == "rd-card"]
    return {_label(card): _text(_part(card, "dd[@class='rd-value']")) for card in found}


def _part(card: ElementTree.Element, path: str) -> ElementTree.Element:
    found = card.find(path)
    assert found is not None
    return found


def _label(card: ElementTree.Element) -> str:
    return _part(card, "dt").text or ""


def headings(app: AppTest) -> list[str]:
    """The headings of the sections, then those of the charts."""
    sections = [_text(heading) for block in _markup(app) for heading in block.iter("h2")]
    return sections + [told["title"] for told in charts(app).values()]


def texts(app: AppTest) -> list[str]:
    """Every word of headings, the notes under them, and cards."""
    said = [told for block in _markup(app) for element in block.iter() if (told := element.text)]
    return said + [told[part] for told in charts(app).values() for part in ("title", "note") if told[part]]


def listings(app: AppTest) -> list[list[list[str]]]:
    """The rows of every table that is ours, heads first, each a list of what its cells say."""
    tables = [table for block in _markup(app) for table in block.iter("table")]
    return [[[_text(cell) for cell in row] for row in table.iter("tr")] for table in tables]


def charts(app: AppTest) -> dict[str, dict[str, Any]]:
    """Every chart as the browser is given it, by its key."""
    return {key: told for key, told in _given(app, "readiness_plot").items() if "figure" in told}


def fields(app: AppTest) -> dict[str, str]:
    """What every field is set to, by its name."""
    return {
        field["name"]: field["value"]
        for form in _given(app, "readiness_fields").values()
        for field in form["fields"]
    }


def _given(app: AppTest, component: str) -> dict[str, dict[str, Any]]:
    """What every component of a name was given, by its key."""
    return {
        element.proto.id.rpartition("-")[2]: json.loads(element.proto.bytes)
        for element in app.get("bidi_component")
        if element.proto.component_name == component
    }


def set_field(app: AppTest, name: str, value: str) -> AppTest:
    """The page after a field was set, as the browser tells it."""
    [place] = [
        element.proto.id
        for element in app.get("bidi_component")
        if element.proto.component_name == "readiness_fields"
        and name in [field["name"] for field in json.loads(element.proto.bytes)["fields"]]
    ]
    states = app._tree.get_widget_states()  # no public way sets a component
    state = states.widgets.add()
    state.id = f"$$STREAMLIT_INTERNAL_KEY_{place}__events"
    state.json_trigger_value = json.dumps([{"event": "told", "value": {"name": name, "value": value}}])
    return app._run(states)
