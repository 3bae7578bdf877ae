"""Promotion, put together."""

from dataclasses import dataclass

from app.assembly.base import Base
from domain.promotion.activities import Activities
from domain.promotion.reactions import PromotionReactions
from domain.promotion.service import Promotions
from ports.governance.api import AuditApi
from ports.promotion.store import TakingStore


@dataclass(frozen=True)
class PromotionStores:
    takings: TakingStore


@dataclass(frozen=True)
class PromotionServices:
    api: Promotions
    reactions: PromotionReactions


def promotion(base: Base, stores: PromotionStores, audit: AuditApi) -> PromotionServices:
    activities: Activities = {}
    return PromotionServices(
        api=Promotions(stores.takings, activities, base.clock),
        reactions=PromotionReactions(stores.takings, activities, base.clock),
    )
