"""Debian's Chromium, headless, for tests that look at a page."""

from __future__ import annotations

import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright, expect

from tests.house import PATIENCE

_ARGUMENTS = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run")

expect.set_options(timeout=PATIENCE * 1000)


@asynccontextmanager
async def open_page(**options: Any) -> AsyncGenerator[Page]:
    """Open a page; a machine without Chromium skips the test and says so."""
    binary = shutil.which("chromium")
    if binary is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=binary, args=_ARGUMENTS)
        page = await browser.new_page(**options)
        yield page
        await browser.close()
