"""A paid membership of somebody who leaves: it ends at once, and nothing is collected any more."""

from domain.members import subscription_rules as rules
from domain.members.subscription_ground import SubscriptionGround
from domain.members.subscription_settling import SubscriptionSettling
from ports.kernel import MemberId, Tx
from ports.members.api import SubscriptionEnded


class SubscriptionLeaver:
    """Implements `ports.members.personal_data.Leaver`. What is unused is not paid back: leaving says so beforehand."""

    def __init__(self, ground: SubscriptionGround, settling: SubscriptionSettling) -> None:
        self._ground = ground
        self._settling = settling

    async def leave(self, tx: Tx, member_id: MemberId) -> None:
        ground, now = self._ground, self._ground.clock.now()
        for charge in await ground.store.open_charges(tx, member_id):
            await ground.close(tx, charge, "账号注销")
        running = await ground.store.lock_running(tx, member_id)
        if running is not None:
            await ground.store.save(tx, rules.ended(running, now))
            await self._settling.end_contracts(tx, running)
            tx.emit(SubscriptionEnded(running.id, running.member_id, running.plan_code, now))
