"""Gives memory that is no longer used back to the operating system."""

from __future__ import annotations

import ctypes


def trim() -> None:
    """Give back what was freed; for once, after work that took far more than it leaves behind.

    The allocator keeps freed memory for later: 20 MB after the models are loaded, which nobody asks for again.
    Takes some milliseconds. Only glibc can be asked; elsewhere nothing happens.
    """
    malloc_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if malloc_trim is not None:
        malloc_trim(0)
