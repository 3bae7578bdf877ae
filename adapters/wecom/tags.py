"""The corporation's tags as `ports.outside.wecom.WecomTags` (C.5)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from msgspec import Struct
from redis.exceptions import RedisError

from adapters.tencent.answers import decoded
from adapters.wecom.client import Call, WecomClient
from ports.kernel import OutsideUnavailable
from ports.outside.wecom import CorpTag, CorpTagGroup, WecomTagUnknown

LOCK_SECONDS = 30
LOCK_WAIT_SECONDS = 10

LIST = Call("externalcontact/get_corp_tag_list", repeatable=True)
ADD = Call("externalcontact/add_corp_tag", repeatable=False)
EDIT = Call("externalcontact/edit_corp_tag", repeatable=True)
DELETE = Call("externalcontact/del_corp_tag", repeatable=True)

log = structlog.get_logger("siyu.wecom")


class _Tag(Struct, frozen=True):
    id: str
    name: str
    order: int = 0
    deleted: bool = False


class _Group(Struct, frozen=True):
    group_id: str
    group_name: str = ""
    order: int = 0
    deleted: bool = False
    tag: tuple[_Tag, ...] | None = None

    def facts(self) -> CorpTagGroup:
        tags = tuple(CorpTag(tag.id, tag.name, tag.order) for tag in self.tag or () if not tag.deleted)
        return CorpTagGroup(self.group_id, self.group_name, self.order, tags)


class _Groups(Struct, frozen=True):
    tag_group: tuple[_Group, ...] | None = None


class _Added(Struct, frozen=True):
    tag_group: _Group


class CorpTags:
    def __init__(self, client: WecomClient) -> None:
        self._client = client

    async def tags(self) -> tuple[CorpTagGroup, ...]:
        found = decoded(await self._client.post(LIST, {}), _Groups).tag_group or ()
        return tuple(group.facts() for group in found if not group.deleted)

    async def add(self, group_name: str, names: tuple[str, ...]) -> CorpTagGroup:
        """WeCom tells the new tags alone, and not those that the group has had before."""
        assert names
        async with self._alone():
            # Whether a name alone finds the group that has it is not certain (UNCONFIRMED): its id does.
            known = next((group.group_id for group in await self.tags() if group.name == group_name), None)
            group = {"group_name": group_name} if known is None else {"group_id": known}
            body = {**group, "tag": [{"name": name} for name in names]}
            added = decoded(await self._client.post(ADD, body), _Added).tag_group.facts()
        return added if added.name else CorpTagGroup(added.group_id, group_name, added.order, added.tags)

    async def rename(self, tag_or_group_id: str, name: str) -> None:
        async with self._alone():
            await self._client.post(EDIT, {"id": tag_or_group_id, "name": name})

    async def delete(self, tag_ids: tuple[str, ...], group_ids: tuple[str, ...]) -> None:
        """What is gone already counts as deleted."""
        async with self._alone():
            try:
                await self._client.post(DELETE, {"tag_id": tag_ids, "group_id": group_ids})
            except WecomTagUnknown:
                await self._delete_one_by_one(tag_ids, group_ids)

    async def _delete_one_by_one(self, tag_ids: tuple[str, ...], group_ids: tuple[str, ...]) -> None:
        """One that is unknown makes WeCom refuse all of them."""
        if len(tag_ids) + len(group_ids) == 1:
            return
        for name, ids in (("tag_id", tag_ids), ("group_id", group_ids)):
            for one in ids:
                try:
                    await self._client.post(DELETE, {name: [one]})
                except WecomTagUnknown:
                    continue

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """Writers of tags wait for one another: WeCom refuses some that meet (UNCONFIRMED), and makes two groups."""
        name = f"wecom:tags:{self._client.config.corp_id}:lock"
        lock = self._client.valkey.lock(name, timeout=LOCK_SECONDS, blocking_timeout=LOCK_WAIT_SECONDS)
        held = True
        try:
            if not await lock.acquire():
                raise OutsideUnavailable
        except (RedisError, OSError) as error:
            log.warning("tags are written without a lock", reason=str(error))
            held = False
        try:
            yield
        finally:
            if held:
                await _released(lock)


async def _released(lock: object) -> None:
    try:
        await lock.release()  # type: ignore[attr-defined]
    except (RedisError, OSError) as error:
        log.warning("the lock of the tags ended before the work", reason=str(error))
