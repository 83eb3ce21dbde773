"""What the model is told to do: one text file for each question. None of it is secret."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def instructions(name: str) -> str:
    """Return what stands for all questions, and for the one of this name."""
    folder = files("pipeline.assistant").joinpath("prompts")
    return "\n\n".join(folder.joinpath(f"{part}.txt").read_text(encoding="utf-8").strip() for part in ("common", name))
