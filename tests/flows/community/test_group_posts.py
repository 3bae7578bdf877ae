"""The content calendar: planned, handed over once for each owner whatever happens, followed to the groups (G2)."""

import asyncio
import io
import random
from datetime import timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace
from PIL import Image

from domain.community.group_post_desk import (
    Draft,
    GroupPostBegun,
    GroupPostChanged,
    NothingToDecide,
)
from domain.community.group_post_rules import GroupPostClash
from ports.community.cards import CardWish
from ports.community.group_post_views import GroupPostDetail
from ports.community.group_posts import PostContent, PostTarget, SendGroupPost
from ports.kernel import Invalid
from ports.outside.wecom import CardPart, PicturePart, TextPart
from tests.flows.community.conftest import OPERATOR, Circle
from tests.flows.community.test_attribution import bought
from tests.flows.community.test_welcome_cards import _product
from tests.flows.community.wecom_posts import Posts, text_of

CONTENT = PostContent("新品到店，欢迎来看", (), None, None, PostTarget("all"))
_CHAT = """
    insert into community.chat (chat_id, name, owner, notice, admins, kind, state, members, version, made_at, read_at)
    values ($1, $2, $3, '', '{}', $4, 'normal', 12, '1', $5, $5)
"""


def picture() -> bytes:
    """One that nobody has uploaded: files of equal content are one, and a test's folder ends with it."""
    out = io.BytesIO()
    Image.frombytes("RGB", (40, 30), random.randbytes(3600)).resize((400, 300)).save(out, "PNG")
    return out.getvalue()


class Calendar:
    """Two owners with three groups: mei with wr1 (VIP) and wr2, lan with wr3."""

    def __init__(self, circle: Circle) -> None:
        self.circle, self.shop, self.clock = circle, circle.shop, circle.shop.clock
        self.desk, self.posts = circle.parts.group_posts.desk, circle.parts.group_posts.posts
        self.wecom: Posts = circle.wecom.posts

    async def write(self, content: PostContent = CONTENT, *, hours: int = 2) -> GroupPostDetail:
        at = self.clock.now() + timedelta(hours=hours)
        return await self.desk.create(OPERATOR, Draft(content, at))

    async def planned(self, content: PostContent = CONTENT, *, hours: int = 2) -> UUID:
        made = await self.write(content, hours=hours)
        await self.desk.plan(OPERATOR, made.post.id, made.post.version)
        return made.post.id

    async def due(self, content: PostContent = CONTENT) -> UUID:
        """Planned, and the moment has come; jobs have not run."""
        post_id = await self.planned(content)
        self.clock.pass_(hours=2)
        await self.posts.open_due()
        return post_id

    async def sent(self, content: PostContent = CONTENT) -> UUID:
        post_id = await self.due(content)
        await self.shop.settle()
        return post_id

    async def later(self, **parts: int) -> None:
        self.clock.pass_(**parts)
        await self.posts.look_after()
        await self.shop.settle()

    async def see(self, post_id: UUID) -> GroupPostDetail:
        return await self.desk.one(OPERATOR, post_id)

    async def states(self, post_id: UUID) -> dict[str, str]:
        return {send.owner: send.state for send in (await self.see(post_id)).sends}

    async def chats(self, post_id: UUID) -> dict[str, str]:
        return {chat.chat_id: chat.state for chat in (await self.see(post_id)).chats}

    def said(self) -> dict[str, list[tuple[str, ...]]]:
        """To whose groups, each time."""
        found: dict[str, list[tuple[str, ...]]] = {}
        for one in self.wecom.handed:
            found.setdefault(one.message.sender, []).append(one.message.chat_ids)
        return found


@pytest.fixture
async def calendar(circle: Circle) -> Calendar:
    for chat_id, owner, kind in (("wr1", "mei", "vip"), ("wr2", "mei", "ordinary"), ("wr3", "lan", "ordinary")):
        await circle.shop.rows(_CHAT, chat_id, f"群{chat_id}", owner, kind, circle.shop.clock.now())
    return Calendar(circle)


ALL = {"mei": [("wr1", "wr2")], "lan": [("wr3",)]}


async def test_one_message_for_each_owner_followed_to_the_groups(calendar: Calendar) -> None:
    post_id = await calendar.sent()
    assert calendar.said() == ALL
    assert (await calendar.see(post_id)).post.state == "sent"
    calendar.clock.pass_(minutes=20)
    calendar.wecom.confirm("mei", wr2="over_limit")
    await calendar.later(minutes=10)
    seen = await calendar.see(post_id)
    assert (seen.post.owners, seen.post.confirmed, seen.post.chats, seen.post.delivered) == (2, 1, 3, 1)
    assert {chat.chat_id: chat.state for chat in seen.chats} == {"wr1": "sent", "wr2": "failed", "wr3": "waiting"}
    assert calendar.said() == ALL


async def test_it_is_said_once_by_many_sweeps_and_jobs(calendar: Calendar) -> None:
    post_id = await calendar.planned()
    calendar.clock.pass_(hours=2)
    await asyncio.gather(*(calendar.posts.open_due() for _ in range(8)))
    sending = calendar.circle.parts.group_posts.sending
    await asyncio.gather(*(sending.on_send(SendGroupPost(post_id, owner)) for owner in ("mei", "lan") * 8))
    await calendar.shop.settle()
    await asyncio.gather(*(calendar.posts.look_after() for _ in range(4)))
    await calendar.shop.settle()
    assert calendar.said() == ALL
    assert await calendar.shop.rows("select count(*) from community.touches") == [(2,)]


async def test_a_lost_answer_is_found_again(calendar: Calendar) -> None:
    await calendar.due()
    calendar.wecom.lose = True
    await calendar.shop.settle()
    [(post_id,)] = await calendar.shop.rows("select id from community.group_post")
    assert sorted((await calendar.states(post_id)).values()) == ["made", "unknown"]
    assert (await calendar.see(post_id)).post.state == "unknown"
    await calendar.later(minutes=6)
    assert (await calendar.see(post_id)).post.state == "sent"
    assert calendar.said() == ALL


async def test_who_dies_between_leaves_a_message_that_is_found(calendar: Calendar) -> None:
    post_id = await calendar.due()
    calendar.wecom.die = True
    with pytest.raises(SystemExit):
        await calendar.circle.parts.group_posts.sending.on_send(SendGroupPost(post_id, "lan"))
    assert (await calendar.states(post_id))["lan"] == "starting"
    await calendar.shop.settle()
    await calendar.later(minutes=6)
    await calendar.later(minutes=6)
    assert await calendar.states(post_id) == {"lan": "made", "mei": "made"}
    assert calendar.said() == ALL


async def test_what_is_nowhere_is_said_again_by_a_person_alone(calendar: Calendar) -> None:
    await calendar.due(replace(CONTENT, target=PostTarget("chats", ("wr3",))))
    calendar.wecom.dead = True
    await calendar.shop.settle()
    for _ in range(5):
        await calendar.later(minutes=6)
    [(post_id,)] = await calendar.shop.rows("select id from community.group_post")
    assert await calendar.states(post_id) == {"lan": "unknown"} and calendar.said() == {}
    await calendar.desk.decide(OPERATOR, post_id, "lan", "again")
    await calendar.shop.settle()
    assert await calendar.states(post_id) == {"lan": "made"} and calendar.said() == {"lan": [("wr3",)]}
    with pytest.raises(NothingToDecide):
        await calendar.desk.decide(OPERATOR, post_id, "lan", "again")


async def test_a_message_that_comes_to_light_late_is_not_said_again(calendar: Calendar) -> None:
    post_id = await calendar.due(replace(CONTENT, target=PostTarget("chats", ("wr3",))))
    calendar.wecom.lose = calendar.wecom.unlisted = True
    await calendar.shop.settle()
    await calendar.later(minutes=6)
    assert await calendar.states(post_id) == {"lan": "unknown"}
    calendar.wecom.unlisted = False
    await asyncio.gather(
        *(calendar.desk.decide(OPERATOR, post_id, "lan", "again") for _ in range(4)), return_exceptions=True
    )
    await calendar.shop.settle()
    assert await calendar.states(post_id) == {"lan": "made"} and calendar.said() == {"lan": [("wr3",)]}


async def test_another_message_of_the_same_words_is_not_taken_for_ours(calendar: Calendar) -> None:
    post_id = await calendar.due(replace(CONTENT, target=PostTarget("chats", ("wr1",))))
    calendar.wecom.by_hand("mei", CONTENT.text, "wr2")
    calendar.wecom.dead = True
    await calendar.shop.settle()
    await calendar.later(minutes=6)
    assert await calendar.states(post_id) == {"mei": "unknown"}
    said = await calendar.desk.decide(OPERATOR, post_id, "mei", "said")
    assert (said.post.state, [one.state for one in said.sends]) == ("sent", ["made"])
    assert calendar.said() == {"mei": [("wr2",)]}


async def test_throttled_comes_again_and_refused_is_said(calendar: Calendar) -> None:
    post_id = await calendar.due(replace(CONTENT, target=PostTarget("vip")))
    calendar.wecom.throttled = True
    await calendar.shop.settle()
    assert await calendar.states(post_id) == {"mei": "planned"}
    await calendar.later(minutes=6)
    assert await calendar.states(post_id) == {"mei": "made"} and calendar.said() == {"mei": [("wr1",)]}
    calendar.clock.pass_(days=1)
    calendar.wecom.refusing = 48002
    other_id = await calendar.sent()
    seen = await calendar.see(other_id)
    assert seen.post.state == "failed" and seen.post.problem
    # What failed takes nobody's turn: another post may go out today.
    calendar.wecom.refusing = None
    again = await calendar.sent(replace(CONTENT, text="换一条"))
    assert (await calendar.see(again)).post.state == "sent"
    with pytest.raises(Invalid):
        await calendar.desk.decide(OPERATOR, other_id, "mei", "again")


async def test_a_group_gets_one_post_a_day(calendar: Calendar) -> None:
    await calendar.planned(replace(CONTENT, target=PostTarget("vip")))
    made = await calendar.write(replace(CONTENT, text="晚上直播"), hours=5)
    with pytest.raises(GroupPostClash, match="「群wr1」（新品到店，欢迎来看）"):
        await calendar.desk.plan(OPERATOR, made.post.id, 1)
    assert (await calendar.see(made.post.id)).post.state == "draft"
    ordinary = Draft(replace(CONTENT, text="晚上直播", target=PostTarget("ordinary")), made.post.planned_at)
    changed = await calendar.desk.change(OPERATOR, made.post.id, ordinary, 1)
    assert (await calendar.desk.plan(OPERATOR, made.post.id, changed.post.version)).post.state == "planned"
    # A planned one may not be moved into another's way either.
    with pytest.raises(GroupPostClash):
        await calendar.desk.change(OPERATOR, made.post.id, Draft(CONTENT, made.post.planned_at), 3)


async def test_many_plan_at_once_and_one_has_the_day(calendar: Calendar) -> None:
    made = [await calendar.write(replace(CONTENT, text=f"第 {number} 条")) for number in range(6)]
    done = await asyncio.gather(*(calendar.desk.plan(OPERATOR, one.post.id, 1) for one in made), return_exceptions=True)
    assert sum(isinstance(one, GroupPostDetail) for one in done) == 1
    assert sum(isinstance(one, GroupPostClash) for one in done) == 5


async def test_a_group_that_became_vip_meanwhile_gets_one_post_a_day_too(calendar: Calendar) -> None:
    await calendar.planned(replace(CONTENT, target=PostTarget("vip")))
    other = await calendar.planned(replace(CONTENT, text="晚上直播", target=PostTarget("ordinary")))
    await calendar.shop.rows("update community.chat set kind = 'vip' where chat_id = 'wr3'")
    calendar.clock.pass_(hours=2)
    await calendar.posts.open_due()
    await calendar.shop.settle()
    sent = sorted(chat_id for chats in calendar.said().values() for one in chats for chat_id in one)
    assert sent == ["wr1", "wr2", "wr3"]
    assert (await calendar.see(other)).post.state == "sent"


async def test_it_is_changed_taken_back_and_cancelled_before_it_begins(calendar: Calendar) -> None:
    post_id = await calendar.planned()
    with pytest.raises(GroupPostChanged):
        await calendar.desk.take_back(OPERATOR, post_id, 1)
    assert (await calendar.desk.take_back(OPERATOR, post_id, 2)).post.state == "draft"
    calendar.clock.pass_(hours=3)
    assert await calendar.posts.open_due() == 0
    with pytest.raises(Invalid):
        await calendar.desk.plan(OPERATOR, post_id, 3)
    assert (await calendar.desk.cancel(OPERATOR, post_id, 3)).post.state == "cancelled"
    with pytest.raises(GroupPostBegun):
        await calendar.desk.plan(OPERATOR, post_id, 4)
    begun = await calendar.due()
    for turn in (calendar.desk.cancel, calendar.desk.take_back):
        with pytest.raises(GroupPostBegun):
            await turn(OPERATOR, begun, 3)
    copied = await calendar.desk.copy(OPERATOR, post_id)
    assert copied.post.state == "draft" and copied.post.content == CONTENT
    assert copied.post.planned_at > calendar.clock.now()


async def test_a_week_shows_counts_and_gaps(calendar: Calendar) -> None:
    await calendar.write()
    await calendar.write(replace(CONTENT, text="另一条"), hours=26)
    week = await calendar.desk.week(OPERATOR, None)
    assert (week.starts_on.isoformat(), week.count, len(week.posts), len(week.gaps)) == ("2025-11-17", 2, 2, 5)
    assert week.advice


async def test_who_was_down_does_not_say_it_at_night(calendar: Calendar) -> None:
    post_id = await calendar.planned()
    calendar.clock.pass_(hours=9)
    await calendar.posts.open_due()
    await calendar.shop.settle()
    seen = await calendar.see(post_id)
    assert (seen.post.state, calendar.said()) == ("failed", {}) and seen.post.problem


async def test_an_owner_who_does_not_confirm_is_reminded_once(calendar: Calendar) -> None:
    await calendar.sent(replace(CONTENT, target=PostTarget("vip")))
    await calendar.later(minutes=50)
    assert calendar.circle.wecom.app.told == []
    for _ in range(6):
        await calendar.later(minutes=20)
    assert [one.user_ids for one in calendar.circle.wecom.app.told] == [("mei",)]
    calendar.clock.pass_(days=1)
    await calendar.sent(replace(CONTENT, target=PostTarget("ordinary")))
    calendar.wecom.confirm("lan")
    calendar.wecom.confirm("mei")
    await calendar.later(minutes=11)
    await calendar.later(hours=2)
    assert len(calendar.circle.wecom.app.told) == 1


async def test_pictures_and_the_card_of_its_touch_go_along(calendar: Calendar) -> None:
    product_id = await _product(calendar.circle, picture())
    medium = await calendar.shop.services.media.upload(picture())
    card = CardWish("", product_id, None)
    post_id = await calendar.sent(replace(CONTENT, picture_ids=(medium.id,), card=card, target=PostTarget("vip")))
    [one] = calendar.wecom.handed
    words, drawn, shown = one.message.parts
    [(code, kind, guide, of_post)] = await calendar.shop.rows(
        "select code, kind, guide, post_id from community.touches"
    )
    assert isinstance(words, TextPart) and isinstance(drawn, PicturePart) and isinstance(shown, CardPart)
    assert shown.page == f"features/product/detail/index?id={product_id}&t={code}"
    assert (kind, guide, of_post) == ("post", "mei", post_id) and text_of(one.message) == CONTENT.text


async def test_a_post_without_what_it_is_about_is_not_sent(calendar: Calendar) -> None:
    product_id = await _product(calendar.circle, picture())
    content = replace(CONTENT, card=CardWish("", product_id, None), target=PostTarget("vip"))
    post_id = await calendar.planned(content)
    await calendar.shop.rows("update commerce.product set status = 'off_sale' where id = $1", product_id)
    calendar.clock.pass_(hours=2)
    await calendar.posts.open_due()
    await calendar.shop.settle()
    seen = await calendar.see(post_id)
    assert (seen.post.state, calendar.said()) == ("failed", {}) and "不在售" in (seen.post.problem or "")
    await calendar.shop.rows("update commerce.product set status = 'on_sale' where id = $1", product_id)
    await calendar.desk.decide(OPERATOR, post_id, "mei", "again")
    await calendar.shop.settle()
    seen = await calendar.see(post_id)
    assert (seen.post.state, seen.sends[0].problem) == ("sent", None) and len(calendar.wecom.handed) == 1


async def test_what_a_post_has_brought(calendar: Calendar) -> None:
    product_id = await _product(calendar.circle, picture())
    post_id = await calendar.sent(replace(CONTENT, card=CardWish("", product_id, None)))
    [(code,)] = await calendar.shop.rows("select code from community.touches where guide = 'mei'")
    [(sku_id,)] = await calendar.shop.rows("select id from commerce.sku where product_id = $1", product_id)
    buyer = await calendar.shop.shopper()
    await calendar.circle.parts.performance.touches.open(buyer.id, code)
    calendar.clock.pass_(minutes=1)
    order = await bought(calendar.circle, buyer, (sku_id, 1))
    await calendar.shop.settle()
    seen = await calendar.see(post_id)
    assert (seen.result.touches, seen.result.openings, seen.result.orders, seen.result.buyers) == (2, 1, 1, 1)
    assert seen.result.kept_fen > 0
    assert [(one.number, one.guide_name) for one in seen.orders] == [(order.number[-6:], "mei")]
