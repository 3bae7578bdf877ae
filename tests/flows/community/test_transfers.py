"""Customers go to another guide: who may, each once, whatever is lost on the way (G1)."""

import asyncio
from datetime import timedelta

import pytest

from domain.community.transfer_desk import NobodyToTransfer
from ports.community.transfers import NewTransfer, TransferRules, TransferView
from ports.kernel import Invalid
from ports.outside.wecom import Unassigned
from ports.outside.wecom_app import StaffChanged, TransferFailed
from tests.flows.community.conftest import OPERATOR, Circle

NEW = NewTransfer("mei", "lan", has_left=False, words="以后由小澜为您服务", reason="休产假")


@pytest.fixture
async def friends(circle: Circle) -> Circle:
    for number in range(5):
        circle.wecom.befriend("mei", f"wm{number}")
    await circle.compare()
    await circle.shop.settle()
    return circle


async def _counts(circle: Circle, view: TransferView) -> dict[str, int]:
    return dict((await circle.parts.transfer_desk.one(OPERATOR, view.id)).counts)


async def _later(circle: Circle) -> None:
    circle.shop.clock.pass_(hours=1)
    await circle.parts.transfers.look_at_due()
    await circle.shop.settle()


async def test_from_the_preview_to_the_end(friends: Circle) -> None:
    desk = friends.parts.transfer_desk
    preview = await desk.preview(OPERATOR, NEW, None)
    assert (preview.free, preview.protected_count) == (5, 0)
    view = await desk.start(OPERATOR, NEW, ["wm0", "wm1", "wm2", "stranger"])
    await friends.shop.settle()
    assert await _counts(friends, view) == {"waiting": 3}
    assert friends.wecom.transfers.started == [("mei", "lan", ("wm0", "wm1", "wm2"), "以后由小澜为您服务", False)]
    for contact_id, state in (("wm0", "done"), ("wm1", "refused")):
        friends.wecom.transfers.end(("mei", "lan"), contact_id, state)  # type: ignore[arg-type]
    friends.wecom.part("mei", "wm0")
    friends.wecom.befriend("lan", "wm0")
    await _later(friends)
    assert await _counts(friends, view) == {"done": 1, "refused": 1, "waiting": 1}
    assert await friends.mirrored() == friends.truth()
    page = await desk.contacts(OPERATOR, view.id, "refused", (None, 20))
    assert [(one.contact_id, one.why) for one in page.items] == [("wm1", "客户拒绝了接替")]


async def test_who_is_on_the_way_is_not_moved_again(friends: Circle) -> None:
    desk = friends.parts.transfer_desk
    done = await asyncio.gather(*(desk.start(OPERATOR, NEW, ["wm0", "wm1"]) for _ in range(4)), return_exceptions=True)
    assert sum(isinstance(one, TransferView) for one in done) == 1
    assert sum(isinstance(one, NobodyToTransfer) for one in done) == 3
    await friends.shop.settle()
    assert [started[2] for started in friends.wecom.transfers.started] == [("wm0", "wm1")]
    preview = await desk.preview(OPERATOR, NEW, None)
    assert preview.free == 3 and {one.why for one in preview.protected} == {"正在接替中"}
    assert await friends.shop.rows("select count(*) from community.transfer") == [(1,)]


async def test_a_lost_answer_is_looked_for_before_anything_is_said_again(friends: Circle) -> None:
    friends.wecom.transfers.lose = True
    view = await friends.parts.transfer_desk.start(OPERATOR, NEW, None)
    await friends.shop.settle()
    assert await _counts(friends, view) == {"unknown": 5}
    await _later(friends)
    assert await _counts(friends, view) == {"waiting": 5} and len(friends.wecom.transfers.started) == 1


async def test_what_a_dead_process_left_is_told_if_wecom_knows_nothing(friends: Circle) -> None:
    view = await friends.parts.transfer_desk.start(OPERATOR, NEW, None)
    await friends.shop.rows("update community.transfer_contact set state = 'starting'")
    await friends.shop.rows("update kernel.delivery set status = 'done' where status = 'pending'")
    await _later(friends)
    assert await _counts(friends, view) == {"waiting": 5} and len(friends.wecom.transfers.started) == 1


async def test_wecom_refuses_some_and_a_customer_refuses_later(friends: Circle) -> None:
    friends.wecom.transfers.refusing = {"wm3": 40128}
    view = await friends.parts.transfer_desk.start(OPERATOR, NEW, None)
    await friends.shop.settle()
    assert await _counts(friends, view) == {"waiting": 4, "failed": 1}
    await friends.told(TransferFailed("mei", "wm4", "customer_limit_exceed", friends.shop.clock.now()))
    await friends.shop.settle()
    assert await _counts(friends, view) == {"waiting": 3, "failed": 1, "taker_full": 1}


async def test_rules_protect_until_a_guide_has_left(friends: Circle) -> None:
    desk = friends.parts.transfer_desk
    await desk.change_rules(OPERATOR, TransferRules(added_days=7), 0)
    preview = await desk.preview(OPERATOR, NEW, None)
    assert preview.free == 0 and preview.protected[0].why == "添加不满 7 天"
    with pytest.raises(NobodyToTransfer):
        await desk.start(OPERATOR, NEW, None)
    friends.wecom.staff_ids.remove("mei")
    left_at = friends.shop.clock.now()
    friends.wecom.transfers.waiting = [Unassigned("mei", f"wm{number}", left_at) for number in range(5)]
    await friends.told(StaffChanged("mei", has_left=True, at=left_at))
    await friends.shop.settle()
    with pytest.raises(Invalid):
        await desk.preview(OPERATOR, NEW, None)
    [waiting] = await desk.unassigned(OPERATOR)
    assert (waiting.user_id, waiting.contacts) == ("mei", 5)
    assert (await friends.shop.services.dashboard.attention(OPERATOR)).unassigned == 5
    gone = NewTransfer("mei", "lan", has_left=True, words="", reason="离职")
    view = await desk.start(OPERATOR, gone, None)
    friends.wecom.transfers.waiting = []
    await friends.shop.settle()
    assert await _counts(friends, view) == {"waiting": 5}
    for number in range(5):
        friends.wecom.transfers.end(("mei", "lan"), f"wm{number}")
    await _later(friends)
    assert await _counts(friends, view) == {"done": 5} and await desk.unassigned(OPERATOR) == ()


async def test_twice_in_ninety_days_is_enough(friends: Circle) -> None:
    desk, shop = friends.parts.transfer_desk, friends.shop
    await desk.change_rules(OPERATOR, TransferRules(moved_days=0), 0)
    for handover, takeover in (("mei", "lan"), ("lan", "mei")):
        new = NewTransfer(handover, takeover, has_left=False, words="", reason="调班")
        await desk.start(OPERATOR, new, ["wm0"])
        await shop.settle()
        friends.wecom.transfers.end((handover, takeover), "wm0")
        friends.wecom.part(handover, "wm0")
        friends.wecom.befriend(takeover, "wm0")
        await _later(friends)
    preview = await desk.preview(OPERATOR, NEW, ["wm0"])
    assert preview.free == 0 and "企业微信不再允许" in preview.protected[0].why
    shop.clock.at += timedelta(days=91)
    assert (await desk.preview(OPERATOR, NEW, ["wm0"])).free == 1


async def test_stopped_before_wecom_was_told(friends: Circle) -> None:
    view = await friends.parts.transfer_desk.start(OPERATOR, NEW, None)
    assert (await friends.parts.transfer_desk.stop(OPERATOR, view.id)).counts == {"cancelled": 5}
    await friends.shop.settle()
    assert friends.wecom.transfers.started == []


@pytest.mark.parametrize(
    "new",
    [
        NewTransfer("mei", "mei", has_left=False, words="", reason="调班"),
        NewTransfer("mei", "nobody", has_left=False, words="", reason="调班"),
        NewTransfer("mei", "lan", has_left=False, words="", reason="  "),
        NewTransfer("mei", "lan", has_left=False, words="话" * 201, reason="调班"),
    ],
)
async def test_bad_wishes_change_nothing(friends: Circle, new: NewTransfer) -> None:
    with pytest.raises(Invalid):
        await friends.parts.transfer_desk.start(OPERATOR, new, None)
    assert await friends.shop.rows("select count(*) from community.transfer") == [(0,)]
