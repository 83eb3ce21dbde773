"""`python -m benchmarks.intents [FILE]`: the same as `python -m benchmarks intents [FILE]`."""

from __future__ import annotations

import sys

from benchmarks.__main__ import main

if __name__ == "__main__":
    main(["intents", *sys.argv[1:]])
