"""Who is told that a friendship has ended: the guide, supervisors, each once (G1)."""

import pytest
from msgspec.structs import replace

from domain.community.losses import LossRulesChanged
from ports.community.losses import LossRules
from ports.outside.wecom_app import ContactGone
from tests.flows.community.conftest import OPERATOR, Circle


async def _lost(circle: Circle, contact_id: str, *, by_contact: bool = True, by_transfer: bool = False) -> ContactGone:
    circle.wecom.part("mei", contact_id)
    event = ContactGone("mei", contact_id, circle.shop.clock.now(), by_contact, by_transfer)
    await circle.told(event)
    await circle.shop.settle()
    return event


@pytest.fixture
async def friends(circle: Circle) -> Circle:
    for number in range(3):
        circle.wecom.befriend("mei", f"wm{number}", remark=f"小雨妈妈{number}")
    await circle.compare()
    return circle


async def test_the_guide_is_told_once_that_a_customer_has_gone(friends: Circle) -> None:
    event = await _lost(friends, "wm0")
    for _ in range(2):
        await friends.told(event)
    await friends.shop.settle()
    [message] = friends.wecom.app.told
    assert message.user_ids == ("mei",) and "小雨妈妈0 删除了 导购mei" in message.text
    assert message.url == "https://shop.test/sidebar/?contact=wm0"
    [loss] = await friends.parts.losses.recent(OPERATOR)
    assert (loss.state, loss.told, loss.by_contact) == ("told", ("导购mei",), True)


async def test_supervisors_are_told_whoever_it_was(friends: Circle) -> None:
    book = await friends.parts.losses.rules(OPERATOR)
    rules = replace(book.rules, supervisor_ids=("lan", "gone"))
    await friends.parts.losses.change_rules(OPERATOR, rules, book.version)
    await _lost(friends, "wm0", by_contact=False)
    await _lost(friends, "wm1")
    assert [message.user_ids for message in friends.wecom.app.told] == [("lan",), ("mei", "lan")]
    assert "导购mei 删除了 小雨妈妈0" in friends.wecom.app.told[0].text


async def test_transfers_and_strangers_tell_nobody(friends: Circle) -> None:
    await _lost(friends, "wm0", by_contact=False, by_transfer=True)
    await friends.told(ContactGone("mei", "stranger", friends.shop.clock.now(), by_contact=True, by_transfer=False))
    await _lost(friends, "wm1", by_contact=False)
    assert friends.wecom.app.told == []
    [loss] = await friends.parts.losses.recent(OPERATOR)
    assert (loss.contact_id, loss.state) == ("wm1", "silent")


async def test_a_lost_answer_tells_nobody_twice(friends: Circle) -> None:
    friends.wecom.app.lose = True
    friends.wecom.part("mei", "wm0")
    await friends.told(ContactGone("mei", "wm0", friends.shop.clock.now(), by_contact=True, by_transfer=False))
    with pytest.raises(AssertionError):  # the first try has failed
        await friends.shop.settle()
    await friends.shop.rows("update kernel.delivery set last_error = null, attempts = 0")
    friends.shop.clock.pass_(minutes=10)
    await friends.shop.settle()
    assert len(friends.wecom.app.told) == 1
    [loss] = await friends.parts.losses.recent(OPERATOR)
    assert loss.state == "told"


async def test_rules_of_two_operators(circle: Circle) -> None:
    await circle.parts.losses.change_rules(OPERATOR, LossRules(tells_guide=False), 0)
    with pytest.raises(LossRulesChanged):
        await circle.parts.losses.change_rules(OPERATOR, LossRules(), 0)
    book = await circle.parts.losses.rules(OPERATOR)
    assert (book.rules, book.version, book.by) == (LossRules(tells_guide=False), 1, OPERATOR.name)
