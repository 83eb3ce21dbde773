"""The simulator: providers in one server, people on its page or played by a program."""

from __future__ import annotations

from dataclasses import dataclass

from messages import ChannelName
from services.channels.troubles import SendTrouble
from simulation.files import Files
from simulation.graph.server import GraphServer
from simulation.network import Network
from simulation.person import PATIENCE, Person
from simulation.subscription import keep_asking, subscribe
from simulation.twilio.server import TwilioServer

CLOUD_PATH, TWILIO_PATH = "/webhook/whatsapp", "/webhook/twilio"


@dataclass(slots=True, kw_only=True)
class Simulation:
    """A running simulator at `url`; `graph` and `twilio` are the providers' APIs, where they are simulated."""

    url: str
    network: Network
    files: Files
    graph: GraphServer | None = None
    twilio: TwilioServer | None = None

    @property
    def settings(self) -> dict[str, str]:
        """What a bot must be told to use this, by the names of relais' settings."""
        servers = (self.graph, self.twilio)
        return {name: value for one in servers if one for name, value in one.account.settings(self.url).items()}

    @property
    def trouble(self) -> SendTrouble | None:
        """What the bot's sends meet from now on; may be set."""
        return self.network.trouble

    @trouble.setter
    def trouble(self, chosen: SendTrouble | None) -> None:
        self.network.choose(chosen)

    async def met(self, seconds: float = PATIENCE) -> None:
        """Return when a send has met the trouble that was chosen last.

        Raises:
            TimeoutError: none has in time.
        """
        await self.network.chats.until(lambda: self.network.met or None, seconds)

    def person(self, phone: str) -> Person:
        """Return somebody who can write, known to the bot or not."""
        return Person(phone=phone, network=self.network, files=self.files)

    def aim(self, bot: str, cloud_path: str = CLOUD_PATH, twilio_path: str = TWILIO_PATH) -> None:
        """Post webhooks to a bot from now on."""
        paths: dict[ChannelName, str] = {"cloud": cloud_path, "twilio": twilio_path}
        for channel, line in self.network.lines.items():
            line.webhook_url = bot.rstrip("/") + paths[channel]

    def reach(self, url: str) -> None:
        """Let the bot find this server there."""
        self.url = url.rstrip("/")
        for line in self.network.lines.values():
            line.url = self.url

    def close(self) -> None:
        """Let go of the callers that are kept waiting."""
        for server in (self.graph, self.twilio):
            if server is not None:
                server.closing.set()

    async def subscribe(self) -> str | None:
        """Check the bot's webhook as Meta does; return what is wrong, None when nothing is."""
        if self.graph is None:
            return None
        url = self.network.lines["cloud"].webhook_url
        return await subscribe(self.network.courier, self.graph.account, url)

    def keep_asking(self) -> None:
        """Check the bot's webhook until it answers, beside everything else."""
        if self.graph is not None:
            url = self.network.lines["cloud"].webhook_url
            asking = keep_asking(self.network.courier, self.graph.account, url, self.network.tell)
            self.network.courier.start(asking)
