"""Reviews and posts of the invented shop, with pictures that its goods have; a few wait for a person."""

import random
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from app.seed.shop import Shop
from domain.community.ugc_desk import Wish
from domain.community.ugc_writing import Draft
from ports.kernel import DomainError, LineId, MemberId, ProductId
from ports.outside.content_check import Scene, Verdict
from ports.payments.api import MediaJudged

SEED = 20261129
REVIEWS, POSTS = 64, 14
OWNER = "店主"
_LINES = """
select l.id, l.product_id, o.member_id, o.ended_at, p.title
from commerce.order_line l join commerce."order" o on o.id = l.order_id join commerce.product p on p.id = l.product_id
where o.status = 'completed' and l.quantity > l.refunded and l.kind = 'physical' and o.ended_at < $1
order by p.sold_count desc, l.id limit $2
"""
_PICTURES = """
select m.id from commerce.product p cross join lateral jsonb_array_elements(p.media) with ordinality as e (one, place)
join commerce.media m on m.url = e.one ->> 'url'
where p.id = $1 and m.kind = 'image' order by e.place desc limit 2
"""
GOOD = (
    "料子很软和，洗了三次没有变形，宝宝穿着不闷。",
    "做工细，没有线头，颜色和图片一样，会再来。",
    "包装很用心，到货比预计早一天，客服回复也快。",
    "给二宝买的，尺码按推荐选正好，邻居问我要链接。",
    "用了半个月来写，质量对得起价格，没有异味。",
    "孕晚期囤的，朋友推荐的牌子，实物比想象的好。",
    "第二次回购了，之前那件穿到现在还很软。",
    "给宝宝用很放心，成分简单，用完皮肤没有泛红。",
)
FAIR = ("东西可以，就是物流慢了两天。", "尺码偏大一点，建议选小一号，其他都满意。", "颜色比图片浅一些，能接受。")
POOR = ("洗过一次有点起球，客服说可以换，等处理。", "收到时盒子压坏了，东西没事，希望包装再结实点。")
LATER = ("又用了一个月，还是很满意，推荐。", "洗了很多次，没有变形，来追评一下。")
POSTS_SAID = (
    "待产包收拾好了，一样一样都是自己挑的。",
    "周末带宝宝出门的装备，轻便好收纳。",
    "新到的小衣服晾了一阳台，看着就开心。",
    "洗护换了这一套之后，宝宝脸上的小红点少了。",
    "给闺蜜家宝宝的满月礼，包装很体面。",
    "换季囤货，一年四季都在用的几样。",
)
REPLIES = ("谢谢您的认可，有需要随时找我们。", "谢谢反馈，已经转给质检同事，给您添麻烦了。")
DOUBTFUL = (
    "同款我有更便宜的渠道，想要的私聊我",
    "效果好到不敢相信，绝对是全网最好的一款",
    "主播推荐来的，加群还能返现",
)
MARKS = ("私聊", "绝对", "返现")


class PastJudge:
    """Implements `ports.outside.content_check.ContentCheck`: the words that the story has it doubt."""

    def __init__(self) -> None:
        self.traces: list[str] = []

    async def text(self, openid: str, scene: Scene, content: str) -> Verdict:
        if any(mark in content for mark in MARKS):
            return Verdict("review", 10001)
        return Verdict("pass", 100)

    async def picture(self, openid: str, scene: Scene, url: str) -> str:
        self.traces.append(f"seed-{uuid4().hex}")
        return self.traces[-1]


class Reviewing:
    def __init__(self, shop: Shop, judge: PastJudge) -> None:
        self._shop, self._judge = shop, judge
        self._ugc = shop.built.modules.community.ugc
        self._dice = random.Random(SEED)  # noqa: S311 - the same words everywhere

    async def run(self) -> str:
        """What there is now, in words."""
        shop = self._shop
        pool = await shop.built.database.pool()
        lines = [dict(row) for row in await pool.fetch(_LINES, shop.now - timedelta(days=1), REVIEWS)]
        shown: list[UUID] = []
        for place, line in enumerate(lines):
            shop.at(min(line["ended_at"] + timedelta(hours=6 + place % 90), shop.now - timedelta(hours=1)))
            try:
                shown.append(await self._review(place, line))
            except DomainError as refusal:
                shop.refusals[f"review: {refusal.code}"] += 1
        posts = [await self._post(place, line) for place, line in enumerate(lines[:POSTS])]
        await self._afterwards(shown, posts, [line["member_id"] for line in lines])
        shop.at(shop.now)
        return f"{len(shown)} reviews, {len(posts)} posts"

    async def _review(self, place: int, line: dict[str, Any]) -> UUID:
        words, stars = self._words(place)
        pictures = await self._pictures(line["product_id"], place % 3) if place % 5 < 2 else ()
        draft = Draft(words, pictures, place % 6 == 0)
        mine = await self._ugc.writing.review(MemberId(line["member_id"]), LineId(line["id"]), stars, draft)
        await self._judged()
        return mine.id

    async def _post(self, place: int, line: dict[str, Any]) -> UUID:
        self._shop.at(self._shop.now - timedelta(hours=5 + 17 * place))
        draft = Draft(POSTS_SAID[place % len(POSTS_SAID)], await self._pictures(line["product_id"], 2), False)
        mine = await self._ugc.writing.post(MemberId(line["member_id"]), [ProductId(line["product_id"])], draft)
        await self._judged()
        return mine.id

    async def _judged(self) -> None:
        """WeChat passes every picture of the past."""
        await self._shop.settle()
        for trace_id in self._judge.traces:
            async with self._shop.built.services.uow.begin() as tx:
                await self._ugc.checking.on_judged(tx, MediaJudged(trace_id, "pass", 100))
        self._judge.traces.clear()
        await self._shop.settle()

    async def _afterwards(self, reviews: list[UUID], posts: list[UUID], people: list[UUID]) -> None:
        """Answers, choices, follow-ups, votes, one report and one that was hidden."""
        shop, owner = self._shop, self._shop.actors[OWNER]
        desk, reading = self._ugc.desk, self._ugc.reading
        at: datetime = shop.now - timedelta(minutes=40)
        shop.at(at)
        done = reviews[len(DOUBTFUL) :]
        for place, ugc_id in enumerate(done[:12]):
            await desk.reply(owner, ugc_id, REPLIES[place % len(REPLIES)])
        for ugc_id in (*done[12:15], *posts[:2]):
            await desk.feature(owner, ugc_id, is_featured=True)
        for place, ugc_id in enumerate((*done[:20], *posts)):
            for voter in people[place : place + place % 5]:
                try:
                    await reading.vote(MemberId(voter), ugc_id, is_helpful=True)
                except DomainError as refusal:
                    shop.refusals[f"vote: {refusal.code}"] += 1
        for place, ugc_id in enumerate(done[20:24]):
            mine = await self._owner(ugc_id)
            await self._ugc.writing.follow_up(mine, ugc_id, Draft(LATER[place % len(LATER)], (), False))
            await self._judged()
        if len(done) > 30:
            author = await self._owner(done[25])
            stranger = next(one for one in people if one != author)
            await reading.report(MemberId(stranger), done[25], "false", "和我收到的不一样")
            await desk.decide(owner, [done[26]], Wish("hide", "内容与商品无关"))
        await shop.settle()

    async def _owner(self, ugc_id: UUID) -> MemberId:
        pool = await self._shop.built.database.pool()
        return MemberId(await pool.fetchval("select member_id from community.ugc where id = $1", ugc_id))

    async def _pictures(self, product_id: UUID, count: int) -> tuple[UUID, ...]:
        pool = await self._shop.built.database.pool()
        return tuple(row["id"] for row in await pool.fetch(_PICTURES, product_id))[: max(1, count)]

    def _words(self, place: int) -> tuple[str, int]:
        if place < len(DOUBTFUL):
            return DOUBTFUL[place], 5
        luck = self._dice.random()
        if luck < 0.78:
            return self._dice.choice(GOOD), 5
        if luck < 0.93:
            return self._dice.choice(FAIR), self._dice.choice((3, 4, 4))
        return self._dice.choice(POOR), self._dice.choice((1, 2))
