"""Pictures of every page, to be looked at: `python -m tests.browser FOLDER`, on READINESS_HOME."""

from __future__ import annotations

import argparse
import os
from itertools import product
from pathlib import Path

from pages.kit.sitemap import SITEMAP
from tests.browser.server import serve
from tests.browser.sight import Theme, chromium, photograph, reader, visit

THEMES: tuple[Theme, ...] = ("light", "dark")


def main() -> None:
    """One PNG per page, language, theme and width in the folder."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--page", action="append", help="only this url path (may be repeated)")
    words = parser.parse_args()
    paths = words.page or [entry.url_path for entry in SITEMAP]
    with serve(os.environ) as address, chromium() as browser:
        for path, lang, theme, width in product(paths, ("th", "en"), THEMES, (1440, 820)):
            with reader(browser, width=width, theme=theme) as page:
                visit(page, f"{address}/{path}?lang={lang}")
                file = words.folder / f"{path or 'home'}-{lang}-{theme}-{width}.png"
                photograph(page, file)
                print(file)


if __name__ == "__main__":
    main()
