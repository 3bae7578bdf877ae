"""Moments of a shop with two guides, mei and lan."""

from datetime import timedelta
from uuid import UUID

from domain.community.moment_desk import MomentDraft
from ports.community.moment_views import MomentDetail
from ports.community.moments import MomentContent
from tests.flows.community.conftest import OPERATOR, Circle
from tests.flows.community.wecom_moments import Moments

CONTENT = MomentContent("新品到店，欢迎来看", (), None, (), ())
_GUIDE = "insert into community.guide (user_id, name, first_seen_at) values ($1, $2, $3)"


class Stage:
    def __init__(self, circle: Circle) -> None:
        self.circle, self.shop, self.clock = circle, circle.shop, circle.shop.clock
        self.parts = circle.parts.moments
        self.desk, self.moments = self.parts.desk, self.parts.moments
        self.wecom: Moments = circle.wecom.moments

    @staticmethod
    async def of(circle: Circle) -> "Stage":
        for user_id in ("lan", "mei"):
            await circle.shop.rows(_GUIDE, user_id, f"导购{user_id}", circle.shop.clock.now())
        return Stage(circle)

    async def write(self, content: MomentContent = CONTENT, *, hours: int = 2) -> MomentDetail:
        return await self.desk.create(OPERATOR, MomentDraft(content, self.clock.now() + timedelta(hours=hours)))

    async def planned(self, content: MomentContent = CONTENT, *, hours: int = 2) -> UUID:
        made = await self.write(content, hours=hours)
        await self.desk.plan(OPERATOR, made.moment.id, made.moment.version)
        return made.moment.id

    async def due(self, content: MomentContent = CONTENT) -> UUID:
        """Planned, and the time has come; jobs have not run."""
        moment_id = await self.planned(content)
        self.clock.pass_(hours=2)
        await self.moments.open_due()
        return moment_id

    async def running(self, content: MomentContent = CONTENT) -> UUID:
        """WeCom has it, and guides may publish it."""
        moment_id = await self.due(content)
        await self.shop.settle()
        await self.later(minutes=2)
        return moment_id

    async def later(self, **parts: int) -> None:
        self.clock.pass_(**parts)
        await self.moments.look_after()
        await self.shop.settle()

    async def see(self, moment_id: UUID) -> MomentDetail:
        return await self.desk.one(OPERATOR, moment_id)

    async def state(self, moment_id: UUID) -> str:
        return (await self.see(moment_id)).moment.state

    async def guides(self, moment_id: UUID) -> dict[str, str]:
        return {one.user_id: one.state for one in (await self.see(moment_id)).guides}
