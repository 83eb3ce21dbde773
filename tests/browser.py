"""Debian's Chromium, headless, for tests that look at a page."""

from __future__ import annotations

import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any

import pytest
from playwright.async_api import ConsoleMessage, Page, Request, async_playwright, expect

from tests.house import PATIENCE

_ARGUMENTS = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run")

_FINDINGS = """async () => {
    const { violations } = await axe.run(document, { resultTypes: ["violations"] });
    return violations
        .filter(({ impact }) => ["serious", "critical"].includes(impact))
        .flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.target.join(" ")}: ${node.failureSummary}`));
}"""

expect.set_options(timeout=PATIENCE * 1000)


@asynccontextmanager
async def open_page(*arguments: str, **options: Any) -> AsyncGenerator[Page]:
    """Open a page, `arguments` are Chromium's; a machine without it skips the test and says so."""
    binary = shutil.which("chromium")
    if binary is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=binary, args=[*_ARGUMENTS, *arguments])
        page = await browser.new_page(**options)
        yield page
        await browser.close()


async def serious_findings(page: Page) -> list[str]:
    """Return what axe-core finds serious or critical in a page as it stands, one line per element."""
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text()
    await page.evaluate(axe)  # by the debugger: the page's own policy has no say in it
    found: list[str] = await page.evaluate(_FINDINGS)
    return found


def watched(page: Page, *addresses: str) -> list[str]:
    """Return a list that fills with what no page may do: errors in its console, requests to other addresses."""
    troubles: list[str] = []

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            troubles.append(message.text)

    def asked(request: Request) -> None:
        if not request.url.startswith((*addresses, "data:")):
            troubles.append(request.url)

    page.on("console", said)
    page.on("request", asked)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    return troubles
