"""Tags of members and of WeCom kept alike: what differs is looked for, and set right some at a time (M6)."""

from datetime import timedelta
from uuid import UUID

import structlog
from msgspec.structs import replace

from domain.community.contact_desk import READ, WRITE
from ports.community.jobs import FetchContact, FetchTags
from ports.community.tag_links import (
    Direction,
    MakeTagLink,
    PushTags,
    TagLink,
    TagLinkStore,
    TagLinkView,
)
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Clock, DomainError, Ids, Invalid, NotFound, Tx, UnitOfWork
from ports.members.api import MemberTagsApi
from ports.outside.wecom import (
    NotAContact,
    WecomContacts,
    WecomNameTaken,
    WecomRefused,
    WecomTags,
    WecomTagUnknown,
)

PUSHES_MAX, PULLS_MAX = 100, 500
TRY_AGAIN_AFTER = timedelta(minutes=10)
"""A pair that WeCom refuses is not asked for more often than that."""
GROUP_NAME_MAX = 15
BY = "企业微信"

log = structlog.get_logger("siyu.wecom")


class TagLinkNotFound(NotFound):
    code = "community.tag_link_not_found"
    message = "没有找到这个标签同步"


class TagLinked(DomainError):
    code = "community.tag_linked"
    message = "这个标签已经在同步，一个标签只能同步一次"


class TagLinks:
    def __init__(
        self,
        uow: UnitOfWork,
        store: TagLinkStore,
        wecom: tuple[WecomContacts, WecomTags],
        asked: tuple[MemberTagsApi, AuditApi],
        system: tuple[Clock, Ids],
    ) -> None:
        self._uow = uow
        self._store = store
        self._contacts, self._tags = wecom
        self._members, self._audit = asked
        self._clock, self._ids = system

    async def all(self, actor: Actor) -> tuple[TagLinkView, ...]:
        actor.require(READ)
        async with self._uow.reading() as tx:
            return await self._store.all(tx)

    async def to_wecom(self, actor: Actor, shop_tag_id: int, group_name: str) -> None:
        """A tag of WeCom with the same name in this group, made if it is not there. Raises Invalid, TagLinked."""
        actor.require(WRITE)
        group_name = group_name.strip()
        if not 1 <= len(group_name) <= GROUP_NAME_MAX:
            raise Invalid(f"标签组请填写 1 到 {GROUP_NAME_MAX} 个字", field="groupName")
        async with self._uow.begin() as tx:
            link = await self._new(tx, actor, shop_tag_id, "to_wecom")
            await self._insert(tx, actor, replace(link, group_name=group_name))
            tx.enqueue(MakeTagLink(link.id))

    async def from_wecom(self, actor: Actor, wecom_tag_id: str, shop_tag_id: int) -> None:
        """The tag of the shop is one that is given by hand. Raises Invalid, TagLinked."""
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            if wecom_tag_id not in await self._store.tags_of_wecom(tx, [wecom_tag_id]):
                raise Invalid("企业微信中没有这个标签", field="wecomTagId")
            link = await self._new(tx, actor, shop_tag_id, "from_wecom")
            await self._insert(tx, actor, replace(link, wecom_tag_id=wecom_tag_id, state="active"))

    async def end(self, actor: Actor, link_id: UUID) -> None:
        """Both sides keep what they have. Raises TagLinkNotFound."""
        actor.require(WRITE)
        async with self._uow.begin() as tx:
            link = await self._store.one(tx, link_id)
            if link is None:
                raise TagLinkNotFound
            await self._store.delete(tx, link_id)
            await self._audit.record(tx, AuditEntry(actor, "community.tag_unlink", link.name, link.id))

    async def _new(self, tx: Tx, actor: Actor, shop_tag_id: int, direction: Direction) -> TagLink:
        by_hand = direction == "from_wecom"
        name = await self._members.name(tx, shop_tag_id, by_hand=by_hand)
        if name is None:
            raise Invalid("请选择一个使用中的手工标签" if by_hand else "没有这个标签，或已停用", field="shopTagId")
        made = (self._clock.now(), actor.name)
        return TagLink(self._ids.new(), shop_tag_id, name, direction, "", None, "making", None, *made)

    async def _insert(self, tx: Tx, actor: Actor, link: TagLink) -> None:
        if not await self._store.insert(tx, link):
            raise TagLinked
        what = "同步到企业微信" if link.direction == "to_wecom" else "从企业微信同步"
        await self._audit.record(tx, AuditEntry(actor, "community.tag_link", link.name, link.id, detail=what))

    async def on_make(self, job: MakeTagLink) -> None:
        """Done again it finds the tag by its name. Raises WecomThrottled, OutsideUnavailable: the job comes again."""
        async with self._uow.reading() as tx:
            link = await self._store.one(tx, job.link_id)
        if link is None or link.state == "active":
            return
        try:
            after = replace(link, wecom_tag_id=await self._made(link), state="active", problem=None)
        except WecomRefused as refused:
            log.error("a tag was refused", name=link.name, errcode=refused.errcode)
            after = replace(link, state="failed", problem=refused.text)
        async with self._uow.begin() as tx:
            if not await self._store.save(tx, after):
                taken = "企业微信中的同名标签已经和另一个标签同步"
                await self._store.save(tx, replace(link, state="failed", problem=taken))
            tx.enqueue(FetchTags())

    async def _made(self, link: TagLink) -> str:
        known = await self._found(link)
        if known is not None:
            return known
        try:
            group = await self._tags.add(link.group_name, (link.name,))
        except WecomNameTaken:
            # Somebody has made it between: or our own answer was lost.
            if (known := await self._found(link)) is None:
                raise
            return known
        return next(tag.tag_id for tag in group.tags if tag.name == link.name)

    async def _found(self, link: TagLink) -> str | None:
        for group in await self._tags.tags():
            if group.name == link.group_name:
                return next((tag.tag_id for tag in group.tags if tag.name == link.name), None)
        return None

    async def push_due(self) -> int:
        """Sweep: pairs whose tags in WeCom are not what the shop says. How many are told now."""
        now = self._clock.now()
        async with self._uow.begin() as tx:
            if not await self._store.is_needed(tx, "to_wecom"):
                return 0
            pushes = await self._store.pushes(tx, now, now - TRY_AGAIN_AFTER, PUSHES_MAX)
            for push in pushes:
                tx.enqueue(PushTags(push.pair.user_id, push.pair.contact_id, push.add, push.remove))
        return len(pushes)

    async def on_push(self, job: PushTags) -> None:
        """Raises WecomThrottled, OutsideUnavailable: the job comes again, and changes nothing the second time."""
        try:
            await self._contacts.mark(job.user_id, job.contact_id, job.add, job.remove)
        except (NotAContact, WecomTagUnknown) as refused:
            log.warning("tags of a member were not given", contact=job.contact_id, words=refused.text)
        async with self._uow.begin() as tx:
            # What we change is told by nobody: the mirror has to ask.
            tx.enqueue(FetchContact(job.contact_id))

    async def pull_due(self) -> int:
        """Sweep: members whose tag is not what WeCom says. How many were set right."""
        async with self._uow.begin() as tx:
            if not await self._store.is_needed(tx, "from_wecom"):
                return 0
            pulls = await self._store.pulls(tx, PULLS_MAX)
            for tag_id in sorted({pull.shop_tag_id for pull in pulls}):
                if await self._members.name(tx, tag_id, by_hand=True) is None:
                    await self._fail(tx, next(pull.link_id for pull in pulls if pull.shop_tag_id == tag_id))
                    pulls = tuple(pull for pull in pulls if pull.shop_tag_id != tag_id)
            for pull in sorted(pulls, key=lambda one: (one.member_id, one.shop_tag_id)):
                await self._members.set_by_hand(tx, pull.member_id, pull.shop_tag_id, has=pull.has, by=BY)
        return len(pulls)

    async def _fail(self, tx: Tx, link_id: UUID) -> None:
        if (link := await self._store.one(tx, link_id)) is not None:
            await self._store.save(tx, replace(link, state="failed", problem="手工标签已停用"))
