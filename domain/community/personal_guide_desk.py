"""Personal guides at the operator's desk, and as the member sees theirs (G6)."""

from domain.community.contact_desk import READ, WRITE
from domain.community.handover import Handover
from ports.community.personal_guides import GuideCard, PersonalGuideStore, PersonalGuideView, PersonalGuideViews
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Clock, Invalid, MemberId, NotFound, Page, Tx, UnitOfWork
from ports.members.api import MembersApi

REASON_LENGTH_MAX = 100


class NoPersonalGuide(NotFound):
    code = "community.no_personal_guide"
    message = "这位会员没有专属导购"


class PersonalGuideDesk:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[PersonalGuideStore, PersonalGuideViews],
        handover: Handover,
        asked: tuple[MembersApi, AuditApi],
        clock: Clock,
    ) -> None:
        self._uow = uow
        self._store, self._views = stores
        self._handover = handover
        self._members, self._audit = asked
        self._clock = clock

    async def all(
        self, actor: Actor, user_id: str | None, is_past: bool, page: tuple[str | None, int]
    ) -> Page[PersonalGuideView]:
        """`page`: cursor and size."""
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._views.all(tx, user_id, is_past, *page)

    async def change(self, actor: Actor, member_id: MemberId, user_id: str, reason: str) -> PersonalGuideView:
        """Assigns a guide by hand, instead of the present one. The same guide again changes nothing.

        Raises NotFound, Invalid.
        """
        actor.require(WRITE)
        words = _checked(reason)
        async with self._uow.begin() as tx:
            member_id = await self._members.resolve(tx, member_id)
            nickname = (await self._members.card(tx, member_id)).nickname
            await self._store.lock_turn(tx)
            present = await self._store.present(tx, member_id)
            if present is None or present.guide != user_id:
                if user_id not in await self._store.serving(tx, (user_id,)):
                    raise Invalid("这位导购已离职或没有客户联系权限", field="userId")
                if present is not None:
                    await self._store.end(tx, present.id, self._clock.now(), f"{actor.name} 更换：{words}")
                await self._handover.appoint(tx, (member_id, user_id, "operator", f"{actor.name} 指定：{words}"))
                await self._record(tx, (actor, "community.personal_guide"), (member_id, nickname), words)
            found = await self._views.of_member(tx, member_id)
            assert found is not None
            return tx.answered(found)

    async def end(self, actor: Actor, member_id: MemberId, reason: str) -> None:
        """The rules do not give the member another one. Raises NotFound, NoPersonalGuide."""
        actor.require(WRITE)
        words = _checked(reason)
        async with self._uow.begin() as tx:
            await self._store.lock_turn(tx)
            present = await self._store.present(tx, await self._members.resolve(tx, member_id))
            if present is None:
                raise NoPersonalGuide
            nickname = (await self._members.card(tx, present.member_id)).nickname
            await self._store.end(tx, present.id, self._clock.now(), f"{actor.name} 取消：{words}")
            await self._record(tx, (actor, "community.personal_guide_end"), (present.member_id, nickname), words)

    async def own(self, member_id: MemberId) -> GuideCard | None:
        """The member's guide, as the mini-program shows them."""
        async with self._uow.reading() as tx:
            return await self._views.card(tx, member_id)

    async def _record(self, tx: Tx, done: tuple[Actor, str], whom: tuple[MemberId, str], words: str) -> None:
        await self._audit.record(tx, AuditEntry(done[0], done[1], whom[1], whom[0], words, ""))


def _checked(reason: str) -> str:
    words = reason.strip()
    if not 0 < len(words) <= REASON_LENGTH_MAX:
        raise Invalid(f"请用 1 到 {REASON_LENGTH_MAX} 个字说明原因", field="reason")
    return words
