"""What a reading process holds before its first file. Importing this is for reading processes alone.

Where the system can fork, one process imports it and all reading processes are copies of that one. So no
thread may have begun in it: a copy would wait for ever for what that thread held.
"""

import os
import sys
from importlib import import_module
from importlib.abc import MetaPathFinder


class _Absent(MetaPathFinder):
    """Arrow imports numpy, and pandas at its first array, if it can: time and memory no reading needs."""

    def find_spec(self, name: str, path: object, target: object = None) -> None:
        """Say that there is neither."""
        del path, target
        if name in ("numpy", "pandas"):
            raise ModuleNotFoundError(name=name)


sys.meta_path.insert(0, _Absent())
os.environ["JE_ARROW_MALLOC_CONF"] = "background_thread:false"
_arrow = import_module("pyarrow")
_arrow.set_memory_pool(_arrow.system_memory_pool())  # it must not reserve more memory than it uses
import_module("etl.intake.reading")
