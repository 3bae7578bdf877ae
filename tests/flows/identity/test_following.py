"""What other modules keep of a member follows a merge, and comes back exactly when it is undone (M1)."""

from uuid import uuid4

import pytest

from domain.members.addresses import AddressDraft
from domain.members.merging import MergeUndone
from ports.commerce.cart_store import WantedLine
from ports.kernel import OrderId
from ports.members.api import MembersMerged
from ports.members.store import ADDRESSES_MAX
from ports.promotion.rules import TimedPrice
from ports.promotion.store import ItemRow
from tests.flows.identity.conftest import People, name
from tests.flows.orders.conftest import HOME, Shop
from tests.flows.promotion.conftest import Promo


async def test_orders_follow_and_unmerging_after_new_orders_gives_back_what_was_brought(
    people: People, shop: Shop
) -> None:
    kept, gone = await people.shopper(name()), await people.shopper(name())
    sku = await shop.sku(south=50)
    paid_by_kept = await kept.buy((sku, 1))
    paid_by_gone, unpaid_of_gone = await gone.buy((sku, 1)), await gone.place((sku, 2))
    merge_id = await people.join(kept.id, gone.id)
    await people.later()
    everything = {paid_by_kept.id, paid_by_gone.id, unpaid_of_gone.id}
    assert await people.orders_of(kept.id) == everything
    # The open order is paid by the person that they are now.
    await kept.pay(OrderId(unpaid_of_gone.id))
    new = await kept.buy((sku, 1))
    assert await people.orders_of(kept.id) == everything | {new.id}
    await people.part(merge_id)
    await people.later()
    assert await people.orders_of(kept.id) == {paid_by_kept.id, new.id}
    assert await people.orders_of(gone.id) == {paid_by_gone.id, unpaid_of_gone.id}
    assert (await gone.see(OrderId(unpaid_of_gone.id))).paid_at is not None
    with pytest.raises(MergeUndone):
        await people.part(merge_id)


async def test_the_same_tidings_again_and_late_change_nothing(people: People, shop: Shop) -> None:
    kept, gone = await people.shopper(name()), await people.shopper(name())
    sku = await shop.sku(south=50)
    mine, brought = await kept.buy((sku, 1)), await gone.buy((sku, 1))
    await shop.services.carts.add(gone.id, [WantedLine(sku, 3)])
    merge_id = await people.join(kept.id, gone.id)
    await people.later()
    await shop.services.carts.remove(kept.id, [sku])
    event = MembersMerged(merge_id, gone.id, kept.id)
    for _ in range(2):
        async with shop.uow.begin() as tx:
            tx.emit(event)
        await shop.settle()
    assert await people.cart_of(kept.id) == {}
    assert await people.orders_of(kept.id) == {mine.id, brought.id}
    await people.part(merge_id)
    async with shop.uow.begin() as tx:
        tx.emit(event)
    await people.later()
    assert await people.orders_of(kept.id) == {mine.id}
    assert await people.orders_of(gone.id) == {brought.id}


async def test_an_order_that_was_being_placed_during_the_merge_follows_at_the_second_telling(
    people: People, shop: Shop
) -> None:
    kept, gone = await people.shopper(name()), await people.shopper(name())
    sku = await shop.sku(south=50)
    await kept.buy((sku, 1))
    merge_id = await people.join(kept.id, gone.id)
    await shop.settle()
    late = uuid4()
    await shop.rows(
        """insert into commerce."order" (id, number, member_id, openid, client_key, source, status, title, quantity,
               goods_fen, discount_fen, freight_fen, payable_fen, saved_fen, derivation, note, placed_at, pay_by)
           select $1, 'late-1', $2, openid, 'late', source, 'cancelled', title, quantity, goods_fen, discount_fen,
               freight_fen, payable_fen, saved_fen, derivation, note, placed_at, pay_by
           from commerce."order" where member_id = $3 limit 1""",
        late,
        gone.id,
        kept.id,
    )
    await people.later()
    assert late in await people.orders_of(kept.id)
    await people.part(merge_id)
    await people.later()
    assert await people.orders_of(gone.id) == {late}


async def test_merges_are_undone_in_any_order(people: People, shop: Shop) -> None:
    first, second, third = [await people.shopper(name()) for _ in range(3)]
    sku = await shop.sku(south=50)
    own = {one.id: (await one.buy((sku, 1))).id for one in (first, second, third)}
    inner = await people.join(second.id, first.id)
    outer = await people.join(first.id, third.id)
    await shop.settle()
    assert await people.orders_of(first.id) == set(own.values())
    after = (await first.buy((sku, 1))).id
    # The earlier one first, while the later one stands.
    await people.part(inner)
    await people.later()
    assert await people.orders_of(second.id) == {own[second.id]}
    assert await people.orders_of(first.id) == {own[first.id], own[third.id], after}
    await people.part(outer)
    await people.later()
    assert await people.orders_of(third.id) == {own[third.id]}
    assert await people.orders_of(first.id) == {own[first.id], after}
    assert await people.standing() == []


async def test_the_inner_merge_of_a_chain_is_undone_and_the_outer_one_stands(people: People, shop: Shop) -> None:
    first, second, third = [await people.shopper(name()) for _ in range(3)]
    sku = await shop.sku(south=50)
    own = {one.id: (await one.buy((sku, 1))).id for one in (third, second, first)}
    await shop.rows("update members.member set joined_at = joined_at - interval '1 day' where id = $1", third.id)
    inner = await people.join(first.id, second.id)
    await shop.settle()
    kept_first = await people.merged_into(second.id)
    assert kept_first == first.id
    await people.join(first.id, third.id)
    await shop.settle()
    assert await people.merged_into(first.id) == third.id == await people.merged_into(second.id)
    await people.part(inner)
    # Told late and in the wrong order: nothing was settled in between.
    await people.later()
    assert await people.merged_into(second.id) is None
    assert await people.merged_into(first.id) == third.id
    assert await people.orders_of(second.id) == {own[second.id]}
    assert await people.orders_of(third.id) == {own[first.id], own[third.id]}


async def test_carts_and_favourites_are_joined_and_each_gets_back_what_was_theirs(people: People, shop: Shop) -> None:
    kept, gone = await people.shopper(name()), await people.shopper(name())
    one, two, three = [await shop.sku(south=50) for _ in range(3)]
    carts = shop.services.carts
    await carts.add(kept.id, [WantedLine(one, 90), WantedLine(two, 1)])
    await carts.add(gone.id, [WantedLine(one, 20), WantedLine(three, 4)])
    merge_id = await people.join(kept.id, gone.id)
    await people.later()
    assert await people.cart_of(kept.id) == {one: 99, two: 1, three: 4}
    await people.part(merge_id)
    await people.later()
    assert await people.cart_of(kept.id) == {one: 90, two: 1}
    assert await people.cart_of(gone.id) == {one: 20, three: 4}


async def test_coupons_and_limits_are_those_of_one_person(people: People, shop: Shop) -> None:
    promo = Promo(shop)
    kept, gone = await people.shopper(name()), await people.shopper(name())
    sku = await shop.sku(20_000, south=50)
    run = await promo.run(TimedPrice(), ItemRow(sku, 15_000, 20, 2))
    for buyer in (kept, gone):
        await buyer.buy((sku, 1), expected_payable_fen=15_000)
    held, mine = await promo.coupon(gone), await promo.coupon(kept)
    merge_id = await people.join(kept.id, gone.id)
    await people.later()
    taking = "select member_id, taken from promotion.member_taking where campaign_id = $1 and taken > 0"
    assert await shop.rows(taking, run) == [(kept.id, 2)]
    owners = "select member_id from promotion.coupon where id = any($1::uuid[])"
    assert {row[0] for row in await shop.rows(owners, [held, mine])} == {kept.id}
    await people.part(merge_id)
    await people.later()
    assert dict(await shop.rows(taking, run)) == {kept.id: 1, gone.id: 1}
    assert await shop.rows(owners, [held]) == [(gone.id,)]
    claimed = "select member_id, claimed from promotion.coupon_count where claimed > 0"
    assert dict(await shop.rows(claimed)) == {kept.id: 1, gone.id: 1}
    await promo.assert_sound()


async def test_addresses_move_as_far_as_the_book_has_room(people: People, shop: Shop) -> None:
    kept, gone = await people.shopper(name()), await people.shopper(name())
    for _ in range(ADDRESSES_MAX - 2):
        await shop.services.addresses.add(kept.id, AddressDraft(HOME, None, False))
    await shop.services.addresses.add(gone.id, AddressDraft(HOME, "公司", True))
    merge_id = await people.join(kept.id, gone.id)
    book = (await shop.services.addresses.all(kept.id)).items
    assert len(book) == ADDRESSES_MAX and book[0].id == kept.address_id
    assert "公司" in {address.tag for address in book}
    await people.part(merge_id)
    assert len((await shop.services.addresses.all(kept.id)).items) == ADDRESSES_MAX - 1
    back = (await shop.services.addresses.all(gone.id)).items
    assert [address.tag for address in back] == ["公司", None] and back[0].is_default
    counts = await shop.rows("select id, address_count from members.member where id = any($1)", [kept.id, gone.id])
    assert dict(counts) == {kept.id: ADDRESSES_MAX - 1, gone.id: 2}


async def test_the_phone_is_taken_where_there_is_none_and_given_back(people: People, shop: Shop) -> None:
    kept, openid = await people.login(name()), name()
    gone = await people.login(openid)
    await shop.services.identity.set_phone(gone, "16600000079")
    await shop.services.identity.set_nickname(gone, "小满")
    merge_id = await people.join(kept, gone)
    me = await shop.services.identity.me(kept)
    assert (me.phone_masked, me.nickname) == ("166****0079", "小满")
    await people.part(merge_id)
    me, other = await shop.services.identity.me(kept), await shop.services.identity.me(gone)
    assert (me.phone_masked, me.nickname[:2]) == (None, "禾友")
    assert (other.id, other.phone_masked, other.nickname) == (gone, "166****0079", "小满")
    assert await people.login(openid) == gone
    # Two people now: the shared number does not bring them up again.
    await shop.services.identity.set_phone(kept, "16600000079")
    assert await shop.rows("select state from members.match") == [("dismissed",)]


async def test_parting_a_merge_by_unionid_disputes_the_unionid(people: People, shop: Shop) -> None:
    openid, unionid = name(), name()
    kept = await people.shopper(name(), unionid)
    gone = await people.login(openid)
    assert await people.login(openid, unionid) == kept.id
    ((merge_id, _, _, proof),) = await people.standing()
    assert proof == "unionid"
    await people.part(merge_id)
    # The same unionid comes with the next login, and joins them no more.
    assert await people.login(openid, unionid) == gone
    assert await people.login(openid, unionid) == gone
    assert await people.standing() == []
    assert await people.seen("wecom", name(), unionid) == kept.id
    disputed = await shop.rows("select subject from members.identity where unionid_disputed")
    assert disputed == [(openid,)]
