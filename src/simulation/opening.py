"""Builds a simulator and serves it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from ipaddress import ip_address

from aiohttp import web

from errors import ConfigurationError
from simulation.accounts import CloudAccount, TwilioAccount
from simulation.chats import Chats
from simulation.courier import Courier
from simulation.ear import Ear
from simulation.files import LARGEST_FILE, Files
from simulation.graph.line import CloudLine
from simulation.graph.media import GraphMedia
from simulation.graph.server import GraphServer
from simulation.guard import called_by_its_name
from simulation.network import TWILIO_PREFIX, Network, Pace
from simulation.page import open_page
from simulation.people import DEMO, Somebody
from simulation.simulation import Simulation
from simulation.twilio.line import CONTENT_PATH, TwilioLine
from simulation.twilio.media import TwilioMedia
from simulation.twilio.server import TwilioServer


def _silence(_sentence: str) -> None:
    """Say nothing."""


@asynccontextmanager
async def open_simulation(
    bot: str = "",
    *,
    cloud: CloudAccount | None = CloudAccount(),  # noqa: B008 - frozen
    twilio: TwilioAccount | None = None,
    host: str = "127.0.0.1",
    port: int = 0,
    url: str = "",
    people: Sequence[Somebody] = DEMO,
    pace: Pace = Pace(),  # noqa: B008 - frozen
    tell: Callable[[str], None] = _silence,
) -> AsyncGenerator[Simulation]:
    """Serve until the block ends.

    Args:
        bot: where the bot is, without the path of its webhook; `aim` says it later.
        cloud: the account at Meta; None leaves Meta out.
        twilio: the account at Twilio; None leaves Twilio out.
        host: where to listen.
        port: 0 takes a free one.
        url: how the bot finds this server, when that is not where it listens.
        people: whom the page offers to be.
        pace: how soon answers arrive and are read.
        tell: hears a sentence about each webhook that was not taken and each call that was refused.

    Raises:
        ConfigurationError: it cannot listen there.
    """
    app = web.Application(client_max_size=LARGEST_FILE, middlewares=[called_by_its_name(url)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    courier, files = Courier(tell, pace=pace.again), Files()
    network = Network(chats=Chats(_everybody(people, cloud, twilio)), courier=courier, tell=tell, pace=pace)
    simulation = Simulation(url=url, network=network, files=files)
    _add_cloud(app, simulation, cloud)
    _add_twilio(app, simulation, twilio)
    open_page(app, network, files)
    await runner.setup()
    try:
        listening = await _listen(runner, host, port)
        simulation.reach(url or listening)
        simulation.aim(bot)
        yield simulation
    finally:
        simulation.close()
        await courier.close()
        await runner.cleanup()


def _everybody(people: Sequence[Somebody], cloud: CloudAccount | None, twilio: TwilioAccount | None) -> list[Somebody]:
    if not (cloud and twilio):
        return list(people)
    through_twilio = [replace(one, phone=f"{TWILIO_PREFIX}{one.phone}", name=f"{one.name} (Twilio)") for one in people]
    return [*people, *through_twilio]


def _add_cloud(app: web.Application, simulation: Simulation, account: CloudAccount | None) -> None:
    if account is not None:
        network, files = simulation.network, simulation.files
        line = CloudLine(account=account, chats=network.chats, files=files)
        simulation.graph = GraphServer(account, Ear(network, line), GraphMedia(account, files))
        network.lines["cloud"] = line
        app.add_routes(simulation.graph.routes())


def _add_twilio(app: web.Application, simulation: Simulation, account: TwilioAccount | None) -> None:
    if account is not None:
        network, media = simulation.network, TwilioMedia(account)
        line = TwilioLine(account=account, chats=network.chats, media=media)
        simulation.twilio = TwilioServer(account, Ear(network, line), media)
        network.lines["twilio"] = line
        app.add_routes(simulation.twilio.routes())
        app.router.add_get(CONTENT_PATH, _content(simulation.files))


def _content(files: Files) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Return the door of Twilio's content network."""

    async def give(request: web.Request) -> web.StreamResponse:
        return await files.give(request, request.match_info["id"])

    return give


async def _listen(runner: web.AppRunner, host: str, port: int) -> str:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        raise ConfigurationError(f"cannot listen on {host}, port {port}: {error.strerror}") from error
    found, number = runner.addresses[0][:2]
    if ip_address(found).is_unspecified:
        found = "127.0.0.1"  # everywhere is here as well
    return f"http://{f'[{found}]' if ':' in found else found}:{number}"
