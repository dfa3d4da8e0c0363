"""`python -m tests.bench.screens.bare PORT`: the overview as one HTML file, JSON and plotly.js."""

from __future__ import annotations

import json
import sys
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from plotly.offline import get_plotlyjs

from tests.bench.screens.content import content

PAGE = Path(__file__).with_name("bare.html")


@cache
def script() -> bytes:
    """plotly.js as the installed package brings it."""
    return str(get_plotlyjs()).encode()


class Bare(BaseHTTPRequestHandler):
    """Answers three addresses: the page, plotly.js, and what the page shows of a group."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:  # the name http.server asks for
        """Answer."""
        asked = urlsplit(self.path)
        match asked.path:
            case "/plotly.js":
                self._send(script(), "text/javascript")
            case "/content":
                key, charts = content(parse_qs(asked.query).get("group", [""])[0])
                drawn = ",".join(chart.to_json() for chart in charts)
                self._send(f'{{"key":{json.dumps(key)},"charts":[{drawn}]}}'.encode(), "application/json")
            case _:
                self._send(PAGE.read_bytes(), "text/html; charset=utf-8")

    def _send(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Bare).serve_forever()
