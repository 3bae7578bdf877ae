"""A bargain from its first cut to its end, and everything that is refused on the way."""

from uuid import uuid4

import pytest

from domain.promotion.bargain_draw import commitment, cuts
from domain.promotion.bargain_rules import (
    BargainLimitReached,
    BargainNotFound,
    BargainNotRunning,
    BargainOver,
    BargainPointless,
    BargainSoldOut,
    HelpRefused,
    HelpsUsedUp,
    OwnBargain,
)
from domain.promotion.bargains import Bargains
from ports.governance.api import Actor
from ports.kernel import DomainError, OperatorId
from ports.promotion.rules import Bargain
from tests.flows.bargains.stage import FLOOR_FEN, LIST_FEN, Bazaar
from tests.flows.orders.conftest import Shop, Shopper

OPERATOR = Actor(OperatorId(uuid4()), "小周", frozenset({"promotions.read"}), "127.0.0.1")


async def test_friends_cut_to_the_floor_and_the_seed_is_told_then(shop: Shop, bazaar: Bazaar, owner: Shopper) -> None:
    page = await bazaar.opened(owner, Bargain(helpers=4))
    assert (page.state, page.start_fen, page.cut_count) == ("open", LIST_FEN, 1)
    assert page.price_fen == LIST_FEN - page.records[0].fen and page.records[0].is_owner
    assert page.proof.seed is None and len(page.proof.commitment) == 64
    told = []
    for number in range(3):
        result = await bazaar.help(await shop.shopper(), page.id)
        assert result.is_new and result.text == f"帮忙砍掉 {result.cut_fen // 100}.{result.cut_fen % 100:02d} 元"
        assert (result.page.state == "floor") == (number == 2)
        told.append(result.cut_fen)
    seen = await bazaar.seen(page.id, owner)
    made = [record.fen for record in seen.records]
    assert made[1:] == told and sum(made) == LIST_FEN - FLOOR_FEN and seen.price_fen == FLOOR_FEN
    assert seen.proof.seed is not None and commitment(seen.proof.seed.encode()) == page.proof.commitment
    assert cuts(seen.proof.seed.encode(), LIST_FEN - FLOOR_FEN, seen.proof.planned_cuts) == made
    assert seen.asking.can_buy and not seen.asking.can_help
    with pytest.raises(BargainOver):
        await bazaar.help(await shop.shopper(), page.id)


async def test_opening_again_gives_the_open_one(shop: Shop, bazaar: Bazaar, owner: Shopper) -> None:
    page = await bazaar.opened(owner)
    again = await bazaar.desk.open(owner.id, page.campaign_id, page.sku_id)
    assert again == page
    assert await shop.rows("select count(*) from promotion.bargain") == [(1,)]
    await shop.rows("update commerce.sku set price_fen = 12000 where id = $1", page.sku_id)
    assert (await bazaar.seen(page.id)).start_fen == LIST_FEN


async def test_one_help_a_person_and_the_owner_only_the_first_cut(
    bazaar: Bazaar, owner: Shopper, friend: Shopper
) -> None:
    page = await bazaar.opened(owner)
    first = await bazaar.help(friend, page.id)
    again = await bazaar.help(friend, page.id)
    assert not again.is_new and again.cut_fen == first.cut_fen and again.page.cut_count == 2
    with pytest.raises(OwnBargain):
        await bazaar.help(owner, page.id)
    seen = await bazaar.seen(page.id, friend)
    assert (seen.asking.role, seen.asking.helped_fen, seen.asking.can_help) == ("helper", first.cut_fen, False)
    assert seen.order_id is None and seen.cut_count == 2


async def test_the_page_names_nobody_and_tells_a_guest_nothing_of_the_owner(
    shop: Shop, bazaar: Bazaar, owner: Shopper
) -> None:
    await shop.services.identity.set_nickname(owner.id, "林小满妈妈")
    page = await bazaar.opened(owner)
    seen = await bazaar.seen(page.id)
    assert seen.owner_name == "林**" and seen.asking.role == "guest"
    assert not seen.asking.can_help and not seen.asking.can_buy and seen.asking.helped_fen is None
    assert [record.is_mine for record in seen.records] == [False]
    await bazaar.take(page, owner.id)
    assert (await bazaar.seen(page.id)).order_id is None and (await bazaar.seen(page.id, owner)).order_id is not None


async def test_a_person_helps_so_often_a_day_over_all_bargains(
    shop: Shop, bazaar: Bazaar, owner: Shopper, friend: Shopper
) -> None:
    rule = Bargain(helpers=4, helps_per_day_max=2, hours=72)
    pages = [await bazaar.opened(owner, rule) for _ in range(3)]
    for page in pages[:2]:
        await bazaar.help(friend, page.id)
    with pytest.raises(HelpsUsedUp):
        await bazaar.help(friend, pages[2].id)
    seen = await bazaar.seen(pages[2].id, friend)
    assert seen.cut_count == 1 and not seen.asking.can_help and "明天再来" in seen.asking.why_not
    # 10:00 in Shanghai; the day ends at midnight there, not in London.
    shop.clock.pass_(hours=13, minutes=59)
    with pytest.raises(HelpsUsedUp):
        await bazaar.help(friend, pages[2].id)
    shop.clock.pass_(minutes=2)
    assert (await bazaar.help(friend, pages[2].id)).is_new
    # Opening one's own counts for nothing there.
    assert (await bazaar.opened(friend, rule)).cut_count == 1


async def test_few_fen_are_cut_by_few(bazaar: Bazaar, owner: Shopper, friend: Shopper) -> None:
    page = await bazaar.opened(owner, Bargain(helpers=8), floor_fen=LIST_FEN - 2)
    assert page.proof.planned_cuts == 2
    assert (await bazaar.help(friend, page.id)).page.state == "floor"


async def test_time_ends_a_bargain_also_before_the_sweep_comes(
    shop: Shop, bazaar: Bazaar, owner: Shopper, friend: Shopper
) -> None:
    page = await bazaar.opened(owner, Bargain(helpers=4, hours=24))
    shop.clock.pass_(hours=24)
    seen = await bazaar.seen(page.id, owner)
    assert seen.state == "expired" and not seen.asking.can_buy and seen.proof.seed is not None
    with pytest.raises(BargainOver):
        await bazaar.help(friend, page.id)
    with pytest.raises(BargainOver):
        await bazaar.take(page, owner.id)
    fresh = await bazaar.desk.open(owner.id, page.campaign_id, page.sku_id)
    assert fresh.id != page.id and fresh.proof.commitment != page.proof.commitment
    assert await shop.rows("select state from promotion.bargain order by id") == [("expired",), ("open",)]


async def test_the_sweep_ends_what_is_due_and_what_was_stopped(
    shop: Shop, bazaar: Bazaar, owner: Shopper, friend: Shopper
) -> None:
    short, long = await bazaar.opened(owner, Bargain(hours=2)), await bazaar.opened(owner, Bargain(hours=48))
    stopped, ordered = await bazaar.opened(friend, Bargain(hours=48)), await bazaar.opened(friend, Bargain(hours=2))
    await bazaar.take(ordered, friend.id)
    await shop.rows("update promotion.campaign set state = 'stopped' where id = $1", stopped.campaign_id)
    with pytest.raises(BargainOver, match="停止"):
        await bazaar.help(owner, stopped.id)
    shop.clock.pass_(hours=3)
    assert await bazaar.desk.end_due() == 2
    assert await bazaar.desk.end_due() == 0
    states = dict(await shop.rows("select id, state from promotion.bargain"))
    assert states == {short.id: "expired", long.id: "open", stopped.id: "closed", ordered.id: "ordered"}


async def test_the_end_of_the_campaign_is_the_end_of_its_bargains(bazaar: Bazaar, owner: Shopper) -> None:
    page = await bazaar.opened(owner, Bargain(hours=24), ends_in_hours=5)
    assert (page.expires_at - page.opened_at).total_seconds() == 5 * 3600


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ("update promotion.campaign set state = 'stopped'", BargainNotRunning),
        ("update promotion.campaign set starts_at = ends_at - interval '1 hour'", BargainNotRunning),
        ("update commerce.product set status = 'off_sale'", BargainNotRunning),
        ("update commerce.sku set price_fen = 3900", BargainPointless),
        ("update promotion.campaign_item set quota = 3, taken = 3", BargainSoldOut),
        ("update promotion.campaign set state = 'draft'", BargainNotFound),
        ("delete from promotion.campaign_item", BargainNotFound),
    ],
)
async def test_what_cannot_be_opened(
    shop: Shop, bazaar: Bazaar, owner: Shopper, change: str, refusal: type[DomainError]
) -> None:
    sku = await shop.sku(LIST_FEN)
    campaign = await bazaar.campaign(sku)
    await shop.rows(change)
    with pytest.raises(refusal):
        await bazaar.desk.open(owner.id, campaign, sku)
    assert await shop.rows("select count(*) from promotion.bargain") == [(0,)]
    with pytest.raises(BargainNotFound):
        await bazaar.desk.open(owner.id, campaign, uuid4())


async def test_who_bought_as_many_as_allowed_opens_no_more(shop: Shop, bazaar: Bazaar, owner: Shopper) -> None:
    sku = await shop.sku(LIST_FEN)
    campaign = await bazaar.campaign(sku, per_member_max=1)
    await shop.rows("insert into promotion.member_taking values ($1, $2, $3, 1)", campaign, sku, owner.id)
    with pytest.raises(BargainLimitReached):
        await bazaar.desk.open(owner.id, campaign, sku)


async def test_an_exhausted_quota_is_told_and_nothing_can_be_bought(
    shop: Shop, bazaar: Bazaar, owner: Shopper, friend: Shopper
) -> None:
    page = await bazaar.opened(owner, quota=2)
    assert (page.quota, page.remaining) == (2, 2)
    await shop.rows("update promotion.campaign_item set taken = 2")
    seen = await bazaar.seen(page.id, owner)
    assert seen.remaining == 0 and not seen.asking.can_buy and "抢完" in seen.asking.why_not
    # A unit may come back from an order that is not paid: friends may go on.
    assert (await bazaar.help(friend, page.id)).is_new


async def test_the_risk_check_turns_a_help_away_and_it_is_kept(
    shop: Shop, bazaar: Bazaar, owner: Shopper, friend: Shopper
) -> None:
    page = await bazaar.opened(owner)

    class NoNewcomers:
        async def verdict(self, tx: object, helper_id: object, bargain: object) -> str | None:
            del tx, bargain
            return "注册满一天后才能帮忙砍价" if helper_id == friend.id else None

    desk = bazaar.desk
    careful = Bargains(shop.uow, (desk._store, desk._views), NoNewcomers(), (desk._clock, desk._ids, desk._rng))
    for _ in range(2):
        with pytest.raises(HelpRefused, match="注册满一天后"):
            await careful.help(friend.id, page.id)
    kept = await shop.rows("select helper_id, reason, times from promotion.bargain_refusal")
    assert kept == [(friend.id, "注册满一天后才能帮忙砍价", 2)]
    assert await shop.rows("select count(*) from promotion.bargain_help_day") == [(0,)]
    assert (await bazaar.seen(page.id)).cut_count == 1
    assert (await careful.help((await shop.shopper()).id, page.id)).is_new
    [row] = (await desk.of_campaign(OPERATOR, page.campaign_id, None, None, 20)).items
    assert (row.helper_count, row.refused_count, row.state, row.member_name[1:]) == (1, 1, "open", "**")
    assert (await desk.of_campaign(OPERATOR, page.campaign_id, "bought", None, 20)).items == []


async def test_lists_show_what_runs_and_ones_own(shop: Shop, bazaar: Bazaar, owner: Shopper, friend: Shopper) -> None:
    pages = [await bazaar.opened(owner, quota=5) for _ in range(3)]
    await shop.rows("update promotion.campaign set state = 'stopped' where id = $1", pages[0].campaign_id)
    items = (await bazaar.desk.items(owner.id, None)).items
    assert {item.mine_id for item in items} == {pages[1].id, pages[2].id}
    assert {(item.list_fen, item.floor_fen, item.remaining) for item in items} == {(LIST_FEN, FLOOR_FEN, 5)}
    assert [item.mine_id for item in (await bazaar.desk.items(friend.id, pages[1].product_id)).items] == [None]
    assert len((await bazaar.desk.items(None, None)).items) == 2
    first = await bazaar.desk.mine(owner.id, None, 2)
    rest = await bazaar.desk.mine(owner.id, first.next_cursor, 2)
    assert [card.id for card in (*first.items, *rest.items)] == [page.id for page in reversed(pages)]
    assert (await bazaar.desk.mine(friend.id, None, 2)).items == []


async def test_what_is_not_there(bazaar: Bazaar, friend: Shopper) -> None:
    for asked in (bazaar.desk.page(None, uuid4()), bazaar.desk.help(friend.id, uuid4())):
        with pytest.raises(BargainNotFound):
            await asked
