"""Orders bought through a team, from the checkout to the parcel or to the refund."""

from collections.abc import AsyncIterator

import pytest

from app.prove.teams import off_teams
from domain.promotion.group_buy import REOPENED
from domain.promotion.teams import TeamFull, UnpaidSeat
from ports.promotion.api import OfferGone
from tests.flows.orders.conftest import OPERATOR, Shop
from tests.flows.orders.group_sale import PAIR_FEN, THREE_FEN, Sale, group_sale


@pytest.fixture
async def sale(shop: Shop) -> AsyncIterator[Sale]:
    yield await group_sale(shop)
    assert await off_teams(await shop.built.database.pool()) == {}


async def test_a_team_of_three_is_shipped_when_it_is_full(shop: Shop, sale: Sale) -> None:
    buyers = [await shop.shopper() for _ in range(3)]
    first = await sale.buy(buyers[0])
    waiting = await buyers[0].see(first)
    assert (waiting.status_text, waiting.payable_fen, waiting.activity) == ("待成团", THREE_FEN, "group_buy")
    team = await sale.team_of(first)
    second = await sale.buy(buyers[1], team)
    assert await sale.on_hold() == [True, True]
    third = await sale.buy(buyers[2], team)
    assert await sale.on_hold() == [False] * 3 and await sale.taken() == 3
    for buyer, order in zip(buyers, (first, second, third), strict=True):
        seen = await buyer.see(order)
        assert seen.status_text == "待发货" and seen.timeline[-1].text == "拼团成功，仓库开始备货"
        assert len(await shop.ship(order)) == 1
    assert shop.bank.refunds == {}


async def test_a_team_that_is_not_full_in_time_gives_everything_back(shop: Shop, sale: Sale) -> None:
    buyers = [await shop.shopper() for _ in range(3)]
    first = await sale.buy(buyers[0])
    second = await sale.buy(buyers[1], await sale.team_of(first))
    held = await sale.place(buyers[2], await sale.team_of(first))
    assert await sale.taken() == 3
    shop.clock.pass_(hours=24, minutes=2)
    await shop.services.cancelling.close_overdue()
    await sale.sweep()
    await sale.sweep()
    assert sorted(refund.refund_fen for refund in shop.bank.refunds.values()) == [THREE_FEN, THREE_FEN]
    await shop.modules.payments.refunds.poll_refunds()
    await shop.settle()
    for buyer, order in ((buyers[0], first), (buyers[1], second)):
        seen = await buyer.see(order)
        assert seen.status == "closed" and any("未能成团" in entry.text for entry in seen.timeline)
    assert (await buyers[2].see(held.id)).status == "cancelled"
    assert await sale.taken() == 0 and await shop.levels(sale.sku) == (10, 0)


async def test_a_payment_that_comes_too_late_leads_a_new_team(shop: Shop, sale: Sale) -> None:
    opener, slow, quick = [await shop.shopper() for _ in range(3)]
    team = await sale.team_of(await sale.buy(opener, size=2))
    late = await sale.place(slow, team)
    with pytest.raises(TeamFull):
        await sale.place(quick, team)
    shop.clock.pass_(minutes=16)
    await sale.buy(quick, team)
    await slow.pay(late.id)
    seen = await slow.see(late.id)
    assert seen.status_text == "待成团" and [entry.text for entry in seen.timeline][-1] == REOPENED
    again = await sale.team_of(late.id)
    assert again != team
    await sale.buy(await shop.shopper(), again)
    assert (await slow.see(late.id)).status_text == "待发货"


async def test_a_late_payment_without_a_new_team_is_refunded(shop: Shop, sale: Sale) -> None:
    await shop.rows("update promotion.campaign set rule = jsonb_set(rule, '{reopens}', 'false')")
    opener, slow = await shop.shopper(), await shop.shopper()
    team = await sale.team_of(await sale.buy(opener, size=2))
    late = await sale.place(slow, team)
    shop.clock.pass_(minutes=16)
    await sale.buy(await shop.shopper(), team)
    await slow.pay(late.id)
    assert [refund.refund_fen for refund in shop.bank.refunds.values()] == [PAIR_FEN]
    await shop.modules.payments.refunds.poll_refunds()
    await shop.settle()
    assert (await slow.see(late.id)).status == "closed" and await sale.taken() == 2


async def test_an_unpaid_order_frees_its_place_its_units_and_the_members_next_try(shop: Shop, sale: Sale) -> None:
    buyer = await shop.shopper()
    order = await sale.place(buyer)
    with pytest.raises(UnpaidSeat):
        await sale.place(buyer, size=2)
    await shop.services.cancelling.by_shopper(buyer.id, order.id, "不想买了")
    await shop.settle()
    assert await sale.taken() == 0
    assert await shop.rows("select state from promotion.team") == [("closed",)]
    await sale.buy(buyer)


async def test_the_leader_is_refunded_before_success_and_the_next_one_leads(shop: Shop, sale: Sale) -> None:
    leader, second = await shop.shopper(), await shop.shopper()
    first = await sale.buy(leader)
    team = await sale.team_of(first)
    await sale.buy(second, team)
    await shop.services.order_desk.cancel(OPERATOR, first, "买家改变主意")
    await shop.settle()
    assert await shop.rows("select state, leader_id from promotion.team") == [("open", second.id)]
    assert await sale.taken() == 1


async def test_quota_and_limits_hold_over_all_teams(shop: Shop, sale: Sale) -> None:
    buyer = await shop.shopper()
    for _ in range(2):
        await sale.buy(buyer)
    with pytest.raises(OfferGone, match="限购 2 件"):
        await sale.place(buyer)
    for _ in range(3):
        await sale.place(await shop.shopper())
    with pytest.raises(OfferGone, match="名额"):
        await sale.place(await shop.shopper())
    assert await sale.taken() == 5


async def test_a_repeated_key_takes_one_seat(shop: Shop, sale: Sale) -> None:
    buyer = await shop.shopper()
    done = [await sale.place(buyer, client_key="the-same-key") for _ in range(2)]
    assert done[0].id == done[1].id
    assert await shop.rows("select count(*) from promotion.seat") == [(1,)] and await sale.taken() == 1
