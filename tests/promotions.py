"""Pricing terms for tests: the real promotion module, with offers as given."""

from datetime import UTC, datetime

from adapters.postgres.promotion_takings import PostgresTakings
from adapters.system import SystemClock, Uuid7
from domain.commerce.freight import STANDARD, FreightRule
from domain.commerce.pricing import Step
from domain.commerce.promotion_steps import Terms, steps_for
from domain.promotion.service import Promotions
from ports.kernel import CouponId
from ports.members.api import Level
from ports.promotion.api import Offers

NOON = datetime(2026, 11, 27, 4, tzinfo=UTC)
NO_OFFERS = Offers(NOON)


def promotions() -> Promotions:
    return Promotions(PostgresTakings(Uuid7()), {}, SystemClock())


def steps(
    level: Level | None,
    province: str | None,
    offers: Offers = NO_OFFERS,
    *,
    freight: FreightRule = STANDARD,
    choice: tuple[CouponId, ...] | None = None,
) -> tuple[Step, ...]:
    return steps_for(Terms(promotions(), offers, level, freight, province, choice))
