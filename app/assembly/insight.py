"""Insight, put together."""

from dataclasses import dataclass

from app.assembly.base import Base
from domain.insight.intake import Intake
from domain.insight.reactions import InsightReactions
from domain.insight.upkeep import InsightUpkeep
from ports.insight.store import EventStore
from ports.members.api import MembersApi


@dataclass(frozen=True)
class Insight:
    intake: Intake
    reactions: InsightReactions
    upkeep: InsightUpkeep


def insight(base: Base, store: EventStore, members: MembersApi) -> Insight:
    return Insight(
        intake=Intake(base.uow, store, base.clock),
        reactions=InsightReactions(store, members, base.clock),
        upkeep=InsightUpkeep(base.uow, store, base.clock),
    )
