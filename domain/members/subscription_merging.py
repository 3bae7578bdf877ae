"""Two persons turn out to be one: no span that was paid for is lost."""

from datetime import timedelta

from msgspec.structs import replace

from domain.members import subscription_rules as rules
from domain.members.subscription_ground import SubscriptionGround
from domain.members.subscription_settling import SubscriptionSettling
from ports.kernel import Tx
from ports.members.merging import Merge
from ports.members.subscription_store import (
    MergedSubscription,
    Period,
    Subscription,
    SubscriptionMergeStore,
)


class SubscriptionFollower:
    """Implements `ports.members.merging.Follower`.

    If only the gone member has a membership it becomes the kept one's. If both have, the kept one's is extended by the
    time that was left of the other, which ends, and whose contract is ended: one person is not charged twice.
    """

    def __init__(
        self, ground: SubscriptionGround, settling: SubscriptionSettling, store: SubscriptionMergeStore
    ) -> None:
        self._ground = ground
        self._settling = settling
        self._store = store

    async def merge(self, tx: Tx, merge: Merge) -> None:
        ground = self._ground
        await self._store.inherit_trial(tx, merge.gone_id, merge.kept_id)
        for charge in await ground.store.open_charges(tx, merge.gone_id):
            if not charge.by_contract:
                await ground.close(tx, charge, "会员身份已合并")
        gone = await ground.store.lock_running(tx, merge.gone_id)
        if gone is None:
            return
        kept = await ground.store.lock_running(tx, merge.kept_id)
        if kept is None:
            noted = MergedSubscription(merge.id, "moved", gone.id, gone.id, 0, gone.period_no, gone)
            if await self._store.note(tx, noted):
                await self._store.move(tx, gone.id, merge.kept_id)
            return
        await self._join(tx, merge, gone, kept)

    async def part(self, tx: Tx, merge: Merge) -> None:
        """What is still as the merge left it goes back; a membership that has gone on since stays where it is."""
        noted = await self._store.noted(tx, merge.id)
        if noted is None:
            return
        ground = self._ground
        kept = await ground.store.lock(tx, noted.kept_id)
        if kept is None or kept.state == "ended" or kept.period_no != noted.period_no:
            return
        if noted.kind == "moved":
            await self._store.move(tx, kept.id, merge.gone_id)
            return
        left = timedelta(seconds=noted.seconds)
        terms = await ground.store.rules(tx)
        shorter = replace(kept, ends_at=kept.ends_at - left, anchor_day=rules.day_of(kept.ends_at - left))
        if shorter.ends_at <= merge.at or (shorter.contract_id is not None and kept.charge_at is None):
            return
        if shorter.charge_at is not None:
            shorter = replace(shorter, charge_at=rules.in_window(shorter.ends_at))
        await ground.store.save(tx, rules.planned(shorter, terms))
        # Its contract was ended in the merge: it runs to its end, and renews no more by itself.
        back = replace(noted.before, contract_id=None, charge_at=None)
        if back.state == "grace":
            return
        await ground.store.save(tx, rules.planned(back, terms))

    async def _join(self, tx: Tx, merge: Merge, gone: Subscription, kept: Subscription) -> None:
        ground, terms = self._ground, await self._ground.store.rules(tx)
        both_try = kept.period_no == 0 and gone.period_no == 0
        seconds = 0 if both_try else max(int((gone.ends_at - merge.at).total_seconds()), 0)
        value = sum(rules.unused_fen(period, merge.at) for period in await ground.store.periods(tx, gone.id))
        noted = MergedSubscription(merge.id, "joined", gone.id, kept.id, seconds, kept.period_no + 1, gone)
        if not await self._store.note(tx, noted):
            return
        await ground.store.save(tx, rules.ended(gone, merge.at))
        for charge in await ground.store.open_charges(tx, merge.gone_id):
            await ground.close(tx, charge, "会员身份已合并")
        await self._settling.end_contracts(tx, gone)
        if seconds == 0:
            return
        ends_at = kept.ends_at + timedelta(seconds=seconds)
        plan_code = gone.plan_code if kept.period_no == 0 else kept.plan_code
        await ground.store.add_period(
            tx, Period(kept.id, kept.period_no + 1, "merged", plan_code, kept.ends_at, ends_at, 0, value, None)
        )
        longer = replace(
            kept,
            state="cancelled" if kept.state == "cancelled" else "active",
            plan_code=plan_code,
            period_no=kept.period_no + 1,
            ends_at=ends_at,
            anchor_day=rules.day_of(ends_at),
            due_at=None,
            grace_until=None,
            tries=0,
            charge_at=rules.in_window(ends_at) if kept.contract_id is not None else None,
        )
        await ground.store.save(tx, rules.planned(longer, terms))
        for charge in await ground.store.open_charges(tx, merge.kept_id):
            # The renewal that was announced is no longer due; an upgrade was computed without the new days.
            await ground.close(tx, charge, "会员有效期已变化")
