"""The pages as people meet them: a fresh server, a real Chromium, both languages, both themes, two widths."""

import pytest

pytest.register_assert_rewrite("tests.browser.sight")
