"""Touches and what comes of them, put together."""

from dataclasses import dataclass

from app.assembly.base import Base
from domain.community.touching import Touches, TouchMoves
from ports.community.touch_store import TouchStore
from ports.members.api import MembersApi


@dataclass(frozen=True)
class PerformanceStores:
    touches: TouchStore


@dataclass(frozen=True)
class Performance:
    touches: Touches
    touch_moves: TouchMoves


def performance(base: Base, stores: PerformanceStores, members: MembersApi) -> Performance:
    return Performance(
        touches=Touches(base.uow, stores.touches, (base.clock, base.ids, base.rng)),
        touch_moves=TouchMoves(stores.touches, members),
    )
