"""What a step does: one function per key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import app
from conversations import given
from conversations.provider import is_titled
from conversations.scene import PATIENCE_SECONDS, Scene, StepError
from conversations.script import Sending, Step, Tap
from conversations.sending import Around, Content, write
from conversations.times import next_time
from handlers.api import actions
from handlers.api.asks import AnswerAsHuman, EndSession, OfId


async def _says(scene: Scene, step: Step, phone: str) -> None:
    await scene.receive(step, phone, [{"kind": "text", "text": text} for text in step.says or ()])


async def _taps(scene: Scene, step: Step, phone: str) -> None:
    await scene.receive(step, phone, [_tapped(scene, step, phone)])


def _tapped(scene: Scene, step: Step, phone: str) -> Content:
    tap = step.taps or Tap(action="")
    if tap.title is None:
        return {"kind": "button", "action_id": tap.action, "title": tap.action}
    found = [
        (seen, option)
        for seen in scene.screen(phone)
        for option in seen.part.options
        if is_titled(option.title, tap.title)
    ]
    if len(found) <= tap.skip:
        shown = next((seen.titles for seen in scene.screen(phone) if seen.titles), ())
        raise StepError(f"nothing on the screen is called {tap.title!r}; the newest choices: {' · '.join(shown)}")
    seen, option = found[tap.skip]
    return {"kind": "button", "action_id": option.id, "title": option.title, "reply_to": seen.id}


async def _sends(scene: Scene, step: Step, phone: str) -> None:
    contents = [_written(scene, sending, phone, place) for place, sending in enumerate(step.sends or ())]
    await scene.receive(step, phone, contents)


def _written(scene: Scene, sending: Sending, phone: str, place: int) -> Content:
    of_bot = next((seen.id for seen in scene.screen(phone)), "")
    media_id = f"media.{scene.count}.{place}"
    sent = write(sending, Around(media_id, of_bot, scene.newest.get(phone, "")))
    if sent.file:
        scene.provider.files[media_id] = sent.file
    return sent.content


async def _later(scene: Scene, step: Step, _phone: str) -> None:
    await scene.wait(step.later or timedelta())


async def _at(scene: Scene, step: Step, _phone: str) -> None:
    zone = ZoneInfo(scene.house.parts.settings.default_timezone)
    now = (await scene.database.now()).astimezone(zone)
    then = next_time(str(step.at), now)
    if then < now:
        raise StepError(f"it is {now:%Y-%m-%d %H:%M} already")
    await scene.wait(then.astimezone(UTC) - now.astimezone(UTC))


async def _operator(scene: Scene, step: Step, phone: str) -> None:
    session = (await scene.database.look_at(phone, 0))["session"]
    if session is None or step.operator is None:
        raise StepError("there is no conversation yet that somebody in the office could see")
    office = app.build_web_app(scene.house.parts)
    if step.operator.answers:
        await actions.answer_as_human(office, AnswerAsHuman(id=session["id"], text=step.operator.answers))
    elif step.operator.does == "ends":
        await actions.end_session(office, EndSession(id=session["id"], reason="operator"))
    else:
        act = actions.hand_off_session if step.operator.does == "takes over" else actions.release_session
        await act(office, OfId(id=session["id"]))
    await scene.work.settle(PATIENCE_SECONDS)


async def _change(scene: Scene, step: Step, _phone: str) -> None:
    for change in step.change or ():
        if not await scene.database.change_rows(change.table, change.where, change.set):
            raise StepError(f"no row of {change.table} is like that")


async def _add(scene: Scene, step: Step, _phone: str) -> None:
    if step.add:
        await given.add(scene.database, step.add)


VERBS: Mapping[str, Callable[[Scene, Step, str], Awaitable[None]]] = {
    "says": _says,
    "taps": _taps,
    "sends": _sends,
    "later": _later,
    "at": _at,
    "operator": _operator,
    "change": _change,
    "add": _add,
}


async def act(scene: Scene, step: Step, phone: str) -> None:
    """Do what a step says, and let everything come to its end that comes of it.

    Raises:
        StepError: it cannot be done.
        DatabaseError: the database refuses rows that it is to hold.
    """
    if step.verb:
        await VERBS[step.verb](scene, step, phone)
