"""Databases of their own on one server: every run begins with the same one."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

import asyncpg

EMPTY = "template1"


async def create_database(server: str, name: str, *, template: str = EMPTY) -> str:
    """Create a database anew, as a copy of `template`, to which nobody may be connected; return its address."""
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(f'drop database if exists "{name}"')
        await connection.execute(f'create database "{name}" template "{template}"')
    finally:
        await connection.close()
    return urlsplit(server)._replace(path=f"/{quote(name)}").geturl()
