"""Nothing inside a network is asked for, whoever names or redirects to it."""

from __future__ import annotations

import gzip
import socket
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.test_utils import BaseTestServer, TestServer
from yarl import URL

from errors import MediaDeferredError, MediaRefusedError
from services.channels.downloads import Downloads
from services.channels.networks import GuardedResolver, Reach, is_public, literal
from services.channels.twilio.media import TwilioMedia
from services.media.values import MediaReference

HOME = "files.test"


@dataclass
class Names(AbstractResolver):
    """A DNS that says what it is told; one name leads to this machine."""

    known: dict[str, list[str]] = field(default_factory=lambda: {HOME: ["127.0.0.1"]})
    asked: list[str] = field(default_factory=list[str])

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        if host not in self.known:
            raise OSError("no such name")
        return [
            {"hostname": host, "host": address, "port": port, "family": family, "proto": 0, "flags": 0}
            for address in self.known[host]
        ]

    async def close(self) -> None:
        pass


@dataclass
class Sink:
    """Keeps in memory what comes."""

    content: bytes = b""

    def expect(self, size: int) -> None:
        pass

    async def write(self, piece: bytes) -> None:
        self.content += piece


@dataclass
class Provider:
    """A provider under a name of its own, so that this machine's address is nothing that an operator configured."""

    server: BaseTestServer
    names: Names
    downloads: Downloads
    asked: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    answers: dict[str, web.Response] = field(default_factory=dict[str, web.Response])

    def url(self, path: str, host: str = HOME) -> str:
        return f"http://{host}:{self.server.port}{path}"

    async def save(self, path: str) -> bytes:
        sink = Sink()
        await self.downloads.save(URL(self.url(path)), {"Authorization": "Bearer t"}, sink)
        return sink.content


@pytest.fixture
async def provider() -> AsyncGenerator[Provider]:
    async def answer(request: web.Request) -> web.StreamResponse:
        found.asked.append((request.host.partition(":")[0], request.path))
        return found.answers[request.path]

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    async with TestServer(app) as server:
        names = Names()
        downloads = Downloads(name="Meta", home=URL(f"http://{HOME}:{server.port}"), names=names)
        found = Provider(server=server, names=names, downloads=downloads)
        yield found
        await downloads.close()


INSIDE: dict[str, str] = {
    "this machine": "127.0.0.1",
    "this machine, elsewhere": "127.1.2.3",
    "this machine, six": "::1",
    "this machine, four in six": "::ffff:127.0.0.1",
    "this machine, the old four in six": "::127.0.0.1",
    "this machine, translated": "64:ff9b::7f00:1",
    "this machine, tunnelled": "2002:7f00:1::1",
    "any machine": "0.0.0.0",
    "any machine, six": "::",
    "the cloud's own data": "169.254.169.254",
    "the cloud's own data, translated": "64:ff9b::a9fe:a9fe",
    "a private network": "10.1.2.3",
    "another private network": "172.16.0.1",
    "a home": "192.168.1.1",
    "a carrier's network": "100.64.0.1",
    "a link": "fe80::1",
    "a private network, six": "fd00::1",
    "many machines": "224.0.0.1",
    "many machines, six": "ff02::1",
    "nobody yet": "240.0.0.1",
}


@pytest.mark.parametrize("address", INSIDE.values(), ids=INSIDE)
async def test_a_redirect_to_an_address_inside_is_not_followed(provider: Provider, address: str) -> None:
    host = f"[{address}]" if ":" in address else address
    provider.answers["/1"] = web.Response(status=302, headers={"Location": provider.url("/secret", host)})

    with pytest.raises(MediaRefusedError, match="inside a network"):
        await provider.save("/1")
    assert provider.asked == [(HOME, "/1")]


@pytest.mark.parametrize("address", INSIDE.values(), ids=INSIDE)
async def test_a_name_that_leads_inside_is_not_followed(provider: Provider, address: str) -> None:
    provider.names.known["cdn.test"] = [address]
    provider.answers["/1"] = web.Response(status=302, headers={"Location": provider.url("/secret", "cdn.test")})

    with pytest.raises(MediaRefusedError, match="inside a network"):
        await provider.save("/1")
    assert provider.asked == [(HOME, "/1")]


SPELLINGS = ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "127.0.0.1.", "localhost", "LOCALHOST", "localhost."]


@pytest.mark.parametrize("host", SPELLINGS)
async def test_no_spelling_of_this_machine_is_followed(provider: Provider, host: str) -> None:
    provider.names.known |= {host.lower(): ["127.0.0.1"], host.lower().rstrip("."): ["127.0.0.1"]}
    provider.answers["/1"] = web.Response(status=302, headers={"Location": provider.url("/secret", host)})

    with pytest.raises((MediaRefusedError, MediaDeferredError)):
        await provider.save("/1")
    assert provider.asked == [(HOME, "/1")]


async def test_one_address_inside_among_others_is_one_too_many(provider: Provider) -> None:
    provider.names.known["cdn.test"] = ["8.8.8.8", "127.0.0.1"]
    provider.answers["/1"] = web.Response(status=302, headers={"Location": provider.url("/secret", "cdn.test")})

    with pytest.raises(MediaRefusedError, match="inside a network"):
        await provider.save("/1")


async def test_what_was_checked_is_what_is_connected_to() -> None:
    names = Names(known={"cdn.test": ["8.8.8.8"]})
    guarded = GuardedResolver(Reach.around(URL("https://graph.test")), names)
    [found] = await guarded.resolve("cdn.test", 443)
    names.known["cdn.test"] = ["127.0.0.1"]

    assert found["host"] == "8.8.8.8", "an address, which nobody looks up again"
    assert names.asked == ["cdn.test"]


async def test_what_the_operator_configured_may_lie_anywhere(provider: Provider) -> None:
    provider.answers["/1"] = web.Response(body=b"a file")

    assert await provider.save("/1") == b"a file"


async def test_from_a_provider_on_this_machine_only_this_machine_is_reached_beside_the_world() -> None:
    reach = Reach.around(URL("http://127.0.0.1:9"))
    reach.check("cdn.test", ["127.0.0.1", "8.8.8.8", "::1"])

    with pytest.raises(MediaRefusedError):
        reach.check("cdn.test", ["169.254.169.254"])


def test_a_proxy_is_the_operators_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.inside:3128")

    Reach.around(URL("https://graph.test")).check("proxy.inside", ["10.0.0.1"])


@pytest.mark.parametrize("address", ["8.8.8.8", "157.240.1.53", "2a03:2880::1", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_the_open_internet_is_open(address: str) -> None:
    ip = literal(address)
    assert ip is not None
    assert is_public(ip)


async def test_a_packed_file_is_not_unpacked(provider: Provider) -> None:
    bomb = gzip.compress(bytes(10 * 1024 * 1024))
    provider.answers["/1"] = web.Response(body=bomb, headers={"Content-Encoding": "gzip"})

    with pytest.raises(MediaRefusedError, match="packed"):
        await provider.save("/1")


async def test_a_look_up_without_end_is_left(provider: Provider) -> None:
    provider.answers["/1"] = web.Response(body=b"[" * 200_000)

    with pytest.raises(MediaDeferredError, match="length"):
        await provider.downloads.read(URL(provider.url("/1")), {})


TWILIO: dict[str, tuple[str, type[Exception]]] = {
    "the api": ("https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1", MediaDeferredError),
    "a region": ("https://api.dublin.ie1.twilio.com/2010-04-01/x", MediaDeferredError),
    "the content network": ("https://media.twiliocdn.com/x", MediaDeferredError),
    "anybody": ("https://evil.example/x", MediaRefusedError),
    "a name that begins like it": ("https://api.twilio.com.evil.example/x", MediaRefusedError),
    "a name that ends like it": ("https://eviltwilio.com/x", MediaRefusedError),
    "a name before it": ("https://api.twilio.com@evil.example/x", MediaRefusedError),
    "in the clear": ("http://api.twilio.com/x", MediaRefusedError),
    "inside": ("https://169.254.169.254/latest/meta-data", MediaRefusedError),
    "a file": ("file:///etc/passwd", MediaRefusedError),
}


@pytest.mark.parametrize(("url", "error"), TWILIO.values(), ids=TWILIO)
async def test_only_twilios_own_hosts_are_asked(url: str, error: type[Exception]) -> None:
    names: Any = Names(known={})
    downloads = Downloads(name="Twilio", home=URL("https://api.twilio.com"), names=names)
    media = TwilioMedia(api_url="https://api.twilio.com", account_sid="AC1", auth_token="t", downloads=downloads)

    with pytest.raises(error):
        await media.fetch(MediaReference(provider_media_id=None, url=url, mime_type="image/jpeg"), Sink())
    await downloads.close()
    assert names.asked == ([URL(url).host] if error is MediaDeferredError else [])
