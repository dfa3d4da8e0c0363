"""`python -m tests.bench.screens.in_dash PORT`: the overview in Dash."""

from __future__ import annotations

import logging
import sys

import plotly.graph_objects as go
from dash import Dash, Input, Output, dcc, html

from tests.bench.screens.content import GROUPS, content

CHARTS = 5


def main() -> None:
    """Serve the page until the process ends."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app = Dash(title="dash", serve_locally=True)
    app.layout = html.Div(
        [
            dcc.RadioItems(
                id="group", options=[{"label": name or "ALL", "value": name} for name in GROUPS], value=""
            ),
            html.Div(id="row"),
            html.Div(
                [dcc.Graph(id=f"chart{n}", config={"displayModeBar": False}) for n in range(CHARTS)],
                id="charts",
            ),
        ]
    )

    @app.callback(  # type: ignore[untyped-decorator]
        Output("row", "children"),
        *(Output(f"chart{n}", "figure") for n in range(CHARTS)),
        Input("group", "value"),
    )
    def show(group: str) -> list[list[html.Span] | go.Figure]:
        key, charts = content(group)
        row = [html.Span([f"{name} ", html.B(value)], className="key") for name, value in key]
        return [row, *charts]

    app.run(host="127.0.0.1", port=sys.argv[1], debug=False)


if __name__ == "__main__":
    main()
