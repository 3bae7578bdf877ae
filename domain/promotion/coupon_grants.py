"""Carrying out bulk grants, batch by batch: each batch and how far it came are one commit."""

from msgspec.structs import replace

from domain.promotion.coupons import new_coupon
from ports.kernel import Clock, Ids, UnitOfWork
from ports.promotion.jobs import GrantCoupons
from ports.promotion.store import CouponStore, GrantStore

BATCH_MAX = 500


class CouponGrants:
    def __init__(self, uow: UnitOfWork, stores: tuple[CouponStore, GrantStore], system: tuple[Clock, Ids]) -> None:
        self._uow = uow
        self._coupons, self._grants = stores
        self._clock, self._ids = system

    async def on_grant(self, job: GrantCoupons) -> None:
        """Told twice it goes on where it is, and gives nobody a second coupon of the same grant."""
        now = self._clock.now()
        async with self._uow.begin() as tx:
            grant = await self._grants.lock_grant(tx, job.grant_id)
            if grant is None or grant.state != "running":
                return
            template = await self._coupons.lock_template(tx, grant.template_id)
            members = await self._grants.next_members(tx, grant, BATCH_MAX)
            if not members or template is None or template.state != "published":
                done = "done" if not members else "stopped"
                await self._grants.save_grant(tx, replace(grant, state=done), now)
                return
            coupons = [
                new_coupon(self._ids, template, member_id, (f"grant:{grant.id}:{member_id}", None), now)
                for member_id in members
            ]
            given = await self._grants.grant_claims(tx, coupons, template.per_member_max, now)
            after = replace(
                grant,
                granted=grant.granted + given,
                passed_over=grant.passed_over + len(members) - given,
                after_member_id=members[-1],
            )
            await self._grants.save_grant(tx, after, now)
            tx.enqueue(GrantCoupons(grant.id))
