"""What is said of a report: what it is about, and how much was entered."""

from __future__ import annotations

from pipeline.answer import Sentence, say, say_count
from pipeline.flows.state import Entry, Flow


def subject(flow: Flow) -> Sentence | str:
    """Name what the report is about: its task, else its site."""
    if flow.task:
        return str(flow.task["title"])
    return str(flow.project["name"]) if flow.project else say("site not chosen yet")


def counted(entry: Entry) -> tuple[Sentence, ...]:
    """Count what was entered, each kind by itself; a voice message whose words are a comment is that comment."""
    photos = sum(file["kind"] == "image" for file in entry.files)
    others = sum(file["kind"] != "image" and not file.get("heard") for file in entry.files)
    comments = len(entry.comments)
    return (
        *([say_count("{count} photo", "{count} photos", photos)] if photos else []),
        *([say_count("{count} file", "{count} files", others)] if others else []),
        *([say_count("{count} comment", "{count} comments", comments)] if comments else []),
        *([say("{progress}%", progress=entry.progress)] if entry.progress is not None else []),
        *([say("the place")] if entry.location else []),
    )


def noted(flow: Flow) -> Sentence:
    """Confirm what was entered so far."""
    return say("Noted for “{subject}”: {entered}. Anything else?", subject=subject(flow), entered=counted(flow.entered))


def unfinished(flow: Flow) -> Sentence:
    """Say that a report was left unfinished, and ask whether it goes on."""
    entered = counted(flow.entered)
    if not entered:
        return say("You began a report on “{subject}”. Go on with it?", subject=subject(flow))
    return say(
        "Your report on “{subject}” is unfinished: {entered}. Go on with it?", subject=subject(flow), entered=entered
    )
