"""The site builds without a warning, the same each time, and asks no other host for anything."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.browser import open_page
from tests.rules.checkout import ROOT

LOADED = {"script": "src", "img": "src", "iframe": "src", "link": "href", "source": "src", "video": "src"}
LINKS_THAT_LOAD_NOTHING = {"canonical", "next", "prev", "alternate"}
LOOKED_AT: dict[str, Literal["light", "dark"]] = {
    "": "light",
    "architecture/": "dark",
    "operations/": "light",
    "extend/action/": "dark",
    "reference/sql/": "light",
}
SHOWN_AS = {"light": "default", "dark": "slate"}


def build(folder: Path) -> Path:
    """Build as `make docs` does. Not `--quiet`: warnings that are not heard do not count for `--strict`."""
    ran = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=ROOT, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert "WARNING" not in ran.stderr
    return folder


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("site"))


class Loads(HTMLParser):
    """Collects what a page loads by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in LOADED and given.get("rel") not in LINKS_THAT_LOAD_NOTHING:
            self.found.append(given.get(LOADED[tag]) or "")


def loads(site: Path) -> Iterator[str]:
    for page in site.rglob("*.html"):
        parser = Loads()
        parser.feed(page.read_text(encoding="utf-8"))
        yield from parser.found
    for sheet in site.rglob("*.css"):
        yield from re.findall(
            r"url\((?!data:)[\"']?([^)\"']+)|@import [\"']([^\"']+)", sheet.read_text(encoding="utf-8")
        )


def test_no_page_loads_from_elsewhere(site: Path) -> None:
    found = {one if isinstance(one, str) else "".join(one) for one in loads(site)}
    assert any(one.endswith(".css") for one in found)
    assert {one for one in found if re.match(r"(https?:)?//", one)} == set()


def test_it_is_built_the_same_each_time(site: Path, tmp_path: Path) -> None:
    assert hashes(build(tmp_path / "again")) == hashes(site)


def hashes(folder: Path) -> dict[str, str]:
    """Return what each file holds; the sitemap says when it was built."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("sitemap"))
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


async def test_a_browser_asks_nobody_else(site: Path) -> None:
    async def answer(request: web.Request) -> web.FileResponse:
        path = site / request.match_info["path"]
        return web.FileResponse(path / "index.html" if path.is_dir() else path)

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    async with (
        TestServer(app) as server,
        open_page(viewport={"width": 360, "height": 740}) as page,
    ):
        own, asked, complaints = str(server.make_url("/")), list[str](), list[str]()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        for path, scheme in LOOKED_AT.items():
            await page.emulate_media(color_scheme=scheme)
            await page.goto(own + path)
            assert await page.get_attribute("body", "data-md-color-scheme") == SHOWN_AS[scheme]
            wide = await page.evaluate("document.documentElement.scrollWidth")
            assert wide <= 360, f"{path or 'index'} is {wide} pixels wide on a phone"
        await page.goto(f"{own}?q=spool")
        await page.wait_for_selector(".md-search-result__item")
        assert [url for url in asked if not url.startswith((own, "data:", "blob:"))] == []
        assert complaints == []
