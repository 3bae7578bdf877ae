"""What a running paid membership gives beside its price, which the buyer's own row tells."""

from ports.kernel import Clock, MemberId, Tx
from ports.members.subscription_store import SubscriptionStore

PLAIN_PERCENT = 100


class SubscriptionBenefits:
    """Implements `ports.members.subscription.PaidBenefits`."""

    def __init__(self, store: SubscriptionStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def points_percent(self, tx: Tx, member_id: MemberId) -> int:
        sub = await self._store.running(tx, member_id)
        if sub is None or sub.benefits_until <= self._clock.now():
            return PLAIN_PERCENT
        return (await self._store.plans(tx))[sub.plan_code].points_percent
