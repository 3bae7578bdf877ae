"""WeChat's judge as the test plays it, and short words for what shoppers write."""

from uuid import UUID, uuid4

from domain.community.ugc_writing import Draft
from ports.community.ugc_views import OwnUgc
from ports.governance.api import Actor
from ports.kernel import LineId, OperatorId, OutsideUnavailable, refuse_in_transaction
from ports.outside.content_check import AuthorInactive, Scene, Suggest, Verdict
from ports.payments.api import MediaJudged
from tests.flows.orders.conftest import Shop, Shopper

MODERATOR = Actor(OperatorId(UUID(int=8)), "小周", frozenset({"ugc.moderate"}), "127.0.0.1")
_MEDIUM = """
    insert into commerce.media (id, sha256, kind, url, width, height, renditions, created_at)
    values ($1, $2, 'image', $3, 800, 600, $4, now())
"""


class Judge:
    """Implements `ports.outside.content_check.ContentCheck`. Words decide texts; pictures get traces."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.asked: dict[str, str] = {}
        self.is_away = self.is_inactive = False
        self.words: dict[str, Suggest] = {"坏话": "risky", "难说": "review"}
        self.meanwhile: list[str] = []

    async def text(self, openid: str, scene: Scene, content: str) -> Verdict:
        self._answer()
        self.texts.append(content)
        found = next((suggest for word, suggest in self.words.items() if word in content), "pass")
        return Verdict(found, 100 if found == "pass" else 20003)

    async def picture(self, openid: str, scene: Scene, url: str) -> str:
        self._answer()
        trace_id = uuid4().hex
        self.asked[trace_id] = url
        return trace_id

    def _answer(self) -> None:
        refuse_in_transaction()
        if self.is_away:
            raise OutsideUnavailable
        if self.is_inactive:
            raise AuthorInactive


class Wall:
    def __init__(self, shop: Shop, judge: Judge) -> None:
        self.shop, self.judge = shop, judge
        self.ugc = shop.modules.community.ugc

    async def bought(self, shopper: Shopper, units: int = 1) -> LineId:
        """A line of a completed order."""
        sku_id = await self.shop.sku()
        order = await shopper.buy((sku_id, units))
        await self.completed(shopper, order.id)
        return order.lines[0].id

    async def completed(self, shopper: Shopper, order_id: UUID) -> None:
        for parcel_id in await self.shop.ship(order_id):  # type: ignore[arg-type]
            await self.shop.sign(parcel_id)
        await self.shop.services.receiving.confirm(shopper.id, order_id, None)  # type: ignore[arg-type]
        await self.shop.settle()

    async def picture(self) -> UUID:
        media_id = uuid4()
        url = f"/files/{media_id.hex[:20]}-800.webp"
        renditions = f'[{{"width": 400, "url": "{url.replace("800", "400")}"}}, {{"width": 800, "url": "{url}"}}]'
        await self.shop.rows(_MEDIUM, media_id, media_id.bytes * 2, url, renditions)
        return media_id

    async def write(
        self, shopper: Shopper, line_id: LineId, body: str = "用了一个月，很满意", pictures: int = 0, stars: int = 5
    ) -> OwnUgc:
        draft = Draft(body, tuple([await self.picture() for _ in range(pictures)]), False)
        return await self.ugc.writing.review(shopper.id, line_id, stars, draft)

    async def tell(self, trace_id: str, suggest: Suggest = "pass", *, failure: str = "") -> None:
        async with self.shop.uow.begin() as tx:
            event = MediaJudged(trace_id, suggest, 100 if suggest == "pass" else 20002, failure)
            await self.ugc.checking.on_judged(tx, event)
        await self.shop.settle()

    async def state(self, ugc_id: UUID) -> str:
        [(state,)] = await self.shop.rows("select state from community.ugc where id = $1", ugc_id)
        return str(state)

    async def shown(self, ugc_id: UUID) -> bool:
        """Whether a stranger sees it, wherever it might be seen."""
        [(product_id,)] = await self.shop.rows("select product_id from community.ugc where id = $1", ugc_id)
        page = await self.ugc.reading.of_product(product_id, None)
        return any(one.id == ugc_id for one in page.top)

    async def assert_figures_agree(self) -> None:
        off = await self.shop.rows("""
            select s.product_id from community.ugc_summary s left join lateral (
                select count(*) filter (where u.stars = 1) as star1, count(*) filter (where u.stars = 2) as star2,
                       count(*) filter (where u.stars = 3) as star3, count(*) filter (where u.stars = 4) as star4,
                       count(*) filter (where u.stars = 5) as star5,
                       count(*) filter (where u.picture_count > 0) as with_pictures
                from community.ugc u
                where u.product_id = s.product_id and u.kind = 'review' and u.state = 'visible') c on true
            where (s.star1, s.star2, s.star3, s.star4, s.star5, s.with_pictures)
                is distinct from (c.star1, c.star2, c.star3, c.star4, c.star5, c.with_pictures)
        """)
        assert off == []
