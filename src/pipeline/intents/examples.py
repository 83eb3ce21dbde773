from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

_COMMENT = "#"


def load_examples() -> dict[str, dict[str, list[str]]]:
    """Read `examples/<language>/<intent>.txt`: language → intent → sentences, one per line."""
    folders = (entry for entry in files("pipeline.intents").joinpath("examples").iterdir() if entry.is_dir())
    return {folder.name: _intents(folder) for folder in sorted(folders, key=lambda folder: folder.name)}


def _intents(folder: Traversable) -> dict[str, list[str]]:
    texts = (entry for entry in folder.iterdir() if entry.name.endswith(".txt"))
    return {text.name.removesuffix(".txt"): _sentences(text) for text in sorted(texts, key=lambda text: text.name)}


def _sentences(text: Traversable) -> list[str]:
    lines = (line.strip() for line in text.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith(_COMMENT)]
