"""Tags of members and of WeCom kept alike, one way or the other (M6)."""

import pytest

from domain.community.tag_links import TagLinked
from ports.community.tag_links import TagLinkView
from ports.governance.api import Actor
from ports.kernel import Invalid, MemberId, OperatorId
from ports.outside.wecom import CorpTag, CorpTagGroup
from tests.flows.community.conftest import OPERATOR, Circle

TAGGER = Actor(OperatorId(OPERATOR.id), "小周", OPERATOR.permissions | {"members.read", "members.write"}, "127.0.0.1")


@pytest.fixture
async def friends(circle: Circle) -> Circle:
    circle.wecom.groups = (CorpTagGroup("g-关系", "关系", 0, (CorpTag("t-老客", "老客", 0),)),)
    for number in range(3):
        circle.wecom.befriend("mei", f"wm{number}", unionid=f"u-{number}")
    circle.wecom.befriend("lan", "wm0", unionid="u-0")
    await circle.compare()
    await circle.shop.settle()
    return circle


async def _member(circle: Circle, contact_id: str) -> MemberId:
    [(member_id,)] = await circle.shop.rows("select member_id from members.identity where subject = $1", contact_id)
    return MemberId(member_id)


async def _by_hand(circle: Circle, name: str) -> int:
    await circle.shop.rows("delete from members.member_manual_tag; ")
    await circle.shop.rows("delete from members.manual_tag where name = $1", name)
    return (await circle.shop.modules.members.tags.manual.create(TAGGER, name, "爱分享的人")).id


async def _link(circle: Circle) -> TagLinkView:
    [link] = await circle.parts.tag_links.all(OPERATOR)
    return link


async def _pushed(circle: Circle) -> int:
    pushed = await circle.parts.tag_links.push_due()
    await circle.shop.settle()
    return pushed


async def test_a_tag_of_the_shop_goes_to_every_guide_of_the_member(friends: Circle) -> None:
    tag_id = await _by_hand(friends, "爱晒单")
    member_id = await _member(friends, "wm0")
    await friends.shop.modules.members.tags.manual.give(TAGGER, member_id, tag_id)
    await friends.parts.tag_links.to_wecom(OPERATOR, tag_id, "暖禾")
    await friends.shop.settle()
    link = await _link(friends)
    assert (link.state, link.group_name, link.wecom_tag_name, link.differing) == ("active", "暖禾", "爱晒单", 2)
    assert await _pushed(friends) == 2 and await _pushed(friends) == 0
    assert friends.wecom.pairs["mei", "wm0"].tag_ids == friends.wecom.pairs["lan", "wm0"].tag_ids == ("t-爱晒单",)
    assert await friends.mirrored() == friends.truth() and (await _link(friends)).differing == 0
    # A guide takes it off: the shop is right, though not at once.
    await friends.wecom.mark("mei", "wm0", (), ("t-爱晒单",))
    await friends.compare()
    assert await _pushed(friends) == 1
    await friends.shop.modules.members.tags.manual.take(TAGGER, member_id, tag_id)
    friends.shop.clock.pass_(minutes=11)
    assert await _pushed(friends) == 2
    assert friends.wecom.pairs["mei", "wm0"].tag_ids == ()


async def test_a_tag_of_wecom_is_given_by_hand_in_the_shop(friends: Circle) -> None:
    tag_id = await _by_hand(friends, "老客户")
    await friends.parts.tag_links.from_wecom(OPERATOR, "t-老客", tag_id)
    await friends.wecom.mark("mei", "wm1", ("t-老客",), ())
    await friends.compare()
    await friends.shop.settle()
    assert await friends.parts.tag_links.pull_due() == 1 and await friends.parts.tag_links.pull_due() == 0
    rows = "select member_id, added_by from members.member_manual_tag where tag_id = $1"
    assert await friends.shop.rows(rows, tag_id) == [(await _member(friends, "wm1"), "企业微信")]
    await friends.wecom.mark("mei", "wm1", (), ("t-老客",))
    await friends.compare()
    await friends.shop.settle()
    assert await friends.parts.tag_links.pull_due() == 1
    assert await friends.shop.rows(rows, tag_id) == []


async def test_a_tag_that_wecom_has_already_is_taken_as_it_is(friends: Circle) -> None:
    tag_id = await _by_hand(friends, "老客")
    await friends.parts.tag_links.to_wecom(OPERATOR, tag_id, "关系")
    await friends.shop.settle()
    assert (await _link(friends)).state == "active" and len(friends.wecom.groups[0].tags) == 1


async def test_a_tag_by_hand_that_is_retired_ends_the_link(friends: Circle) -> None:
    tag_id = await _by_hand(friends, "老客户")
    await friends.parts.tag_links.from_wecom(OPERATOR, "t-老客", tag_id)
    await friends.shop.modules.members.tags.manual.change(TAGGER, tag_id, ("老客户", "停用", True))
    await friends.wecom.mark("mei", "wm1", ("t-老客",), ())
    await friends.compare()
    assert await friends.parts.tag_links.pull_due() == 0
    assert (await _link(friends)).problem == "手工标签已停用"


async def test_what_cannot_be_linked(friends: Circle) -> None:
    tag_id = await _by_hand(friends, "爱晒单")
    links = friends.parts.tag_links
    await links.to_wecom(OPERATOR, tag_id, "暖禾")
    with pytest.raises(TagLinked):
        await links.to_wecom(OPERATOR, tag_id, "别的组")
    for wecom_tag_id, shop_tag_id in (("t-none", tag_id), ("t-老客", 1), ("t-老客", 2_000_000)):
        with pytest.raises(Invalid):
            await links.from_wecom(OPERATOR, wecom_tag_id, shop_tag_id)
    with pytest.raises(Invalid):
        await links.to_wecom(OPERATOR, 2_000_000, "暖禾")
    assert len(await links.all(OPERATOR)) == 1
    await links.end(OPERATOR, (await _link(friends)).id)
    assert await links.all(OPERATOR) == ()
