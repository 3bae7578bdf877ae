"""Claiming coupons, granting them, and taking them back (P1)."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from domain.promotion import coupon_grants
from domain.promotion.coupon_desk import GrantWish, TemplateNotEditable
from domain.promotion.coupons import Claimed, CouponNotClaimable, CouponNotFound
from ports.kernel import AlreadyCalled, DomainError, IdempotentCall, idempotent_call
from ports.promotion.jobs import GrantCoupons
from tests.flows.orders.conftest import Shop, Shopper
from tests.flows.promotion.conftest import ACTOR, Promo


async def test_a_claim_is_in_the_wallet_and_in_the_ledger(promo: Promo, shop: Shop, buyer: Shopper) -> None:
    template_id = await promo.template(total=3)
    [offer] = (await promo.coupons.centre(buyer.id)).items
    assert (offer.state, offer.remaining, offer.claimed) == ("claimable", 3, 0)
    claimed = await promo.coupons.claim(buyer.id, template_id)
    assert (claimed.offer.state, claimed.offer.remaining, claimed.offer.claimed) == ("claimed", 2, 1)
    assert claimed.valid_until == shop.clock.now() + timedelta(days=7)
    [coupon] = (await promo.coupons.wallet(buyer.id, "usable", None, 20)).items
    assert coupon.id == claimed.coupon_id and await promo.ledger(coupon.id) == ["claim"]


async def test_the_total_and_the_members_share_end_claiming(promo: Promo, shop: Shop, buyer: Shopper) -> None:
    template_id = await promo.template(total=3, per_member_max=2)
    for _ in range(2):
        await promo.coupons.claim(buyer.id, template_id)
    before = await promo.picture()
    with pytest.raises(CouponNotClaimable, match="您已领过"):
        await promo.coupons.claim(buyer.id, template_id)
    assert await promo.picture() == before
    await promo.coupons.claim((await shop.shopper()).id, template_id)
    before = await promo.picture()
    with pytest.raises(CouponNotClaimable, match="已被领完"):
        await promo.coupons.claim((await shop.shopper()).id, template_id)
    assert await promo.picture() == before


async def test_pressing_twice_at_once_gives_one_coupon(promo: Promo, shop: Shop, buyer: Shopper) -> None:
    template_id = await promo.template(per_member_max=5)
    done = await asyncio.gather(*(promo.coupons.claim(buyer.id, template_id) for _ in range(2)), return_exceptions=True)
    assert sum(isinstance(one, Claimed) for one in done) in (1, 2) and all(
        isinstance(one, Claimed | CouponNotClaimable) for one in done
    )
    [(count,)] = await shop.rows("select count(*) from promotion.coupon")
    assert count == sum(isinstance(one, Claimed) for one in done)


async def test_a_repeated_request_gives_the_same_coupon(promo: Promo, shop: Shop, buyer: Shopper) -> None:
    template_id = await promo.template(per_member_max=5)
    key = uuid4().hex
    for again in range(3):
        token = idempotent_call.set(IdempotentCall("shopper", key, b"same"))
        try:
            await promo.coupons.claim(buyer.id, template_id)
        except AlreadyCalled:
            assert again > 0
        else:
            assert again == 0
        finally:
            idempotent_call.reset(token)
    assert await shop.rows("select count(*) from promotion.coupon") == [(1,)]


async def test_when_a_coupon_cannot_be_claimed(promo: Promo, shop: Shop, buyer: Shopper) -> None:
    now = shop.clock.now()
    draft = await promo.desk.create(ACTOR, promo.template_draft())
    hidden = await promo.template(is_listed=False)
    early = await promo.template(claim_from=now + timedelta(days=1))
    late = await promo.template(claim_until=now + timedelta(hours=1))
    stopped = await promo.template()
    await promo.desk.stop(ACTOR, stopped)
    shop.clock.pass_(hours=2)
    before = await promo.picture()
    for template_id in (uuid4(), draft.id, hidden):
        with pytest.raises(CouponNotFound):
            await promo.coupons.claim(buyer.id, template_id)
    for template_id, words in ((early, "开始领取"), (late, "领取已结束"), (stopped, "领取已结束")):
        with pytest.raises(CouponNotClaimable, match=words):
            await promo.coupons.claim(buyer.id, template_id)
    assert await promo.picture() == before


async def test_a_channel_has_a_quota_of_its_own(promo: Promo, shop: Shop, buyer: Shopper) -> None:
    template_id = await promo.template(is_listed=False)
    view = await promo.desk.add_channel(ACTOR, template_id, "门店海报", 2)
    [channel] = view.channels
    assert (await promo.coupons.claim_by_code(buyer.id, channel.code)).offer.claimed == 1
    await promo.coupons.claim_by_code((await shop.shopper()).id, channel.code)
    before = await promo.picture()
    with pytest.raises(CouponNotClaimable, match="这个渠道"):
        await promo.coupons.claim_by_code((await shop.shopper()).id, channel.code)
    with pytest.raises(CouponNotFound):
        await promo.coupons.claim_by_code(buyer.id, "no-such-code")
    assert await promo.picture() == before
    view = await promo.desk.one(ACTOR, template_id)
    assert (view.claimed, view.channels[0].claimed, view.figures.held) == (2, 2, 2)


async def test_coupons_expire_once_and_are_revoked_at_once_or_when_they_come_back(
    promo: Promo, shop: Shop, buyer: Shopper
) -> None:
    sku = await shop.sku()
    first = await promo.coupon(buyer, valid_days=1)
    template_id = await promo.template()
    held, locked = [(await promo.coupons.claim(b.id, template_id)).coupon_id for b in (await shop.shopper(), buyer)]
    order = await buyer.place((sku, 1), coupon_ids=(locked,))
    shop.clock.pass_(days=1)
    assert [await promo.coupons.expire_due() for _ in range(2)] == [1, 0]
    assert await promo.ledger(first) == ["claim", "expire"]
    with pytest.raises(TemplateNotEditable):
        await promo.desk.revoke(ACTOR, template_id, "发错了")
    await promo.desk.stop(ACTOR, template_id)
    assert [await promo.desk.revoke(ACTOR, template_id, "发错了") for _ in range(2)] == [1, 0]
    assert (await promo.state(held), await promo.ledger(held)) == ("revoked", ["claim", "revoke"])
    assert await promo.state(locked) == "locked"
    await shop.services.cancelling.by_shopper(buyer.id, order.id, "")
    await shop.settle()
    assert (await promo.state(locked), await promo.ledger(locked)) == (
        "revoked",
        ["claim", "lock", "release", "revoke"],
    )
    assert await promo.coupons.revoke_rest() == 0


async def test_what_a_revocation_did_not_reach_is_revoked_later(promo: Promo, shop: Shop) -> None:
    template_id, other = await promo.template(), await promo.template()
    coupons = [(await promo.coupons.claim((await shop.shopper()).id, template_id)).coupon_id for _ in range(3)]
    kept = (await promo.coupons.claim((await shop.shopper()).id, other)).coupon_id
    for each in (template_id, other):
        await promo.desk.stop(ACTOR, each)
    pool = await shop.built.database.pool()
    async with pool.acquire() as connection, connection.transaction():
        # Whoever gives it back holds its row at that moment, and read the template before it was marked.
        await connection.execute("select from promotion.coupon where id = $1 for update", coupons[0])
        assert await promo.desk.revoke(ACTOR, template_id, "发错了") == 2
    assert [await promo.coupons.revoke_rest() for _ in range(2)] == [1, 0]
    assert [await promo.state(each) for each in (*coupons, kept)] == ["revoked"] * 3 + ["held"]


async def _grant(promo: Promo, template_id, **wish) -> GrantCoupons:
    given = {"name": "回馈老客", "level_codes": (), "member_ids": ()} | wish
    view = await promo.desk.grant(ACTOR, template_id, GrantWish(**given))
    return GrantCoupons(view.grants[0].id)


async def test_a_grant_that_is_interrupted_and_told_twice_gives_everybody_one(
    promo: Promo, shop: Shop, buyer: Shopper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coupon_grants, "BATCH_MAX", 2)
    for _ in range(4):
        await shop.shopper()
    template_id = await promo.template()
    await promo.coupons.claim(buyer.id, template_id)
    job = await _grant(promo, template_id)
    grants = shop.modules.promotion.coupon_grants
    await asyncio.gather(*(grants.on_grant(job) for _ in range(2)))
    # The worker died here: what it had told of further batches comes again, and twice.
    await shop.settle()
    await asyncio.gather(*(grants.on_grant(job) for _ in range(3)))
    view = await promo.desk.one(ACTOR, template_id)
    [grant] = view.grants
    assert (grant.state, grant.total, grant.granted, grant.passed_over) == ("done", 5, 4, 1)
    assert (view.claimed, view.figures.held) == (5, 5)
    [(most,)] = await shop.rows("select max(claimed) from promotion.coupon_count")
    assert most == 1


async def test_a_grant_gives_no_more_than_there_are(promo: Promo, shop: Shop, buyer: Shopper) -> None:
    named = [buyer, *[await shop.shopper() for _ in range(3)]]
    template_id = await promo.template(total=3)
    await _grant(promo, template_id, member_ids=tuple(one.id for one in named))
    await shop.settle()
    [grant] = (await promo.desk.one(ACTOR, template_id)).grants
    assert (grant.state, grant.total, grant.granted, grant.passed_over) == ("done", 4, 3, 1)


async def test_a_grant_is_stopped_while_its_worker_runs(
    promo: Promo, shop: Shop, buyer: Shopper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coupon_grants, "BATCH_MAX", 1)
    for _ in range(8):  # with the buyer more than all eight batches below: it cannot be done before it is stopped
        await shop.shopper()
    template_id = await promo.template()
    job = await _grant(promo, template_id)
    grants = shop.modules.promotion.coupon_grants
    done = await asyncio.gather(
        *(grants.on_grant(job) for _ in range(4)),
        *(promo.desk.stop_grant(ACTOR, template_id, job.grant_id) for _ in range(4)),
        *(grants.on_grant(job) for _ in range(4)),
        return_exceptions=True,
    )
    assert [one for one in done if isinstance(one, Exception)] == []
    await shop.settle()
    [grant] = (await promo.desk.one(ACTOR, template_id)).grants
    assert grant.state == "stopped" and grant.granted + grant.passed_over <= grant.total


async def test_a_claim_against_stopping_and_revoking_leaves_nobody_with_a_coupon(promo: Promo, shop: Shop) -> None:
    template_id = await promo.template()
    shoppers = [await shop.shopper() for _ in range(6)]

    async def end() -> None:
        await promo.desk.stop(ACTOR, template_id)
        await promo.desk.revoke(ACTOR, template_id, "发错了")

    done = await asyncio.gather(
        *(promo.coupons.claim(one.id, template_id) for one in shoppers[:3]),
        end(),
        *(promo.coupons.claim(one.id, template_id) for one in shoppers[3:]),
        return_exceptions=True,
    )
    assert all(one is None or isinstance(one, Claimed | DomainError) for one in done)
    assert await shop.rows("select count(*) from promotion.coupon where state = 'held'") == [(0,)]
