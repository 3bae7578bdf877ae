"""Lotteries: committed rounds, draws that can be verified, stock, limits, points, and what is handed out."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from domain.members.lottery_desk import LotteryDraft, PrizeChange
from domain.members.lottery_draw import commitment, verified
from domain.members.lottery_rules import (
    DrawsUsedUp,
    LotteryChanged,
    LotteryNotEditable,
    LotteryNotFound,
    LotteryNotRunning,
    RoundOver,
)
from ports.governance.api import PermissionMissing
from ports.kernel import Invalid
from ports.members.play import ClientKeyReused
from ports.members.points import PointsShort
from tests.flows.orders.conftest import Shopper
from tests.flows.play.stage import EDITOR, HALF, READER, THANKS, Fair, prize

ALWAYS = (prize("goods", "有机棉口水巾", 1_000_000, 1), prize("thanks", THANKS, 0))


async def test_a_round_is_committed_before_its_draws_and_told_after_them(fair: Fair, mei: Shopper) -> None:
    made = await fair.lottery()
    seen = await fair.seen(made.id)
    assert seen.round is not None and seen.round.seed is None and seen.round.draws == 0
    await fair.give(mei, 100)
    draws = [await fair.draw(mei, made.id) for _ in range(5)]
    assert [one.draw.n for one in draws] == [1, 2, 3, 4, 5]
    assert [one.draw.cost_points for one in draws] == [0, 10, 10, 10, 10]
    won = sum(one.draw.kind == "points" for one in draws)
    assert await fair.points(mei) == 100 - 40 + 20 * won == draws[-1].page.points
    open_record = await fair.play.lotteries.record(mei.id, made.id, 1)
    assert open_record.round.seed is None and [draw.is_mine for draw in open_record.draws] == [True] * 5
    fair.shop.clock.pass_(days=1)
    assert await fair.play.lotteries.turn_due() == 1 and await fair.play.lotteries.turn_due() == 0
    record = await fair.play.lotteries.record(None, made.id, 1)
    seed = record.round.seed
    assert seed is not None and commitment(seed) == record.round.commitment == seen.round.commitment
    assert verified(record) == [] and [(d.n, d.nonce) for d in record.draws] == [
        (d.draw.n, d.draw.nonce) for d in draws
    ]
    assert str(mei.id) not in str(record) and not any(draw.is_mine for draw in record.draws)
    [second, first] = (await fair.play.lotteries.rounds(made.id, None, 10)).items
    assert (second.number, second.seed, first.number) == (2, None, 1) and second.commitment != first.commitment


async def test_the_same_request_gets_the_same_draw(fair: Fair, mei: Shopper) -> None:
    made, key = await fair.lottery(), uuid4().hex
    await fair.give(mei, 100)
    first = await fair.draw(mei, made.id, key)
    for nonce in (first.draw.nonce, "another-nonce"):
        again = await fair.draw(mei, made.id, key, nonce=nonce)
        assert (again.is_new, again.draw, again.text) == (False, first.draw, first.text)
    fair.shop.clock.pass_(days=3)
    late = await fair.draw(mei, made.id, key)
    assert not late.is_new and late.draw == first.draw
    with pytest.raises(ClientKeyReused):
        await fair.draw(mei, (await fair.lottery()).id, key)
    assert len((await fair.play.lotteries.mine(mei.id, made.id, None, 10)).items) == 1


async def test_free_draws_then_points_then_the_limit_of_the_day(fair: Fair, mei: Shopper) -> None:
    made = await fair.lottery(ALWAYS, draws=3)
    before = await fair.seen(made.id, mei)
    assert (before.free_left, before.draws_left, before.next_cost, before.can_draw) == (1, 3, 0, True)
    await fair.draw(mei, made.id)
    with pytest.raises(PointsShort):
        await fair.draw(mei, made.id)
    assert (await fair.seen(made.id, mei)).why_not == "每次需要 10 积分，您有 0 积分"
    assert (await fair.seen(made.id)).round.draws == 1, "a draw that could not be paid for was none"  # type: ignore[union-attr]
    await fair.give(mei, 100)
    await fair.draw(mei, made.id)
    last = await fair.draw(mei, made.id)
    assert last.page.draws_left == 0 and not last.page.can_draw
    with pytest.raises(DrawsUsedUp):
        await fair.draw(mei, made.id)
    assert await fair.points(mei) == 80
    fair.shop.clock.pass_(days=1)
    assert (await fair.seen(made.id, mei)).draws_left == 3
    assert (await fair.draw(mei, made.id)).draw.cost_points == 0


async def test_a_prize_that_is_out_falls_to_thanks_and_the_page_says_what_is_left(fair: Fair, mei: Shopper) -> None:
    made = await fair.lottery(ALWAYS, free=5)
    assert (await fair.seen(made.id)).prizes[0].left == 1
    first = await fair.draw(mei, made.id)
    assert (first.draw.kind, first.draw.fell_back, first.text) == ("goods", False, "抽中「有机棉口水巾」，凭兑换码领取")
    assert [one.left for one in first.page.prizes] == [0, None]
    second = await fair.draw(mei, made.id)
    assert (second.draw.kind, second.draw.fell_back) == ("thanks", True)
    assert second.text == f"抽到的「有机棉口水巾」已经发完，这次是{THANKS}"
    [award] = (await fair.play.redeeming.mine(mei.id, None, 10)).items
    assert (award.source, award.name, award.state_text) == ("lottery", "有机棉口水巾", "待领取") and award.code
    await fair.desk.end(EDITOR, made.id, "试一试")
    record = await fair.play.lotteries.record(mei.id, made.id, 1)
    assert [(draw.rolled, draw.given) for draw in record.draws] == [(0, 0), (0, 1)] and verified(record) == []


async def test_stock_of_the_rounds_before_is_in_the_record(fair: Fair, mei: Shopper) -> None:
    made = await fair.lottery((prize("goods", "小夜灯", 1_000_000, 3), prize("thanks", THANKS, 0)), free=5)
    for _ in range(2):
        for _ in range(2):
            await fair.draw(mei, made.id)
        fair.shop.clock.pass_(days=1)
    await fair.play.lotteries.turn_due()
    records = [await fair.play.lotteries.record(None, made.id, number) for number in (1, 2)]
    assert [[share.won_before for share in record.shares] for record in records] == [[0, 0], [2, 0]]
    assert [[draw.given for draw in record.draws] for record in records] == [[0, 0], [0, 1]]
    assert [verified(record) for record in records] == [[], []]


async def test_whoever_saw_another_round_is_asked_to_look_again(fair: Fair, mei: Shopper) -> None:
    made = await fair.lottery()
    old = (await fair.seen(made.id, mei)).round
    assert old is not None
    fair.shop.clock.at = datetime(2025, 11, 20, 15, 59, 59, tzinfo=UTC)
    assert (await fair.draw(mei, made.id, commitment=old.commitment)).draw.number == 1
    fair.shop.clock.at = datetime(2025, 11, 20, 16, 0, tzinfo=UTC)
    with pytest.raises(RoundOver):
        await fair.draw(mei, made.id, commitment=old.commitment)
    # The round of the new day was opened by that, and nothing was drawn or paid.
    seen = await fair.seen(made.id, mei)
    assert seen.round is not None and (seen.round.number, seen.round.draws) == (2, 0)
    assert (await fair.draw(mei, made.id)).draw.number == 2


async def test_outside_its_time_nothing_is_drawn(fair: Fair, mei: Shopper) -> None:
    now = fair.shop.clock.now()
    early = await fair.lottery(starts_at=now + timedelta(hours=1))
    assert (await fair.seen(early.id, mei)).why_not == "抽奖活动还没有开始"
    with pytest.raises(LotteryNotRunning):
        await fair.draw(mei, early.id)
    over = await fair.lottery(ends_at=now + timedelta(hours=1))
    await fair.draw(mei, over.id)
    fair.shop.clock.pass_(hours=1)
    with pytest.raises(LotteryNotRunning):
        await fair.draw(mei, over.id)
    await fair.play.lotteries.turn_due()
    assert (await fair.play.lotteries.record(None, over.id, 1)).round.seed is not None
    with pytest.raises(LotteryNotFound):
        await fair.draw(mei, uuid4())
    with pytest.raises(Invalid):
        await fair.draw(mei, early.id, nonce="短")


async def test_new_odds_close_the_round_that_was_promised_other_ones(fair: Fair, mei: Shopper) -> None:
    made = await fair.lottery(free=5)
    await fair.draw(mei, made.id)
    before = await fair.seen(made.id)
    changes = [PrizeChange(0, None), PrizeChange(1_000_000, None)]
    with pytest.raises(PermissionMissing):
        await fair.desk.adjust(READER, made.id, changes, made.version)
    with pytest.raises(LotteryChanged):
        await fair.desk.adjust(EDITOR, made.id, changes, made.version + 1)
    with pytest.raises(Invalid):
        await fair.desk.adjust(EDITOR, made.id, [PrizeChange(1, None), PrizeChange(1_000_000, None)], made.version)
    assert await fair.seen(made.id) == before
    after = await fair.desk.adjust(EDITOR, made.id, changes, made.version)
    assert after.odds_version == 2 and after.round is not None and after.round.number == 2
    draws = [await fair.draw(mei, made.id) for _ in range(4)]
    assert {one.draw.kind for one in draws} == {"thanks"}
    first = await fair.play.lotteries.record(None, made.id, 1)
    assert [share.odds_ppm for share in first.shares] == [500_000, 500_000] and verified(first) == []
    shown = await fair.desk.one(READER, made.id)
    assert [one.expected_milli for one in shown.prizes] == [500, 4500] and shown.draws == 5
    assert sum(one.rolled for one in shown.prizes) == 5 == sum(one.won for one in shown.prizes)


async def test_what_is_published_is_not_edited_and_drafts_are_not_shown(fair: Fair, mei: Shopper) -> None:
    made = await fair.lottery()
    draft = (await fair.desk.page(READER, None, None, 10)).items
    assert [(row.id, row.state_text) for row in draft] == [(made.id, "进行中")]
    now = fair.shop.clock.now()
    plan = LotteryDraft("新抽奖", "", now, now + timedelta(days=1), 10, 1, 5, HALF, made.version)
    with pytest.raises(LotteryNotEditable):
        await fair.desk.save(EDITOR, made.id, plan)
    other = await fair.desk.create(EDITOR, plan)
    with pytest.raises(LotteryNotFound):
        await fair.seen(other.id, mei)
    with pytest.raises(LotteryNotFound):
        await fair.draw(mei, other.id)
    assert [row.id for row in await fair.play.lotteries.running()] == [made.id]
    with pytest.raises(LotteryNotEditable):
        await fair.desk.adjust(EDITOR, other.id, [PrizeChange(0, None), PrizeChange(1_000_000, None)], other.version)
    ended = await fair.desk.end(EDITOR, made.id, "奖品发完")
    assert ended.state_text == "已结束" and ended.round is None
    with pytest.raises(LotteryNotEditable):
        await fair.desk.publish(EDITOR, made.id)


async def test_draws_and_prizes_follow_a_merge_and_part_again(fair: Fair, mei: Shopper, lin: Shopper) -> None:
    made = await fair.lottery(ALWAYS, draws=3, free=3)
    key = uuid4().hex
    won = await fair.draw(lin, made.id, key)
    await fair.draw(mei, made.id)
    merge = await fair.merge(lin, mei)
    assert len((await fair.play.lotteries.mine(mei.id, made.id, None, 10)).items) == 2
    assert (await fair.seen(made.id, lin)).draws_left == 1 == (await fair.seen(made.id, mei)).draws_left
    again = await fair.draw(lin, made.id, key)
    assert not again.is_new and again.draw == won.draw
    assert [award.name for award in (await fair.play.redeeming.mine(mei.id, None, 10)).items] == ["有机棉口水巾"]
    await fair.part(merge)
    assert len((await fair.play.lotteries.mine(lin.id, made.id, None, 10)).items) == 1
    assert (await fair.play.redeeming.mine(mei.id, None, 10)).items == []
    assert len((await fair.play.redeeming.mine(lin.id, None, 10)).items) == 1
