"""One's own data (V9): what was agreed to, a copy of everything, and leaving."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from domain.members.shanghai_days import SHANGHAI
from ports.cache import Invalidation, hashed_session_topic
from ports.crypto import FieldCipher
from ports.governance.api import Actor
from ports.kernel import Clock, Ids, MemberId, Page, Tx, UnitOfWork
from ports.members.api import MemberLeft
from ports.members.identities import MergeStore
from ports.members.personal_data import (
    ConsentStore,
    ConsentView,
    DueLeaving,
    ExportFile,
    ExportNotReady,
    ExportStore,
    ExportView,
    Leaver,
    LeavingBlocked,
    LeavingNotAsked,
    LeavingRow,
    LeavingState,
    LeavingStore,
    MakeExport,
    PersonalData,
    PrivacyView,
    Section,
)

READ = "members.read"
MARKETING_VERSION = "2026-11"
EXPORT_KEPT = timedelta(days=7)
COOLING = timedelta(days=7)
TRY_AGAIN_AFTER = timedelta(days=1)
HISTORY_MAX = 50
BATCH_MAX = 50
CONSEQUENCES = (
    "昵称、手机号、头像、收货地址、会员身份和登录会被删除，无法恢复",
    "积分会清零，没有使用的优惠券会作废，等级和权益不再保留",
    "付费会员会立即结束，不再扣款，没有用完的时间不退款；孩子资料、生日和标签会被删除",
    "以后用同一个微信登录，会成为一个新的会员",
    "您发布的晒单和所有图片会被删除；文字评价会保留，但改为匿名",
    "导购为您写的备注、笔记和草稿会被删除，企业微信里的备注改为「已注销会员」；聊天记录由微信和企业微信保存，我们删除不了",
    "订单和付款记录依法保留，但不再带有您的姓名、电话和地址（售后期内的订单满 15 天后清除收货信息）",
    "提交后有 7 天的考虑时间，期间可以随时撤回",
)


def blocking_words(open_orders: int, open_after_sales: int, open_refunds: int) -> tuple[str, ...]:
    """What has to end first, as a person is told."""
    words = []
    if open_orders:
        words.append(f"还有 {open_orders} 个订单没有完成，请先收货或取消")
    if open_after_sales:
        words.append(f"还有 {open_after_sales} 个售后没有处理完")
    if open_refunds:
        words.append(f"还有 {open_refunds} 笔退款没有到账")
    return tuple(words)


def document(sections: Sequence[Section], made_at: datetime) -> str:
    """The copy: one JSON object, a name for every section, readable as it stands."""
    parts = [f'"说明": {_text(f"暖禾会员数据副本，生成于 {made_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}")}']
    parts += [f"{_text(section.name)}: {section.items}" for section in sections]
    return msgspec.json.format(("{" + ", ".join(parts) + "}").encode(), indent=2).decode()


def _text(words: str) -> str:
    return msgspec.json.encode(words).decode()


class Privacy:
    """`parts`: every module's share of the copy. `leavers`: whatever in members keeps something of a member."""

    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[ConsentStore, ExportStore, LeavingStore, MergeStore],
        parts: tuple[Sequence[PersonalData], Sequence[Leaver]],
        outside: tuple[FieldCipher, Invalidation],
        system: tuple[Clock, Ids],
    ) -> None:
        self._uow = uow
        self._consents, self._exports, self._leavings, self._merges = stores
        self._parts, self._leavers = parts
        self._cipher, self._invalidation = outside
        self._clock, self._ids = system

    async def show(self, member_id: MemberId) -> PrivacyView:
        async with self._uow.reading() as tx:
            return await self._view(tx, await self._merges.resolve(tx, member_id))

    async def set_marketing(self, member_id: MemberId, is_given: bool) -> PrivacyView:
        """The same answer again appends nothing."""
        async with self._uow.begin() as tx:
            final = await self._merges.resolve(tx, member_id)
            said = ConsentView("marketing", is_given, MARKETING_VERSION, self._clock.now())
            await self._consents.note(tx, final, said, self._ids.new())
            return await self._view(tx, final)

    async def ask_export(self, member_id: MemberId) -> ExportView:
        """The one that is being made, or a new one."""
        async with self._uow.begin() as tx:
            final, export_id = await self._merges.resolve(tx, member_id), self._ids.new()
            if await self._exports.ask(tx, final, export_id, self._clock.now()):
                tx.enqueue(MakeExport(export_id))
            view = await self._exports.latest(tx, final)
            assert view is not None, "it was just asked for"
            return tx.answered(view)

    async def make_export(self, job: MakeExport) -> None:
        """Job: everything is read at one moment, and sealed."""
        now = self._clock.now()
        async with self._uow.begin() as tx:
            member_id = await self._exports.owner(tx, job.export_id)
            if member_id is None:
                return
            sections = [section for part in self._parts for section in await part.export(tx, member_id)]
            content = document(sections, now)
            made = (len(content.encode()), [f"{section.name} {section.count} 条" for section in sections])
            sealed = self._cipher.encrypt(content)
            await self._exports.finish(tx, job.export_id, sealed, made, (now, now + EXPORT_KEPT))

    async def export_file(self, member_id: MemberId, export_id: UUID) -> ExportFile:
        """Raises ExportNotReady, also for an export of somebody else."""
        async with self._uow.reading() as tx:
            final = await self._merges.resolve(tx, member_id)
            found = await self._exports.content(tx, final, export_id, self._clock.now())
        if found is None:
            raise ExportNotReady
        sealed, asked_at = found
        name = f"nuanhe-{asked_at.astimezone(SHANGHAI):%Y%m%d-%H%M}.json"
        return ExportFile(name, self._cipher.decrypt(sealed))

    async def expire_exports(self) -> int:
        """Sweep: copies whose seven days are over."""
        async with self._uow.single() as tx:
            return await self._exports.expire(tx, self._clock.now(), BATCH_MAX)

    async def ask_to_leave(self, member_id: MemberId) -> PrivacyView:
        """A week later the member is anonymised, unless it is withdrawn. Raises LeavingBlocked."""
        now = self._clock.now()
        async with self._uow.begin() as tx:
            final = await self._merges.resolve(tx, member_id)
            if words := blocking_words(*await self._leavings.blockers(tx, final)):
                raise LeavingBlocked("；".join(words))
            await self._leavings.ask(tx, final, self._ids.new(), (now, now + COOLING))
            return tx.answered(await self._view(tx, final))

    async def withdraw_leaving(self, member_id: MemberId) -> PrivacyView:
        """Raises LeavingNotAsked."""
        async with self._uow.begin() as tx:
            final = await self._merges.resolve(tx, member_id)
            if not await self._leavings.withdraw(tx, final, self._clock.now()):
                raise LeavingNotAsked
            return tx.answered(await self._view(tx, final))

    async def leave_due(self) -> int:
        """Sweep: those whose week is over."""
        async with self._uow.reading() as tx:
            due = await self._leavings.due(tx, self._clock.now(), BATCH_MAX)
        return sum([await self._leave(leaving) for leaving in due])

    async def leavings(
        self, actor: Actor, state: LeavingState | None, cursor: str | None, limit: int
    ) -> Page[LeavingRow]:
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._leavings.rows(tx, state, cursor, limit)

    async def _leave(self, leaving: DueLeaving) -> bool:
        now = self._clock.now()
        async with self._uow.begin() as tx:
            if not await self._leavings.lock_due(tx, leaving, now):
                return False
            # Something may have been bought, or come back, in that week.
            if words := blocking_words(*await self._leavings.blockers(tx, leaving.member_id)):
                await self._leavings.put_off(tx, leaving.id, now + TRY_AGAIN_AFTER, "；".join(words))
                return False
            for leaver in self._leavers:
                await leaver.leave(tx, leaving.member_id)
            contact_ids = await self._leavings.contact_ids(tx, leaving.member_id)
            hashes = await self._leavings.anonymise(tx, leaving, now)
            tx.emit(MemberLeft(leaving.member_id, contact_ids))
        await self._invalidation.changed([hashed_session_topic(one) for one in hashes])
        return True

    async def _view(self, tx: Tx, member_id: MemberId) -> PrivacyView:
        consents = await self._consents.history(tx, member_id, HISTORY_MAX)
        latest = {one.kind: one for one in reversed(consents)}
        privacy, marketing = latest.get("privacy"), latest.get("marketing")
        return PrivacyView(
            privacy_version=privacy.version if privacy and privacy.is_given else None,
            marketing=marketing is not None and marketing.is_given,
            consents=consents,
            export=await self._exports.latest(tx, member_id),
            leaving=await self._leavings.latest(tx, member_id),
            blockers=blocking_words(*await self._leavings.blockers(tx, member_id)),
            consequences=CONSEQUENCES,
        )
