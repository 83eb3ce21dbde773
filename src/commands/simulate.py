"""`relais simulate`: Meta and Twilio on this machine, for a bot of anybody's, with a page to write to it."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from rich.console import Console

from commands.printing import console as terminal
from simulation import Simulation, open_simulation
from simulation.accounts import read_accounts
from simulation.people import DEMO, read_person
from simulation.simulation import CLOUD_PATH, TWILIO_PATH

Channel = Literal["cloud", "twilio", "both"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is simulated, and for which bot; `url` is how the bot finds it, when that is not where it listens.

    `given` are settings of the bot that it is to have, as `NAME=value`; `people` are `+33612345678=Name`.
    """

    bot: str
    channel: Channel = "cloud"
    host: str = "127.0.0.1"
    port: int = 8090
    url: str = ""
    cloud_path: str = CLOUD_PATH
    twilio_path: str = TWILIO_PATH
    given: Sequence[str] = ()
    people: Sequence[str] = ()


async def simulate(wish: Wish) -> None:
    """Serve until SIGTERM or Ctrl-C.

    Raises:
        ConfigurationError: it cannot listen there, or a wish makes no sense.
    """
    out = terminal()
    cloud, twilio = read_accounts(dict(_pair(text) for text in wish.given))
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    async with AsyncExitStack() as stack:
        simulation = await stack.enter_async_context(
            open_simulation(
                wish.bot,
                cloud=cloud if wish.channel != "twilio" else None,
                twilio=twilio if wish.channel != "cloud" else None,
                host=wish.host,
                port=wish.port,
                url=wish.url,
                people=[read_person(text) for text in wish.people] or DEMO,
                tell=lambda sentence: out.print(f"{datetime.now().astimezone():%H:%M:%S} {sentence}"),
            )
        )
        simulation.aim(wish.bot, wish.cloud_path, wish.twilio_path)
        _announce(out, simulation, _settings(simulation, wish))
        simulation.keep_asking()
        await stopping.wait()


def _settings(simulation: Simulation, wish: Wish) -> Mapping[str, str]:
    """Return what the bot must be told; it asks Twilio for statuses at its own address, which it must know."""
    public = {"PUBLIC_URL": wish.bot.rstrip("/")} if simulation.twilio else {}
    return simulation.settings | public


def _announce(out: Console, simulation: Simulation, settings: Mapping[str, str]) -> None:
    out.print(f"\n  Page  {simulation.url}/simulator\n\n  Settings of the bot:\n")
    for name, value in settings.items():
        out.print(f"{name}={value}", soft_wrap=True)
    out.print("")


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name.strip(), value.strip()
