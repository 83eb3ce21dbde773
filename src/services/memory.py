"""What a process that runs for months does about its memory once it has loaded everything."""

from __future__ import annotations

import ctypes
import gc

_COLLECT_AFTER = 20_000
"""New objects that may be garbage; Python's own 700 are made by ten messages."""


def trim() -> None:
    """Give back what was freed; for once, after work that took far more than it leaves behind.

    The allocator keeps freed memory for later: 20 MB after the models are loaded, which nobody asks for again.
    Takes some milliseconds. Only glibc can be asked; elsewhere nothing happens.
    """
    malloc_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if malloc_trim is not None:
        malloc_trim(0)


def settle() -> None:
    """Leave what is loaded by now alone when garbage is looked for, and look more rarely.

    Looking cost an eighth of all CPU: each time a hundred thousand objects were visited that never go away.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER)
