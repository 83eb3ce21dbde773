"""Texts that break whoever trusts them; for pages see tests/console/hostile.py."""

from __future__ import annotations

SQL = {
    "quote": "'",
    "end and drop": "x'; drop table inbox; --",
    "comment": "ZZ9 -- '",
    "union": "' union select phone, name from subcontractors --",
    "always true": "' or '1'='1",
    "dollar quotes": "$$; delete from projects; $$",
    "placeholder": "$1 %s %(name)s {0} {text} ${text}",
    "like": "%_\\",
    "backslash": "\\'; select pg_sleep(10); --",
    "tsquery": "a & !b | (c <-> 'd') :* \\",
    "json": "\"}]'::jsonb; select 1; --",
    "array": '{"a","b",NULL}',
    "regex": "((((a+)+)+)+)$",
}
"""For a database."""

PATHS = (
    "../../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/settings.py",
    "..\\..\\settings.py",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "simulator.css/../../__init__.py",
    "simulator.css%00.png",
    "....//....//etc/passwd",
)
"""For a file system."""
