"""An operator's browser without its screen: logs in, reads pages, sends their forms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

import httpx

TOKEN = "an operator's token"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """What an operator can do with the console's pages."""

    http: httpx.AsyncClient

    async def log_in(self, token: str = TOKEN, **fields: str) -> httpx.Response:
        """Send the form of the log-in."""
        return await self.http.post("/console/login", data={"token": token, **fields})

    async def page(self, address: str) -> str:
        """Return a page's HTML."""
        answer = await self.http.get(address)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def send(self, page: str, action: str, **fields: str) -> httpx.Response:
        """Send a form that stands in a page."""
        token = re.search(rf'action="{action}"[^>]*>\s*<input type="hidden" name="form_token" value="(\w+)"', page)
        assert token, f"no form leads to {action}"
        return await self.http.post(action, data={"form_token": token[1], **fields})


def figures(page: str) -> dict[str, tuple[str, str]]:
    """Return value and note of each figure of the overview, by its name."""
    found = re.findall(
        r'<h2 id="(\w+)">.*?</h2>\s*<p class="value">(.*?)</p>\s*<p class="soft note">(.*?)</p>', page, re.DOTALL
    )
    return {name: (unescape(value), unescape(re.sub(r"<[^>]+>", "", note))) for name, value, note in found}


def ranking(page: str, name: str) -> dict[str, int]:
    """Return the counts of a list of the overview."""
    listed = page.partition(f'<h2 id="list-{name}">')[2].partition("</section>")[0]
    rows = re.findall(r'<th scope="row">([^<]+)<.*?<td>([\d,]+)</td>', listed, re.DOTALL)
    return {row: int(count.replace(",", "")) for row, count in rows}


def alerts(page: str) -> dict[str, str]:
    """Return the alerts by their names."""
    found = re.findall(r'id="alert-(\w+)">.*?<span>(.*?)</span>', page, re.DOTALL)
    return {name: unescape(detail) for name, detail in found}
