"""Tags that operators make and give by hand; every change stands in the audit trail."""

from msgspec.structs import replace

from domain.members.tag_desk import TagDesk
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Clock, DomainError, Invalid, MemberId, NotFound, Tx, UnitOfWork
from ports.members.merging import Merge
from ports.members.store import MemberStore
from ports.members.tag_store import ManualTag, ManualTagStore

READ, WRITE = "members.read", "members.write"


class TagNotFound(NotFound):
    code = "members.tag_not_found"
    message = "标签不存在"


class TagNameTaken(DomainError):
    code = "members.tag_name_taken"
    message = "已有同名的手工标签，请换一个名称"


class TagRetired(DomainError):
    code = "members.tag_retired"
    message = "这个标签已停用，不能再加给会员"


class ManualTags:
    """Also implements `ports.members.merging.Follower`, for tags and children alike."""

    def __init__(
        self, uow: UnitOfWork, stores: tuple[ManualTagStore, MemberStore], desk: TagDesk, audit: AuditApi, clock: Clock
    ) -> None:
        self._uow = uow
        self._store, self._members = stores
        self._desk = desk
        self._audit = audit
        self._clock = clock

    async def create(self, actor: Actor, name: str, definition: str) -> ManualTag:
        """Raises TagNameTaken."""
        actor.require(WRITE)
        name, definition = _checked(name, definition)
        async with self._uow.begin() as tx:
            tag = await self._store.create(tx, name, definition, actor.name, self._clock.now())
            if tag is None:
                raise TagNameTaken(field="name")
            await self._audit.record(tx, AuditEntry(actor, "tags.create", name, detail=definition))
            return tx.answered(tag)

    async def change(self, actor: Actor, tag_id: int, wish: tuple[str, str, bool]) -> ManualTag:
        """`wish`: name, definition, whether it is retired. Raises TagNotFound, TagNameTaken."""
        actor.require(WRITE)
        name, definition = _checked(wish[0], wish[1])
        async with self._uow.begin() as tx:
            before = await self._store.find(tx, tag_id)
            if before is None:
                raise TagNotFound
            after = replace(before, name=name, definition=definition, is_retired=wish[2])
            if not await self._store.change(tx, after):
                raise TagNameTaken(field="name")
            detail = f"{before.name} → {name}；{definition}{'；停用' if wish[2] else ''}"
            await self._audit.record(tx, AuditEntry(actor, "tags.change", name, detail=detail))
        return after

    async def give(self, actor: Actor, member_id: MemberId, tag_id: int) -> None:
        """Giving twice changes nothing. Raises NotFound, TagNotFound, TagRetired."""
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            tag = await self._tag(tx, member_id, tag_id)
            if tag.is_retired:
                raise TagRetired
            if await self._store.add(tx, member_id, tag_id, actor.name, self._clock.now()):
                await self._audit.record(tx, AuditEntry(actor, "tags.give", tag.name, member_id))

    async def take(self, actor: Actor, member_id: MemberId, tag_id: int) -> None:
        """Taking twice changes nothing. Raises NotFound, TagNotFound."""
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            tag = await self._tag(tx, member_id, tag_id)
            if await self._store.remove(tx, member_id, tag_id):
                await self._audit.record(tx, AuditEntry(actor, "tags.take", tag.name, member_id))

    async def _tag(self, tx: Tx, member_id: MemberId, tag_id: int) -> ManualTag:
        if await self._members.card(tx, member_id) is None:
            raise NotFound
        tag = await self._store.find(tx, tag_id)
        if tag is None:
            raise TagNotFound
        return tag

    async def merge(self, tx: Tx, merge: Merge) -> None:
        await self._store.follow(tx, merge.id, merge.gone_id, merge.kept_id)
        await self._desk.touched(tx, merge.gone_id, merge.kept_id)

    async def part(self, tx: Tx, merge: Merge) -> None:
        await self._store.return_(tx, merge.id, merge.gone_id, merge.kept_id)
        await self._desk.touched(tx, merge.gone_id, merge.kept_id)


def _checked(name: str, definition: str) -> tuple[str, str]:
    """Raises Invalid."""
    name, definition = name.strip(), definition.strip()
    if not name:
        raise Invalid("请填写标签名称", field="name")
    if not definition:
        raise Invalid("请写清楚什么样的会员该有这个标签", field="definition")
    return name, definition
