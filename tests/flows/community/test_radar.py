"""Behaviour of members: kept once, following merges, gone with the member; carts left alone are found once."""

from datetime import timedelta
from uuid import UUID

import pytest

from domain.community.guide_chats import ChatNotYours
from ports.commerce.cart_store import WantedLine
from ports.kernel import MemberId
from tests.flows.community.beside import did, follows, product_of, seen, willing
from tests.flows.community.conftest import Circle
from tests.flows.identity.conftest import People

GUIDE = "mei"


@pytest.fixture
async def people(circle: Circle) -> People:
    await circle.shop.rows("truncate insight.event, insight.seen, insight.presence")
    return People(circle.shop)


async def _kinds(circle: Circle, contact_id: str) -> list[str]:
    visits = (await circle.parts.sidebar.radar.visits(GUIDE, contact_id, (None, 100))).items
    return [event.kind for visit in visits for event in visit.events]


async def _of(circle: Circle, member_id: MemberId) -> int:
    [(count,)] = await circle.shop.rows("select count(*) from insight.event where member_id = $1", member_id)
    return int(count)


async def test_a_cart_left_alone_is_told_of_once(circle: Circle, people: People) -> None:
    shop, upkeep = circle.shop, circle.shop.modules.insight.upkeep
    buyer = await willing(shop, await shop.shopper())
    contact_id, sku_id = await follows(shop, GUIDE, buyer.id), await shop.sku()
    product_id = await product_of(shop, sku_id)
    await did(shop, buyer.id, seen(shop, "product_view", minutes_ago=1, product_id=product_id))
    await shop.services.carts.add(buyer.id, [WantedLine(sku_id, 2, True)])
    await did(shop, buyer.id, seen(shop, "cart_add", sku_id=sku_id, quantity=2))
    assert await upkeep.find_lonely_carts() == 0
    shop.clock.pass_(minutes=31)
    assert await upkeep.find_lonely_carts() == 1
    assert await upkeep.find_lonely_carts() == 0
    assert await _kinds(circle, contact_id) == ["abandoned", "cart_add", "product_view"]
    visit = (await circle.parts.sidebar.radar.visits(GUIDE, contact_id, (None, 10))).items[0]
    assert visit.events[0].amount_fen == 2 * 9900 and visit.events[0].product is not None
    # They come back, look, and go: the cart is the same one.
    await did(shop, buyer.id, seen(shop, "page", text="home"))
    shop.clock.pass_(minutes=31)
    assert await upkeep.find_lonely_carts() == 0
    # More goods make it another cart.
    await shop.services.carts.add(buyer.id, [WantedLine(sku_id, 1, True)])
    await did(shop, buyer.id, seen(shop, "cart_add", sku_id=sku_id, quantity=1))
    shop.clock.pass_(minutes=31)
    assert await upkeep.find_lonely_carts() == 1
    # An empty cart is left alone by everybody.
    await shop.services.carts.remove(buyer.id, [sku_id])
    await did(shop, buyer.id, seen(shop, "page", text="home"))
    shop.clock.pass_(minutes=31)
    assert await upkeep.find_lonely_carts() == 0


async def test_events_go_with_the_member(circle: Circle, people: People) -> None:
    shop = circle.shop
    one, other = await willing(shop, await shop.shopper()), await willing(shop, await shop.shopper())
    shared = seen(shop, "search", text="奶瓶")
    await did(shop, one.id, shared, seen(shop, "page", text="home"))
    await did(shop, other.id, seen(shop, "page", text="cart"))
    merge_id = await people.join(one.id, other.id)
    await people.later()
    gone = one.id if await people.merged_into(one.id) else other.id
    kept = other.id if gone == one.id else one.id
    assert (await _of(circle, gone), await _of(circle, kept)) == (0, 3)
    # Late reports of the phone that is still signed in as the other one; and a repetition.
    assert await did(shop, gone, seen(shop, "page", text="me")) == 1
    assert await did(shop, one.id, shared) == 0
    assert (await _of(circle, gone), await _of(circle, kept)) == (0, 4)
    await people.part(merge_id)
    await people.later()
    brought = 2 if gone == one.id else 1
    assert await _of(circle, gone) == brought and await _of(circle, kept) == 4 - brought


async def test_who_leaves_takes_everything_along(circle: Circle, people: People) -> None:
    shop = circle.shop
    buyer = await willing(shop, await shop.shopper())
    await did(shop, buyer.id, seen(shop, "search", text="奶瓶"), seen(shop, "page", text="home"))
    await shop.modules.members.privacy.ask_to_leave(buyer.id)
    shop.clock.pass_(days=8)
    assert await shop.modules.members.privacy.leave_due() == 1
    await shop.settle()
    for table in ("event", "seen", "presence"):
        assert (await shop.rows(f"select count(*) from insight.{table}"))[0][0] == 0, table
    assert await did(shop, buyer.id, seen(shop, "page", text="home")) == 0


async def test_old_events_go_by_the_setting(circle: Circle, people: People) -> None:
    shop, upkeep = circle.shop, circle.shop.modules.insight.upkeep
    buyer = await willing(shop, await shop.shopper())
    await did(shop, buyer.id, seen(shop, "page", text="home"))
    shop.clock.pass_(days=20)
    await did(shop, buyer.id, seen(shop, "page", text="home"))
    shop.clock.pass_(days=165)
    await upkeep.keep_months()
    assert await _of(circle, buyer.id) == 1
    assert (await shop.rows("select count(*) from insight.seen"))[0][0] == 0
    shop.clock.pass_(days=60)
    await upkeep.keep_months()
    assert await _of(circle, buyer.id) == 0


async def test_pages_of_visits_go_on_where_they_were(circle: Circle, people: People) -> None:
    shop, radar = circle.shop, circle.parts.sidebar.radar
    buyer = await willing(shop, await shop.shopper())
    contact_id = await follows(shop, GUIDE, buyer.id)
    events = [seen(shop, "page", minutes_ago=ago, text="home") for ago in (0, 5, 20, 90, 95)]
    await did(shop, buyer.id, *events)
    ids: list[UUID] = []
    cursor, cuts = None, []
    while True:
        page = await radar.visits(GUIDE, contact_id, (cursor, 2))
        ids += [event.id for visit in page.items for event in visit.events]
        cuts.append([visit.is_cut for visit in page.items])
        cursor = page.next_cursor
        if cursor is None:
            break
    assert ids == [event.id for event in events]
    assert cuts == [[True], [False, True], [False]]
    whole = (await radar.visits(GUIDE, contact_id, (None, 50))).items
    assert [len(visit.events) for visit in whole] == [3, 2]
    assert timedelta(0) < whole[0].last_at - whole[0].started_at <= timedelta(minutes=20)


async def test_a_group_shows_who_of_it_the_shop_knows(circle: Circle, people: People) -> None:
    shop, chats = circle.shop, circle.parts.sidebar.chats
    buyer = await willing(shop, await shop.shopper())
    contact_id, product_id = await follows(shop, GUIDE, buyer.id), await product_of(shop, await shop.sku())
    now = shop.clock.now()
    await shop.rows(
        "insert into community.chat (chat_id, name, owner, notice, admins, state, members, version, made_at, read_at)"
        " values ('wr-1', '待产交流群', $1, '', '{}', 'normal', 3, '1', $2, $2)",
        GUIDE,
        now,
    )
    for subject, is_staff in ((GUIDE, True), (contact_id, False), ("wm-stranger", False)):
        await shop.rows(
            "insert into community.chat_member (chat_id, subject, joined_at, is_staff, name, join_scene, state)"
            " values ('wr-1', $1, $2, $3, '', 1, '')",
            subject,
            now,
            is_staff,
        )
    await did(shop, buyer.id, seen(shop, "product_view", product_id=product_id))
    card = await chats.card(GUIDE, "wr-1")
    assert (card.name, card.members, [one.contact_id for one in card.known]) == ("待产交流群", 3, [contact_id])
    assert [(one.product.id, one.viewers) for one in card.viewed] == [(product_id, 1)]
    assert sum(share.members for share in card.levels) == 1
    for guide, chat_id in (("lan", "wr-1"), (GUIDE, "wr-2")):
        with pytest.raises(ChatNotYours):
            await chats.card(guide, chat_id)
