"""Live codes: made once whatever is lost, turned with the shifts; new contacts are greeted once (G1)."""

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from msgspec.structs import replace

from domain.community.live_code_desk import LiveCodeChanged, LiveCodeStopped
from ports.community.live_codes import LiveCodeRow, LiveCodeRules, Shift
from ports.governance.api import PermissionMissing
from ports.kernel import Invalid
from ports.outside.wecom import TextPart
from ports.outside.wecom_app import ContactAdded
from tests.flows.community.conftest import OPERATOR, Circle
from tests.flows.promotion.conftest import Promo

EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
MORNING, EVENING = Shift(("mei",), EVERY_DAY, 0, 720), Shift(("lan",), EVERY_DAY, 720, 1440)
RULES = LiveCodeRules("门店海报", (MORNING, EVENING), ("lan",), None, True, ("t-vip",), "欢迎来到暖禾", None)


async def made(circle: Circle, rules: LiveCodeRules = RULES) -> LiveCodeRow:
    await circle.compare()
    circle.shop.clock.at = datetime(2025, 12, 1, 1, tzinfo=UTC)  # nine in the morning
    row = await circle.parts.live_code_desk.create(OPERATOR, rules)
    await circle.shop.settle()
    return await _now(circle, row)


async def _now(circle: Circle, row: LiveCodeRow) -> LiveCodeRow:
    return next(one for one in await circle.parts.live_code_desk.all(OPERATOR) if one.id == row.id)


async def scanned(circle: Circle, row: LiveCodeRow, contact_id: str, *, told: int = 1) -> None:
    """Somebody adds the guide who serves now; WeCom says so `told` times, each time anew."""
    guide = circle.wecom.codes.made[row.config_id or ""].user_ids[0]
    circle.wecom.befriend(guide, contact_id, state=row.mark)
    event = ContactAdded(guide, contact_id, row.mark, f"w-{contact_id}", circle.shop.clock.now(), is_half=False)
    for _ in range(told):
        await circle.told(event)
    await circle.shop.settle()


async def test_a_code_is_made_and_turned_with_the_shifts(circle: Circle) -> None:
    row = await made(circle)
    assert (row.state, row.told, row.qr_url) == ("active", ("mei",), "https://qr.example/config-0")
    assert circle.wecom.codes.made["config-0"].state == row.mark
    assert await circle.parts.live_codes.turn() == 0
    circle.shop.clock.pass_(hours=4)
    assert await circle.parts.live_codes.turn() == 1
    assert (await _now(circle, row)).told == circle.wecom.codes.made["config-0"].user_ids == ("lan",)


async def test_who_has_had_enough_today_hands_over_to_the_spare_one(circle: Circle) -> None:
    row = await made(circle, replace(RULES, daily_max=2))
    for number in range(2):
        await scanned(circle, row, f"wm{number}")
    assert await circle.parts.live_codes.turn() == 1
    assert circle.wecom.codes.made["config-0"].user_ids == ("lan",)
    circle.shop.clock.pass_(hours=24)
    assert await circle.parts.live_codes.turn() == 1
    assert circle.wecom.codes.made["config-0"].user_ids == ("mei",)


async def test_a_lost_answer_makes_no_second_code(circle: Circle) -> None:
    await circle.compare()
    circle.wecom.codes.lose = True
    row = await circle.parts.live_code_desk.create(OPERATOR, RULES)
    due = await circle.shop.rows("select id, kind from kernel.delivery where status = 'pending'")
    await circle.shop.deliverer.deliver(due)  # type: ignore[arg-type]
    assert (await _now(circle, row)).state == "making" and len(circle.wecom.codes.made) == 1
    await circle.shop.rows("update kernel.delivery set last_error = null, attempts = 0")
    circle.shop.clock.pass_(minutes=10)
    await circle.shop.settle()
    assert (await _now(circle, row)).config_id == "config-0" and len(circle.wecom.codes.made) == 1


async def test_changes_and_stopping_reach_wecom(circle: Circle) -> None:
    row = await made(circle)
    desk = circle.parts.live_code_desk
    changed = await desk.change(OPERATOR, row.id, replace(RULES, name="包裹卡", spare_user_ids=()), row.version)
    with pytest.raises(LiveCodeChanged):
        await desk.change(OPERATOR, row.id, RULES, row.version)
    await circle.shop.settle()
    assert circle.wecom.codes.made["config-0"].remark == "包裹卡" and changed.version == 2
    await desk.stop(OPERATOR, row.id)
    await circle.shop.settle()
    assert (await _now(circle, row)).state == "stopped" and circle.wecom.codes.made == {}
    with pytest.raises(LiveCodeStopped):
        await desk.stop(OPERATOR, row.id)


async def test_nobody_serves(circle: Circle) -> None:
    row = await made(circle, replace(RULES, shifts=(), spare_user_ids=("nobody",)))
    assert row.state == "failed" and "没有能接待的导购" in str(row.problem)
    assert circle.wecom.codes.made == {}
    again = await circle.parts.live_code_desk.change(OPERATOR, row.id, RULES, row.version)
    await circle.shop.settle()
    assert (await _now(circle, again)).state == "active"


async def test_a_new_contact_is_welcomed_and_tagged_once(circle: Circle) -> None:
    row = await made(circle)
    await scanned(circle, row, "wm1", told=3)
    assert circle.wecom.door.sent == [("w-wm1", (TextPart("欢迎来到暖禾"),))]
    assert circle.wecom.pairs["mei", "wm1"].tag_ids == ("t-vip",)
    assert await circle.shop.rows("select state from community.greeting") == [("sent",)]
    await circle.compare()
    assert await circle.mirrored() == circle.truth()


async def test_a_welcome_whose_answer_is_lost_is_not_sent_again(circle: Circle) -> None:
    row = await made(circle)
    circle.wecom.door.lose = True
    await scanned(circle, row, "wm1", told=2)
    assert len(circle.wecom.door.sent) == 1
    assert await circle.shop.rows("select state from community.greeting") == [("unknown",)]


async def test_a_code_of_before_and_a_welcome_that_comes_too_late(circle: Circle) -> None:
    row = await made(circle)
    stranger = ContactAdded("mei", "wm9", "old-mark", "w-wm9", circle.shop.clock.now(), is_half=False)
    circle.wecom.befriend("mei", "wm9", state="old-mark")
    await circle.told(stranger)
    await circle.shop.settle()
    assert circle.wecom.door.sent == []
    circle.wecom.door.sent.append(("w-wm1", ()))
    await scanned(circle, row, "wm1")
    assert await circle.shop.rows("select contact_id, state from community.greeting") == [("wm1", "gone")]


async def test_bad_rules_change_nothing(circle: Circle) -> None:
    desk = circle.parts.live_code_desk
    wrong = (
        replace(RULES, name="  "),
        replace(RULES, shifts=(), spare_user_ids=()),
        replace(RULES, daily_max=0),
        replace(RULES, shifts=(replace(MORNING, to_minute=0),)),
        replace(RULES, shifts=(replace(MORNING, weekdays=(8,)),)),
    )
    for rules in wrong:
        with pytest.raises(Invalid):
            await desk.create(OPERATOR, rules)
    reader = type(OPERATOR)(OPERATOR.id, "小林", frozenset({"community.read"}), "127.0.0.1")
    with pytest.raises(PermissionMissing):
        await desk.create(reader, RULES)
    assert await circle.shop.rows("select count(*) from community.live_code") == [(0,)]


async def test_changes_by_two_operators_and_the_sweep_at_once(circle: Circle) -> None:
    row = await made(circle)
    desk = circle.parts.live_code_desk
    done = await asyncio.gather(
        *(desk.change(OPERATOR, row.id, replace(RULES, name=f"名称{n}"), row.version) for n in range(4)),
        *(circle.parts.live_codes.turn() for _ in range(3)),
        return_exceptions=True,
    )
    assert sum(isinstance(one, LiveCodeChanged) for one in done) == 3
    await circle.shop.settle()
    now = await _now(circle, row)
    assert now.version == 2 and circle.wecom.codes.made["config-0"].remark == now.rules.name


async def test_a_coupon_waits_for_the_new_contact_who_becomes_a_shopper(circle: Circle) -> None:
    template_id = await Promo(circle.shop).template(per_member_max=1)
    row = await made(circle, replace(RULES, template_id=template_id))
    guide = circle.wecom.codes.made[row.config_id or ""].user_ids[0]
    circle.wecom.befriend(guide, "wm1", unionid="u-1", state=row.mark)
    for hour in range(2):  # deleted and added again: another greeting, and no second coupon
        circle.shop.clock.pass_(hours=hour)
        await circle.told(ContactAdded(guide, "wm1", row.mark, f"w-{hour}", circle.shop.clock.now(), is_half=False))
        await circle.shop.settle()
    coupons = await circle.shop.rows(
        "select member_id, state from promotion.coupon where template_id = $1", template_id
    )
    [(member_id,)] = await circle.shop.rows("select member_id from members.identity where subject = 'wm1'")
    assert coupons == [(member_id, "held")] and len(circle.wecom.door.sent) == 2


async def test_a_coupon_that_is_not_to_be_had_holds_nothing_up(circle: Circle) -> None:
    row = await made(circle, replace(RULES, template_id=uuid4()))
    await scanned(circle, row, "wm1")
    assert len(circle.wecom.door.sent) == 1
    assert await circle.shop.rows("select count(*) from kernel.delivery where status <> 'done'") == [(0,)]
