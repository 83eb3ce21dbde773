"""An incident: which site → what happened, in words and photos → number, summary, and the company is told."""

from __future__ import annotations

from typing import Any

from pipeline.answer import Answer, Choice, say
from pipeline.context import MessageContext
from pipeline.flows.asking import ask
from pipeline.flows.keeping import closed, with_effects
from pipeline.flows.places import ask_site, denied, with_project
from pipeline.flows.state import Entry, Flow
from pipeline.flows.telling import counted, noted
from pipeline.understanding.finding import named_project
from pipeline.understanding.framing import LONGEST_NAME, match_framed
from services import Services


class Incident:
    """What a report of an incident asks and does: see `dialogues.Dialogue`."""

    def placed(self, flow: Flow) -> bool:
        """Whether its site is known."""
        return flow.project is not None

    async def place(self, ctx: MessageContext, services: Services, flow: Flow) -> Flow | Answer:
        """Find the site: the one that the text names, else the one in hand, else one that is chosen."""
        project_id = await named_project(ctx, services) or ctx.project_id
        return await self.choose(ctx, services, flow, project_id)

    async def choose(
        self, ctx: MessageContext, services: Services, flow: Flow, project_id: str | None
    ) -> Flow | Answer:
        """Take the site, or let one be chosen."""
        found = await with_project(ctx, services, flow, project_id) if project_id else None
        return found or await ask_site(ctx, services, flow)

    def prompt(self, ctx: MessageContext, flow: Flow) -> Answer:
        """Say what can be sent."""
        told = say("Incident on {project}: describe what happened and send photos.", project=_site(flow))
        return ask(
            ctx, flow, told, moves=("other_site", "cancel") if flow.empty else ("finish", "other_site", "cancel")
        )

    def confirm(self, ctx: MessageContext, flow: Flow) -> Answer:
        """Confirm with the running count."""
        return ask(ctx, flow, noted(flow), moves=("nothing_else", "other_site", "cancel"))

    async def doubt(self, ctx: MessageContext, services: Services, flow: Flow, entry: Entry) -> Flow | Answer:
        """Ask nothing: whatever is said belongs to the incident; another site that is all it says corrects the site."""
        if not entry.comments or len(ctx.text.split()) > LONGEST_NAME:
            return flow
        project_id = await named_project(ctx, services, match_framed)
        return (await with_project(ctx, services, flow, project_id) if project_id else None) or flow

    async def finish(self, ctx: MessageContext, services: Services, flow: Flow) -> Answer:
        """Report it, as soon as there is something to report."""
        if not flow.entered.comments and not flow.entered.files:
            told = say("Please describe what happened, or send a photo, before you finish.")
            return ask(ctx, flow, told, moves=("other_site", "cancel"))
        return await self.save(ctx, services, flow)

    async def save(self, ctx: MessageContext, services: Services, flow: Flow) -> Answer:
        """Write the incident down with this turn, under its number; without a site that is still open, ask for one."""
        open_one = await with_project(ctx, services, flow, flow.project["id"]) if flow.project else None
        if open_one is None:
            closed_site = say("This site is not open to you, or no longer.")
            elsewhere = await ask_site(ctx, services, flow.evolve(project=None), closed_site)
            return with_effects(elsewhere, denied(flow))
        flow = open_one
        number = await services.store.reserve_incident_number()
        entered = counted(flow.entered)
        told = (
            say("Your company is being told now.")
            if services.company_is_told
            else say("Your team finds it among the incidents.")
        )
        answer = Answer(
            sentences=(
                say(
                    "Incident no. {number} on {project}: {entered}.",
                    number=number,
                    project=_site(flow),
                    entered=entered,
                ),
                told,
            ),
            choices=(Choice(id="talk_team", title=say("Talk to the team")),),
            effects=(_report(flow, number),),
        )
        return with_effects(answer, closed(ctx, flow))


def _report(flow: Flow, number: int) -> dict[str, Any]:
    return {
        "effect": "report_incident",
        "number": number,
        "project_id": flow.project["id"] if flow.project else None,
        "body": "\n".join(flow.entered.comments),
        "media": list(flow.entered.files),
        "location": flow.entered.location,
    }


def _site(flow: Flow) -> str:
    return str(flow.project["name"]) if flow.project else ""
