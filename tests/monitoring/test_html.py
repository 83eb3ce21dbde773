"""The page: one file, no script, and nothing of a log line is more than text."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Page

from events import Event
from monitoring.html import html
from tests.browser import open_page, serious_findings, watched
from tests.monitoring.logs import created, handled, line, monitored, unresolved, write

HOSTILE = "<script>document.title='x'</script><img src=https://example.com/x onerror=alert(1)>\"'"


def _report(folder: Path) -> Path:
    day = [handled(600 * n, since_received_ms=20.0 + n % 7, stages={"act": 1.0 + n}) for n in range(150) if n % 20]
    lines = [
        *day,
        *(created(3600 * n) for n in range(20)),
        *(unresolved(1800 * n) for n in range(3)),
        handled(outcome=HOSTILE, stages={HOSTILE: 1.0}),
        line(Event.TOOL_OUTPUTS_SEARCHED, count=0, message_id=HOSTILE),
    ]
    page = folder / "report.html"
    page.write_text(html(monitored(write(folder / "relais.log", lines))), encoding="utf-8")
    return page


@pytest.mark.parametrize(("scheme", "width"), [("dark", 360), ("light", 1200)])
async def test_in_a_browser(tmp_path: Path, scheme: str, width: int) -> None:
    address = _report(tmp_path).as_uri()
    async with open_page(viewport={"width": width, "height": 800}, color_scheme=scheme) as page:
        troubles = watched(page, address)
        await page.goto(address)
        assert await page.title() == "relais: 2 alerts"
        assert await page.get_by_text(HOSTILE[:30]).count() == 3, "an outcome, a stage, an example"
        assert await page.locator("script, img[src^=http]").count() == 0
        assert await _dark(page) is (scheme == "dark")
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert await serious_findings(page) == []
        assert troubles == []


async def _dark(page: Page) -> bool:
    found: bool = await page.evaluate("getComputedStyle(document.body).backgroundColor === 'rgb(18, 23, 28)'")
    return found


def test_a_log_without_anything(tmp_path: Path) -> None:
    page = html(monitored(write(tmp_path / "relais.log", ["nothing"])))
    assert "Healthy" in page
    assert "No message was handled." in page
