"""Many at the same moment: the last prize, the last item, one member pressing many times, and merges in between."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from domain.members.lottery_desk import PrizeChange
from ports.commerce.api import OrderCompleted
from ports.kernel import OrderId
from ports.members.lottery_views import DrawResult
from ports.members.redeeming import RedeemResult
from ports.members.tasks import TaskRow
from tests.flows.orders.conftest import Shop
from tests.flows.play.stage import EDITOR, THANKS, Fair, prize

LAST_ONE = (prize("goods", "婴儿推车", 1_000_000, 1), prize("thanks", THANKS, 0))
SHARE = TaskRow("share", "分享给好友", "", "share", 100, "day", 3, True, 1, 0)
FIRST = TaskRow("first_order", "完成第一笔订单", "", "first_order", 200, "once", 1, True, 2, 0)


@pytest.fixture
async def fair(fresh_database_url: str, servers, tmp_path) -> AsyncIterator[Fair]:
    shop = Shop(fresh_database_url, servers.valkey_url, str(tmp_path))
    await shop.open()
    fair = Fair(shop)
    yield fair
    await fair.assert_books_agree()
    await shop.built.database.close()
    await shop.built.valkey.aclose()


def _kinds(done: list[object]) -> Counter[str]:
    return Counter(type(one).__name__ for one in done)


async def test_a_hundred_drawers_at_the_last_prize_one_wins(fair: Fair) -> None:
    made = await fair.lottery(LAST_ONE, free=1)
    people = [await fair.shop.shopper() for _ in range(100)]
    seen = await fair.seen(made.id)
    assert seen.round is not None
    done = await asyncio.gather(*(fair.draw(one, made.id, commitment=seen.round.commitment) for one in people))
    kinds = Counter(result.draw.kind for result in done)
    assert kinds == {"goods": 1, "thanks": 99}
    assert sorted(result.draw.n for result in done) == list(range(1, 101)), "strictly one after another"
    assert await fair.shop.rows("select won, stock from members.lottery_prize where position = 0") == [(1, 1)]
    assert await fair.shop.rows("select count(*) from members.award") == [(1,)]
    await fair.desk.end(EDITOR, made.id, "结束")
    record = await fair.play.lotteries.record(None, made.id, 1)
    assert [draw.given for draw in record.draws] == [0] + [1] * 99 and len({d.who for d in record.draws}) == 100


async def test_one_request_many_times_is_one_draw(fair: Fair) -> None:
    made, who, key = await fair.lottery(), await fair.shop.shopper(), uuid4().hex
    done = await asyncio.gather(*(fair.draw(who, made.id, key, nonce="the-one-nonce") for _ in range(12)))
    assert len({result.draw.id for result in done}) == 1 and sum(result.is_new for result in done) == 1


async def test_one_member_on_many_phones_stays_within_the_limit_and_the_points(fair: Fair) -> None:
    made, who = await fair.lottery(LAST_ONE, free=1, draws=4, cost=10), await fair.shop.shopper()
    await fair.give(who, 25)
    done = await asyncio.gather(*(fair.draw(who, made.id) for _ in range(12)), return_exceptions=True)
    kinds = _kinds(done)
    # One free, two paid for; the fourth cannot be paid.
    assert kinds == {"DrawResult": 3, "PointsShort": 9} and await fair.points(who) == 5
    await fair.give(who, 100)
    done = await asyncio.gather(*(fair.draw(who, made.id) for _ in range(12)), return_exceptions=True)
    assert _kinds(done) == {"DrawResult": 1, "DrawsUsedUp": 11} and await fair.points(who) == 95


async def test_midnight_among_draws_splits_them_into_two_rounds(fair: Fair) -> None:
    made = await fair.lottery(free=5)
    people = [await fair.shop.shopper() for _ in range(30)]
    seen = await fair.seen(made.id)
    assert seen.round is not None

    async def midnight() -> None:
        fair.shop.clock.pass_(days=1)
        await fair.play.lotteries.turn_due()

    draws = [fair.draw(one, made.id, commitment=seen.round.commitment) for one in people]
    done = await asyncio.gather(*draws[:15], midnight(), *draws[15:], return_exceptions=True)
    kinds = _kinds([one for one in done if one is not None])
    assert kinds["DrawResult"] + kinds["RoundOver"] == 30
    rounds = await fair.shop.rows("select number, draws, seed is null from members.lottery_round order by number")
    assert rounds == [(1, kinds["DrawResult"], False), (2, 0, True)]


async def test_new_odds_and_the_end_among_draws(fair: Fair) -> None:
    made = await fair.lottery((prize("goods", "小夜灯", 500_000, 5), prize("thanks", THANKS, 500_000)), free=1)
    people = [await fair.shop.shopper() for _ in range(40)]
    done = await asyncio.gather(
        *(fair.draw(one, made.id) for one in people[:20]),
        fair.desk.adjust(EDITOR, made.id, [PrizeChange(900_000, 6), PrizeChange(100_000, None)], made.version),
        *(fair.draw(one, made.id) for one in people[20:]),
        return_exceptions=True,
    )
    assert _kinds(done)["DrawResult"] + _kinds(done)["RoundOver"] == 40
    await fair.desk.end(EDITOR, made.id, "结束")
    [(won,)] = await fair.shop.rows("select won from members.lottery_prize where position = 0")
    assert won <= 6


async def test_thirty_at_the_last_item_one_gets_it(fair: Fair) -> None:
    item = await fair.item(stock=1, points=100)
    people = [await fair.shop.shopper() for _ in range(30)]
    for one in people:
        await fair.give(one, 100)
    done = await asyncio.gather(*(fair.redeem(one, item.id) for one in people), return_exceptions=True)
    assert _kinds(done) == {"RedeemResult": 1, "ItemGone": 29}
    assert await fair.shop.rows("select taken from members.redeem_item") == [(1,)]
    left = [await fair.points(one) for one in people]
    assert Counter(left) == {100: 29, 0: 1}, "nobody else paid"


async def test_one_member_redeeming_on_many_phones_stays_within_the_limit_and_the_points(fair: Fair) -> None:
    item, other, who = await fair.item(per_member_max=2), await fair.item(points=60), await fair.shop.shopper()
    await fair.give(who, 270)
    calls = [*(fair.redeem(who, item.id) for _ in range(6)), *(fair.redeem(who, other.id) for _ in range(6))]
    kinds = _kinds(list(await asyncio.gather(*calls, return_exceptions=True)))
    spent = 270 - await fair.points(who)
    rows = dict(await fair.shop.rows("select points, count(*)::int from members.award group by points"))
    assert spent == sum(points * count for points, count in rows.items()) <= 270
    assert rows.get(100, 0) <= 2 and kinds["RedeemResult"] == sum(rows.values())


async def test_cancelling_while_handing_out_ends_in_one_of_them(fair: Fair) -> None:
    item, who = await fair.item(stock=5), await fair.shop.shopper()
    await fair.give(who, 500)
    for _ in range(5):
        award = (await fair.redeem(who, item.id)).award
        desk = fair.play.redeem_desk
        done = await asyncio.gather(
            *(desk.cancel(EDITOR, award.id, "缺货") for _ in range(4)),
            *(desk.hand_out(EDITOR, award.id, "") for _ in range(4)),
            return_exceptions=True,
        )
        assert _kinds(done) == {"AdminAward": 1, "AwardSettledBefore": 7}


async def test_checking_in_many_times_at_once_counts_once(fair: Fair) -> None:
    who = await fair.shop.shopper()
    done = await asyncio.gather(*(fair.play.check_ins.check_in(who.id) for _ in range(20)))
    assert sum(result.is_new for result in done) == 1 and await fair.points(who) == 5
    assert await fair.shop.rows("select count(*) from members.check_in") == [(1,)]


async def test_claims_and_reports_at_once_stay_within_the_limit(fair: Fair) -> None:
    for row in (SHARE, FIRST):
        await fair.play.tasks.put(EDITOR, row)
    who = await fair.shop.shopper()
    done = await asyncio.gather(
        *(fair.play.tasks.claim(who.id, "share", uuid4().hex) for _ in range(10)), return_exceptions=True
    )
    assert _kinds(done) == {"TaskClaim": 3, "TaskUsedUp": 7}

    async def completed() -> None:
        async with fair.shop.uow.begin() as tx:
            await fair.play.tasks.on_order_completed(tx, OrderCompleted(OrderId(uuid4()), who.id, 100))

    await asyncio.gather(*(completed() for _ in range(10)))
    assert await fair.points(who) == 500


@pytest.mark.parametrize("times", range(4))
async def test_a_merge_among_all_of_it_counts_nothing_twice(fair: Fair, times: int) -> None:
    """Whoever comes before the merge acts as the one, whoever comes after it as the other: together they are one."""
    del times
    await fair.play.tasks.put(EDITOR, SHARE)
    made, item = await fair.lottery(free=2, draws=2), await fair.item(per_member_max=1, points=50)
    kept, gone = await fair.shop.shopper(), await fair.shop.shopper()
    for one in (gone, kept):
        await fair.give(one, 200)
        await fair.draw(one, made.id)
    acts = [
        act
        for one in (gone, kept)
        for act in (
            fair.play.check_ins.check_in(one.id),
            fair.draw(one, made.id),
            fair.redeem(one, item.id),
            fair.play.tasks.claim(one.id, "share", uuid4().hex),
        )
    ]
    done = await asyncio.gather(*acts[:4], fair.merge(gone, kept), *acts[4:], return_exceptions=True)
    unexpected = [one for one in done if isinstance(one, Exception) and "Used" not in type(one).__name__]
    assert all(type(one).__name__ == "ItemLimitReached" for one in unexpected), unexpected
    # After it they are one, and whatever the limit is, it is full or not for both.
    results = await asyncio.gather(*(fair.play.check_ins.check_in(one.id) for one in (gone, kept)))
    assert not any(result.is_new for result in results)
    after = [await fair.seen(made.id, one) for one in (gone, kept)]
    assert after[0].draws_left == after[1].draws_left == 0
    assert sum(isinstance(one, DrawResult | RedeemResult) for one in done) >= 1
    assert await fair.shop.rows("select count(*) from members.lottery_draw where member_id = $1", gone.id) == [(0,)]
