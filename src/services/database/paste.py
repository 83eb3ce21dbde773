"""Makes one text of all SQL files, for whoever has an SQL editor and no connection: it does what `migrate` does."""

from __future__ import annotations

from pathlib import Path

from services.database.migrate import Script, read_scripts

_QUOTE = "$relais$"  # no script holds it: a test looks


def paste(folder: Path) -> str:
    """Return `paste/frame.sql` with every script of `folder` in its place."""
    scripts = read_scripts(folder)
    functions = ", ".join(f"'{script.name}'" for script in scripts if script.kind == "function")
    return (
        (folder / "paste" / "frame.sql")
        .read_text(encoding="utf-8")
        .replace("/* every function */", functions)
        .replace("-- every script\n", "\n".join(map(_applied, scripts)))
    )


def _applied(script: Script) -> str:
    named = f"'{script.name}', '{script.kind}', '{script.checksum}'"
    return f"select pg_temp.apply({named}, {_QUOTE}\n{script.sql}{_QUOTE});\n"
