"""The content calendar of the invented shop, and its moments: a week of drafts, for groups and guides that the
shop will find by its comparison.
"""

from datetime import datetime, timedelta

from app.seed.promoting import OPERATOR
from app.seed.shop import Shop
from domain.community.group_post_desk import Draft
from domain.community.moment_desk import MomentDraft
from ports.community.cards import CardWish
from ports.community.group_posts import PostContent, PostTarget, TargetKind
from ports.community.moments import MomentContent
from ports.kernel import ProductId

# Days from tomorrow on, the hour, to whom, whether with a card, and the words.
_POSTS: tuple[tuple[int, int, TargetKind, bool, str], ...] = (
    (0, 10, "all", True, "本周上新到店，点开卡片看尺码和面料。\n有想先摸摸料子的，周末来门店找我。"),
    (2, 20, "ordinary", False, "今晚八点聊聊换季皮肤干怎么护理，想问的先在群里留言。"),
    (3, 10, "vip", True, "会员群先看：这款回购的妈妈最多，库存不多，先给大家留着。"),
    (5, 15, "all", True, "周末清单：出门一包装下，湿巾、口水巾、备用衣服都别忘。"),
)
# Days from tomorrow on, the hour, whether with a link, and the words.
_MOMENTS: tuple[tuple[int, int, bool, str], ...] = (
    (1, 12, True, "很多妈妈问的这款补货了，点开看尺码和颜色，断码了就没有了。"),
    (4, 19, False, "周六下午三点门店有抚触小课堂，带宝宝来玩，名额十位，想来的私信我。"),
)
_GOODS = """
    select id from commerce.product where status = 'on_sale' and cover_url <> '' order by published_at desc, id limit $1
"""


class Posting:
    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._desk = shop.built.modules.community.group_posts.desk
        self._moments = shop.built.modules.community.moments.desk

    async def run(self) -> int:
        """How many posts were drafted."""
        pool = await self._shop.built.database.pool()
        goods = [ProductId(row["id"]) for row in await pool.fetch(_GOODS, len(_POSTS))]
        for place, (days, hour, kind, has_card, words) in enumerate(_POSTS):
            card = CardWish("", goods[place % len(goods)], None) if has_card and goods else None
            content = PostContent(words, (), card, None, PostTarget(kind))
            await self._desk.create(self._shop.actors[OPERATOR], Draft(content, self._at(days, hour)))
        for days, hour, has_link, words in _MOMENTS:
            link = CardWish("", goods[0], None) if has_link and goods else None
            moment = MomentDraft(MomentContent(words, (), link, (), ()), self._at(days, hour))
            await self._moments.create(self._shop.actors[OPERATOR], moment)
        return len(_POSTS)

    def _at(self, days: int, hour: int) -> datetime:
        day = self._shop.now + timedelta(days=days + 1)
        return day.replace(hour=hour, minute=0, second=0, microsecond=0)
