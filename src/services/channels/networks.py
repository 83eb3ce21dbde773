"""Which addresses a file may come from: the provider's own, else those of the open internet and nothing inside."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit
from urllib.request import getproxies

from aiohttp import ThreadedResolver
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from errors import MediaRefusedError

_NAT64 = IPv6Network("64:ff9b::/96")


def on_loopback(url: URL) -> bool:
    """Say whether an address is one of this machine: a rehearsal, with nothing behind it to protect."""
    ip = literal(url.host or "")
    return url.host == "localhost" or (ip is not None and ip.is_loopback)


def literal(host: str) -> IPv4Address | IPv6Address | None:
    """Return the address that a host already is, without any look-up; None for a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def is_public(ip: IPv4Address | IPv6Address) -> bool:
    """Say whether an address is one of the open internet; of a translated one, what it leads to counts."""
    meant = ip if isinstance(ip, IPv4Address) else _behind(ip)
    return meant.is_global and not meant.is_multicast and not meant.is_reserved


def _behind(ip: IPv6Address) -> IPv4Address | IPv6Address:
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFF_FFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else ip)


@dataclass(frozen=True, slots=True)
class Reach:
    """What may be connected to: `hosts` wherever they lie, for an operator named them; else what is public.

    From a provider on loopback, other addresses on loopback are as good.
    """

    hosts: frozenset[str | None]
    loopback: bool

    @classmethod
    def around(cls, home: URL) -> Reach:
        """Return what may be reached for the provider at `home`; the machine's proxies are its operator's as well."""
        proxies = (urlsplit(proxy).hostname for proxy in getproxies().values())
        return cls(hosts=frozenset({home.host, *proxies}), loopback=on_loopback(home))

    def check(self, host: str, addresses: Iterable[str]) -> None:
        """Let pass what may be connected to as `host`.

        Raises:
            MediaRefusedError: one of the addresses is none of the open internet.
        """
        if host not in self.hosts and not all(map(self._allows, addresses)):
            raise MediaRefusedError("the file lies inside a network, where nothing is asked for")

    def _allows(self, address: str) -> bool:
        ip = ip_address(address)
        return is_public(ip) or (self.loopback and ip.is_loopback)


class GuardedResolver(AbstractResolver):
    """Looks names up, each once: what was checked is what is connected to, whatever the DNS says a moment later."""

    def __init__(self, reach: Reach, names: AbstractResolver | None = None) -> None:
        """Guard `names`, by default the system's look-up."""
        self._reach = reach
        self._names = names or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of a name.

        Raises:
            MediaRefusedError: one of them may not be connected to.
        """
        found = await self._names.resolve(host, port, family)
        self._reach.check(host, [each["host"] for each in found])
        return found

    async def close(self) -> None:
        """Let the look-up go."""
        await self._names.close()
