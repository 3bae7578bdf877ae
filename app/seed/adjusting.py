"""Points that people at the counter gave and took: small ones at once, large ones for a second person to decide."""

from datetime import timedelta

from msgspec import Struct

from app.seed.shop import Shop

ASKER, SECOND = "运营", "店主"


class Scene(Struct, frozen=True):
    """Asked so many hours ago for the member of that number. `agreed` None: nobody has decided, or need not."""

    hours_ago: float
    member: int
    points: int
    reason: str
    agreed: bool | None = None


SCENES = (
    Scene(120, 5, 200, "评价返积分漏发，补上"),
    Scene(76, 12, 3_000, "门店开业活动补录", agreed=True),
    Scene(52, 21, 8_000, "会员要求补偿，无凭证", agreed=False),
    Scene(28, 12, -500, "重复补发，收回"),
    Scene(9, 30, 2_400, "大额退货补偿，客户已确认"),
    Scene(3, 8, 1_500, "老会员生日礼补发"),
)


class Adjusting:
    def __init__(self, shop: Shop) -> None:
        self._shop = shop

    async def run(self) -> int:
        """How many wait for somebody."""
        desk, actors = self._shop.built.services.members.points.desk, self._shop.actors
        waiting = 0
        for scene in SCENES:
            asked_at = self._shop.now - timedelta(hours=scene.hours_ago)
            self._shop.at(asked_at)
            row = await desk.adjust(actors[ASKER], self._shop.members[scene.member], scene.points, scene.reason)
            if scene.agreed is not None:
                self._shop.at(asked_at + timedelta(hours=1))
                row = await desk.decide(actors[SECOND], row.id, agreed=scene.agreed)
            waiting += row.state == "waiting"
            await self._shop.settle()
        return waiting
