"""What operators decide of identities: whether two members are one person, and whether a merge was right (M1)."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from domain.members.merging import MergeNotFound, Merging
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Clock, DomainError, Invalid, MemberId, NotFound, Page, Tx, UnitOfWork
from ports.members.identities import MergeStore, Undoing
from ports.members.merge_views import (
    IdentityViews,
    MatchState,
    MatchView,
    MergeDetail,
    MergeMoment,
    MergeReads,
    MergeView,
)

MAY = "members.merge"
READ = "members.read"
BY_HAND = "操作员核实为同一个人"


class MatchNotFound(DomainError):
    code = "members.match_not_found"
    kind = "not_found"
    message = "没有找到这条待确认的身份"


class MatchDecided(DomainError):
    code = "members.match_decided"
    message = "这条身份已经处理过了，请刷新页面"


class AlreadyOne(DomainError):
    code = "members.already_one"
    message = "这两个会员已经是同一个人，或者其中一个已经注销"


class ByHand(Struct, frozen=True):
    one: MemberId
    other: MemberId
    reason: str


class MatchDesk:
    def __init__(
        self, uow: UnitOfWork, stores: tuple[MergeStore, MergeReads], merging: Merging, audit: AuditApi, clock: Clock
    ) -> None:
        self._uow = uow
        self._store, self._reads = stores
        self._merging = merging
        self._audit = audit
        self._clock = clock

    async def matches(self, actor: Actor, state: MatchState | None, cursor: str | None, limit: int) -> Page[MatchView]:
        actor.require(MAY)
        async with self._uow.reading() as tx:
            return await self._reads.matches(tx, state, cursor, limit)

    async def merges(self, actor: Actor, cursor: str | None, limit: int) -> Page[MergeView]:
        actor.require(MAY)
        async with self._uow.reading() as tx:
            return await self._reads.merges(tx, cursor, limit)

    async def merge(self, actor: Actor, merge_id: UUID) -> MergeDetail:
        """Raises MergeNotFound."""
        actor.require(MAY)
        async with self._uow.reading() as tx:
            return await self._detail(tx, merge_id)

    async def identities(self, actor: Actor, member_id: MemberId) -> IdentityViews:
        """Of one member, with the merges that made them. Raises NotFound."""
        actor.require(READ)
        async with self._uow.reading() as tx:
            final = await self._store.resolve(tx, member_id)
            items = await self._reads.identities(tx, final)
            merges = await self._reads.merges_of(tx, final)
        if not items and not merges:
            raise NotFound
        return IdentityViews(items, merges)

    async def confirm(self, actor: Actor, match_id: UUID, reason: str) -> MatchView:
        """They are one person. Raises MatchNotFound, MatchDecided."""
        actor.require(MAY)
        async with self._uow.begin() as tx:
            pair, evidence = await self._pending(tx, match_id)
            await self._store.decide_match(tx, match_id, "confirmed", self._deciding(actor, reason))
            await self._merging.merge(tx, pair, "phone", (*evidence, f"{BY_HAND}：{reason}"), actor.name)
            await self._note(tx, actor, ("members.match_confirm", match_id), reason, pair)
            return tx.answered(await self._match(tx, match_id))

    async def dismiss(self, actor: Actor, match_id: UUID, reason: str) -> MatchView:
        """They are two people: the number does not bring them up again. Raises MatchNotFound, MatchDecided."""
        actor.require(MAY)
        async with self._uow.begin() as tx:
            pair, _ = await self._pending(tx, match_id)
            await self._store.decide_match(tx, match_id, "dismissed", self._deciding(actor, reason))
            await self._note(tx, actor, ("members.match_dismiss", match_id), reason, pair)
            return tx.answered(await self._match(tx, match_id))

    async def merge_by_hand(self, actor: Actor, wanted: ByHand) -> MergeDetail:
        """Whoever asks knows better than what was decided before. Raises Invalid, AlreadyOne."""
        actor.require(MAY)
        if wanted.one == wanted.other:
            raise Invalid("请填写两个不同的会员", field="otherId")
        pair = (wanted.one, wanted.other)
        async with self._uow.begin() as tx:
            if len(await self._store.lock_parties(tx, pair)) != 2:
                raise AlreadyOne
            evidence = (f"{BY_HAND}：{wanted.reason}",)
            final = (await self._store.resolve(tx, pair[0]), await self._store.resolve(tx, pair[1]))
            await self._store.forget_apart(tx, final, self._deciding(actor, wanted.reason))
            kept_id = await self._merging.merge(tx, final, "operator", evidence, actor.name)
            made = (await self._reads.merges_of(tx, kept_id))[-1]
            await self._note(tx, actor, ("members.merge", made.id), wanted.reason, pair)
            return tx.answered(await self._detail(tx, made.id))

    async def undo(self, actor: Actor, merge_id: UUID, reason: str) -> MergeDetail:
        """They are two people again, and no phone number joins them. Raises MergeNotFound, MergeUndone."""
        actor.require(MAY)
        async with self._uow.begin() as tx:
            row = await self._merging.part(tx, merge_id, actor.name, reason)
            await self._note(tx, actor, ("members.part", merge_id), reason, (row.gone_id, row.kept_id))
            return tx.answered(await self._detail(tx, merge_id))

    async def _pending(self, tx: Tx, match_id: UUID) -> tuple[tuple[MemberId, MemberId], tuple[str, ...]]:
        found = await self._store.lock_match(tx, match_id)
        if found is None:
            raise MatchNotFound
        state, low_id, high_id, evidence = found
        if state != "pending":
            raise MatchDecided
        return (low_id, high_id), evidence

    async def _match(self, tx: Tx, match_id: UUID) -> MatchView:
        view = await self._reads.match(tx, match_id)
        assert view is not None, "it was locked"
        return view

    async def _detail(self, tx: Tx, merge_id: UUID) -> MergeDetail:
        merge = await self._reads.merge(tx, merge_id)
        if merge is None:
            raise MergeNotFound
        return MergeDetail(merge, await self._reads.moved(tx, merge_id), timeline(merge), undo_words(merge))

    def _deciding(self, actor: Actor, reason: str) -> Undoing:
        return Undoing(self._clock.now(), actor.name, reason)

    async def _note(
        self, tx: Tx, actor: Actor, what: tuple[str, UUID], reason: str, pair: tuple[MemberId, MemberId]
    ) -> None:
        names = "、".join(str(member_id) for member_id in pair)
        await self._audit.record(tx, AuditEntry(actor, what[0], names, what[1], reason))


def timeline(merge: MergeView) -> tuple[MergeMoment, ...]:
    """What happened to it, the earliest first."""
    moments = [
        MergeMoment(merge.gone.joined_at, f"{merge.gone.nickname} 成为会员", ""),
        MergeMoment(merge.kept.joined_at, f"{merge.kept.nickname} 成为会员", ""),
        MergeMoment(merge.at, "合并为一个会员", merge.by),
    ]
    if merge.undone_at is not None:
        moments.append(MergeMoment(merge.undone_at, f"撤销合并：{merge.undone_reason}", merge.undone_by or ""))
    return tuple(sorted(moments, key=_at))


def _at(moment: MergeMoment) -> datetime:
    return moment.at


def undo_words(merge: MergeView) -> tuple[str, ...]:
    """What undoing would do, as the operator reads it before; nothing where it was undone."""
    if merge.undone_at is not None:
        return ()
    words = [
        f"合并时「{merge.gone.nickname}」带来的订单、优惠券、地址和身份会还给他，相关的登录也一并归还",
        f"合并之后新下的订单、新得的权益留在「{merge.kept.nickname}」名下",
        "以后系统不会再因为手机号把这两个会员放到一起",
    ]
    if merge.proof == "unionid":
        words.append("这次合并的依据是微信的 unionid：撤销后该身份的 unionid 会标记为有争议，不再用来自动合并")
    return tuple(words)
