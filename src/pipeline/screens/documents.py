"""Documents, each as its own message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from messages import Media, MediaKind
from pipeline.answer import Answer, Attachment, ToolOutput, say

_SHOWN_AS: dict[str, MediaKind] = {
    "image/jpeg": "image",
    "image/png": "image",
    "video/mp4": "video",
    "video/3gpp": "video",
    "audio/mpeg": "audio",
    "audio/mp4": "audio",
    "audio/aac": "audio",
}
"""What WhatsApp shows inline; everything else is sent as a document."""


def attachments(found: Iterable[Mapping[str, Any]]) -> tuple[Attachment, ...]:
    """Turn documents into attachments, in their order."""
    return tuple(_attachment(document) for document in found)


def _attachment(document: Mapping[str, Any]) -> Attachment:
    """Name what is shown inline in its caption; a document shows its file name by itself."""
    kind: MediaKind = _SHOWN_AS.get(document["mime_type"], "document")
    media = Media(kind=kind, url=document["url"], mime_type=document["mime_type"], filename=document["name"])
    return Attachment(media=media, caption="" if kind == "document" else document["name"])


def documents(found: ToolOutput) -> Answer:
    """Send every document of a project; the project is from now on the person's."""
    project = found.input["project"]
    some = say("Documents of {project}:", project=project["name"])
    none = say("There is no document on {project} yet.", project=project["name"])
    return Answer(
        sentences=(some if found.output else none,),
        attachments=attachments(found.output),
        tool_outputs=(found,),
        effects=({"effect": "select_project", "project_id": project["id"]},),
    )
