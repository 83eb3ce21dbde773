"""What happens to a message: the stages, top to bottom."""

from __future__ import annotations

from pipeline.pipeline import MessagePipeline
from pipeline.stages.act import Act
from pipeline.stages.ask_model import AskModel
from pipeline.stages.classify_intent import ClassifyIntent
from pipeline.stages.compose import Compose
from pipeline.stages.direct_action import DirectAction
from pipeline.stages.flood import Flood
from pipeline.stages.flow import Flow
from pipeline.stages.handoff import Handoff
from pipeline.stages.identify import Identify
from pipeline.stages.language import Language
from pipeline.stages.media import Media
from pipeline.stages.open_session import OpenSession
from pipeline.stages.remember_language import RememberLanguage
from pipeline.stages.restore_project import RestoreProject
from services import Services


def build_pipeline(services: Services) -> MessagePipeline:
    """Return the walk of a message; a stage that answers ends it, and compose comes last."""
    return MessagePipeline(
        stages=(
            ("identify", Identify()),
            ("open_session", OpenSession(services.store)),
            ("handoff", Handoff(services.company_is_told)),
            ("flood", Flood()),
            ("media", Media(services)),
            ("language", Language()),
            ("restore_project", RestoreProject(services.store)),
            ("direct_action", DirectAction(services)),
            ("classify_intent", ClassifyIntent(services.classifier)),
            ("remember_language", RememberLanguage()),
            ("ask_model", AskModel(services)),
            ("flow", Flow(services)),
            ("act", Act(services)),
        ),
        compose=Compose(services.channels),
    )
