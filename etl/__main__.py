"""`python -m etl COMMAND`."""

import gc
import sys

from etl.commands import main

if __name__ == "__main__":
    gc.set_threshold(50_000, 20, 100)  # columns of a file are many objects and no cycles
    ended = main()
    gc.freeze()  # the end of the process frees all at once; looking for cycles first takes 0.2 seconds
    sys.exit(ended)
