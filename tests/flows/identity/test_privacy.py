"""One's own data: what was agreed to, a copy of everything, and leaving (V9)."""

import json
from uuid import uuid4

import pytest

from domain.members.privacy import blocking_words
from ports.commerce.cart_store import WantedLine
from ports.kernel import MemberId, OrderId
from ports.members.devices import Device
from ports.members.personal_data import ExportNotReady, LeavingBlocked, LeavingNotAsked
from tests.flows.identity.conftest import SUPERVISOR, People, name
from tests.flows.orders.conftest import HOME, Shop, Shopper
from tests.flows.promotion.conftest import Promo


async def _completed(buyer: Shopper, sku) -> OrderId:
    """Bought and brought to its end, as the clock and the courier would."""
    order = await buyer.buy((sku, 1))
    await buyer.shop.rows(
        """update commerce."order" set status = 'completed', ended_at = $2 where id = $1""",
        order.id,
        buyer.shop.clock.now(),
    )
    return OrderId(order.id)


async def test_consents_are_a_history_and_the_latest_stands(people: People, shop: Shop) -> None:
    privacy, member_id = shop.modules.members.privacy, await people.login(name())
    for version in ("2025-10", "2025-10", "2025-11"):
        await shop.services.identity.consent(member_id, version)
        shop.clock.pass_(minutes=1)
    for given in (True, True, False):
        view = await privacy.set_marketing(member_id, given)
        shop.clock.pass_(minutes=1)
    assert (view.privacy_version, view.marketing) == ("2025-11", False)
    told = [(one.kind, one.is_given, one.version) for one in view.consents]
    assert told == [
        ("marketing", False, "2026-11"),
        ("marketing", True, "2026-11"),
        ("privacy", True, "2025-11"),
        ("privacy", True, "2025-10"),
    ]


async def test_a_copy_holds_all_that_is_ones_own_and_nothing_of_others(people: People, shop: Shop) -> None:
    privacy, promo = shop.modules.members.privacy, Promo(shop)
    openid = name()
    mine, other = await people.shopper(openid), await people.shopper(name())
    sku = await shop.sku(south=50)
    order, foreign = await mine.buy((sku, 1)), await other.buy((sku, 2))
    await shop.services.identity.set_phone(mine.id, "16600000081")
    await shop.services.identity.set_phone(other.id, "16600000082")
    await shop.services.carts.add(mine.id, [WantedLine(sku, 2)])
    await promo.coupon(mine)
    assert await shop.modules.members.tags.devices.seen(mine.id, Device("ios", "mini_program"))
    asked = await privacy.ask_export(mine.id)
    assert asked.state == "making"
    assert (await privacy.ask_export(mine.id)).id == asked.id
    await shop.settle()
    ready = (await privacy.show(mine.id)).export
    assert ready is not None and ready.state == "ready" and ready.id == asked.id
    file = await privacy.export_file(mine.id, asked.id)
    copy = json.loads(file.content)
    assert set(copy) == {
        *("说明", "会员资料", "登录身份", "收货地址", "授权记录", "服务通知", "订单", "售后", "付款记录", "收藏"),
        *(
            "购物车",
            "优惠券",
            "活动",
            "积分明细",
            "成长值明细",
            "生日",
            "设备",
            "孩子",
            "签到",
            "抽奖",
            "评价与晒单",
            "对评价与晒单的反馈",
            "奖品与兑换",
            "付费会员",
        ),
        *("商家标记的标签", "浏览记录", "公众号关注记录"),
    }
    assert copy["会员资料"][0]["手机号"] == "16600000081"
    assert copy["收货地址"][0]["姓名"] == HOME.name and copy["登录身份"][0]["标识"] == openid
    assert [one["订单号"] for one in copy["订单"]] == [order.number]
    assert copy["订单"][0]["收货人"]["detail"] == HOME.detail and copy["订单"][0]["实付元"] == "99.00"
    assert len(copy["付款记录"]) == 1 and copy["购物车"][0]["数量"] == 2 and len(copy["优惠券"]) == 1
    for foreign_text in (foreign.number, "16600000082", str(other.id)):
        assert foreign_text not in file.content
    with pytest.raises(ExportNotReady):
        await privacy.export_file(other.id, asked.id)
    ((sealed,),) = await shop.rows("select content_sealed from members.export")
    assert b"16600000081" not in sealed and order.number.encode() not in sealed
    shop.clock.pass_(days=7)
    with pytest.raises(ExportNotReady):
        await privacy.export_file(mine.id, asked.id)
    assert await privacy.expire_exports() == 1
    assert await shop.rows("select state, content_sealed from members.export") == [("expired", None)]


async def test_leaving_is_refused_while_something_is_open(people: People, shop: Shop) -> None:
    privacy, mine = shop.modules.members.privacy, await people.shopper(name())
    await mine.buy((await shop.sku(), 1))
    with pytest.raises(LeavingBlocked, match="还有 1 个订单没有完成"):
        await privacy.ask_to_leave(mine.id)
    view = await privacy.show(mine.id)
    assert view.leaving is None and view.blockers == ("还有 1 个订单没有完成，请先收货或取消",)
    assert blocking_words(0, 1, 2) == ("还有 1 个售后没有处理完", "还有 2 笔退款没有到账")


async def test_leaving_can_be_withdrawn_for_a_week(people: People, shop: Shop) -> None:
    privacy, member_id = shop.modules.members.privacy, await people.login(name())
    with pytest.raises(LeavingNotAsked):
        await privacy.withdraw_leaving(member_id)
    asked = (await privacy.ask_to_leave(member_id)).leaving
    assert asked is not None and asked.state == "cooling" and (asked.due_at - asked.asked_at).days == 7
    shop.clock.pass_(days=3)
    again = (await privacy.ask_to_leave(member_id)).leaving
    assert again == asked
    assert await privacy.leave_due() == 0
    view = await privacy.withdraw_leaving(member_id)
    assert view.leaving is not None and view.leaving.state == "withdrawn"
    shop.clock.pass_(days=10)
    assert await privacy.leave_due() == 0
    assert (await shop.services.identity.me(member_id)).nickname.startswith("禾友")


async def test_what_is_bought_in_that_week_puts_it_off(people: People, shop: Shop) -> None:
    privacy, mine = shop.modules.members.privacy, await people.shopper(name())
    await privacy.ask_to_leave(mine.id)
    order = await mine.buy((await shop.sku(), 1))
    shop.clock.pass_(days=7)
    assert await privacy.leave_due() == 0
    leaving = (await privacy.show(mine.id)).leaving
    assert leaving is not None and leaving.waits_for == "还有 1 个订单没有完成，请先收货或取消"
    assert (await mine.see(OrderId(order.id))).number == order.number


async def test_who_has_left_is_nobody_and_the_books_stay(people: People, shop: Shop) -> None:
    privacy, promo, openid = shop.modules.members.privacy, Promo(shop), name()
    mine, second = await people.shopper(openid, "union-left"), await people.shopper(name())
    await shop.services.identity.set_phone(mine.id, "16600000083")
    sku = await shop.sku(south=50)
    old = await _completed(mine, sku)
    shop.clock.pass_(days=20)
    young = await _completed(mine, sku)
    await people.join(mine.id, second.id)
    coupon = await promo.coupon(mine)
    await shop.services.carts.add(mine.id, [WantedLine(sku, 2)])
    token = (await shop.services.identity.sign_in(f"{openid}/union-left")).token
    await shop.settle()
    await privacy.ask_to_leave(mine.id)
    shop.clock.pass_(days=7)
    assert await privacy.leave_due() == 1
    await shop.settle()
    assert await shop.services.identity.session_member(token) is None
    left = await shop.rows(
        "select nickname, openid, unionid, phone_sealed, phone_index, avatar_url from members.member"
        " where id = any($1)",
        [mine.id, second.id],
    )
    assert left == [("已注销用户", None, None, None, None, None)] * 2
    for table in ("identity", "address", "session", "card_code", "export"):
        ((count,),) = await shop.rows(f"select count(*) from members.{table}")
        assert count == 0, table
    assert await shop.rows("select evidence, proof from members.merge") == [(["已随注销清除"], "operator")]
    assert await people.cart_of(mine.id) == {}
    assert await promo.state(coupon) == "revoked"
    receivers = 'select id, receiver_masked from commerce."order" where member_id = $1'
    assert dict(await shop.rows(receivers, mine.id)) == {old: "已注销", young: "王** 138****5678"}
    fulfilled = "select order_id, receiver_masked from supply.fulfilment"
    assert dict(await shop.rows(fulfilled))[old] == "已注销"
    assert await shop.rows("select count(*) from payments.attempt where state = 'paid'") == [(2,)]
    # When the term of the younger order is over, its receiver goes too.
    shop.clock.pass_(days=15)
    await shop.settle()
    assert {row[1] for row in await shop.rows(receivers, mine.id)} == {"已注销"}
    assert (await shop.services.order_desk.one(SUPERVISOR, old)).id == old
    # The same person comes again as somebody new.
    again = await people.login(openid, "union-left")
    assert again not in (mine.id, second.id)
    rows = (await privacy.leavings(SUPERVISOR, "done", None, 20)).items
    assert [(row.nickname, row.phone_masked) for row in rows] == [("已注销用户", None)]
    assert await privacy.leave_due() == 0


async def test_nobody_leaves_for_somebody_else(people: People, shop: Shop) -> None:
    privacy = shop.modules.members.privacy
    one, two = await people.login(name()), await people.login(name())
    await privacy.ask_to_leave(one)
    with pytest.raises(LeavingNotAsked):
        await privacy.withdraw_leaving(two)
    assert (await privacy.show(two)).leaving is None
    assert (await privacy.show(MemberId(uuid4()))).consents == ()
