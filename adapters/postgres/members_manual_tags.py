"""Tags that operators give by hand, and the children that members tell of, over PostgreSQL."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import MemberId, Tx
from ports.members.tag_store import CHILDREN_MAX, Child, ManualTag

_COLUMNS = "id, name, definition, is_retired, created_by, created_at"
_CREATE = Statement(
    text(f"""
    insert into members.manual_tag (name, definition, created_by, created_at) values (:name, :definition, :by, :now)
    on conflict (name) do nothing returning {_COLUMNS}
    """)
)
_FIND = Statement(text(f"select {_COLUMNS} from members.manual_tag where id = :id"))
_CHANGE = Statement(
    text("""
    update members.manual_tag t set name = :name, definition = :definition, is_retired = :is_retired
    where t.id = :id and not exists (select from members.manual_tag o where o.name = :name and o.id <> :id)
    """)
)
# The member's row is the lock under which the copy in the set is made: two operators may add at once.
_LOCK = Statement(
    text("""
    insert into members.member_tag_set (member_id, tags)
    select m, '{}' from unnest(cast(:ids as uuid[])) m order by m
    on conflict (member_id) do update set tags = members.member_tag_set.tags
    """)
)
_COPY = Statement(
    text("""
    update members.member_tag_set s set manual = array(
        select t.tag_id from members.member_manual_tag t where t.member_id = s.member_id order by t.tag_id)
    where s.member_id = any(:ids)
    """)
)
_ADD = Statement(
    text("""
    insert into members.member_manual_tag (member_id, tag_id, added_by, added_at)
    values (:member_id, :tag_id, :by, :now) on conflict do nothing
    """)
)
_REMOVE = Statement(text("delete from members.member_manual_tag where member_id = :member_id and tag_id = :tag_id"))
_FOLLOW_TAGS = Statement(
    text("""
    update members.member_manual_tag t set member_id = :kept_id, merges = t.merges || cast(:merge_id as uuid)
    where t.member_id = :gone_id
      and not exists (select from members.member_manual_tag o where o.member_id = :kept_id and o.tag_id = t.tag_id)
    """)
)
_FOLLOW_CHILDREN = Statement(
    text("""
    update members.child t set member_id = :kept_id, merges = t.merges || cast(:merge_id as uuid)
    where t.member_id = :gone_id
      and not exists (select from members.child o where o.member_id = :kept_id and o.id = t.id)
    """)
)
_LAST = "t.merges[cardinality(t.merges)] = :merge_id"
_RETURN_TAGS = Statement(
    text(f"""
    update members.member_manual_tag t set member_id = :gone_id, merges = trim_array(t.merges, 1)
    where t.member_id = :kept_id and {_LAST}
      and not exists (select from members.member_manual_tag o where o.member_id = :gone_id and o.tag_id = t.tag_id)
    """)
)
_RETURN_CHILDREN = Statement(
    text(f"""
    update members.child t set member_id = :gone_id, merges = trim_array(t.merges, 1)
    where t.member_id = :kept_id and {_LAST}
      and not exists (select from members.child o where o.member_id = :gone_id and o.id = t.id)
    """)
)
_CHILDREN = Statement(
    text("""
    select id, due_on, born_month from members.child where member_id = :member_id
    order by coalesce(born_month, due_on), id
    """)
)
_LOCK_MEMBER = Statement(text("select id from members.member where id = :member_id for update"))
_ADD_CHILD = Statement(
    text("""
    insert into members.child (member_id, id, due_on, born_month, created_at)
    select :member_id, :id, :due_on, :born_month, :now
    where (select count(*) from members.child where member_id = :member_id) < :most
    """)
)
_CHANGE_CHILD = Statement(
    text("""
    update members.child set due_on = :due_on, born_month = :born_month where member_id = :member_id and id = :id
    """)
)
_DELETE_CHILD = Statement(text("delete from members.child where member_id = :member_id and id = :id"))


class PostgresManualTags:
    """Implements `ports.members.tag_store.ManualTagStore`."""

    async def create(self, tx: Tx, name: str, definition: str, by: str, now: datetime) -> ManualTag | None:
        row = await _CREATE.one(tx, name=name, definition=definition, by=by, now=now)
        return ManualTag(**row) if row else None

    async def find(self, tx: Tx, tag_id: int) -> ManualTag | None:
        row = await _FIND.one(tx, id=tag_id)
        return ManualTag(**row) if row else None

    async def change(self, tx: Tx, tag: ManualTag) -> bool:
        changed = await _CHANGE.run(tx, id=tag.id, name=tag.name, definition=tag.definition, is_retired=tag.is_retired)
        return changed == 1

    async def add(self, tx: Tx, member_id: MemberId, tag_id: int, by: str, now: datetime) -> bool:
        await _LOCK.run(tx, ids=[member_id])
        added = await _ADD.run(tx, member_id=member_id, tag_id=tag_id, by=by, now=now)
        await _COPY.run(tx, ids=[member_id])
        return added == 1

    async def remove(self, tx: Tx, member_id: MemberId, tag_id: int) -> bool:
        await _LOCK.run(tx, ids=[member_id])
        removed = await _REMOVE.run(tx, member_id=member_id, tag_id=tag_id)
        await _COPY.run(tx, ids=[member_id])
        return removed == 1

    async def follow(self, tx: Tx, merge_id: UUID, gone_id: MemberId, kept_id: MemberId) -> None:
        given = {"merge_id": merge_id, "gone_id": gone_id, "kept_id": kept_id}
        await _LOCK.run(tx, ids=[gone_id, kept_id])
        await _FOLLOW_TAGS.run(tx, **given)
        await _FOLLOW_CHILDREN.run(tx, **given)
        await _COPY.run(tx, ids=[gone_id, kept_id])

    async def return_(self, tx: Tx, merge_id: UUID, gone_id: MemberId, kept_id: MemberId) -> None:
        given = {"merge_id": merge_id, "gone_id": gone_id, "kept_id": kept_id}
        await _LOCK.run(tx, ids=[gone_id, kept_id])
        await _RETURN_TAGS.run(tx, **given)
        await _RETURN_CHILDREN.run(tx, **given)
        await _COPY.run(tx, ids=[gone_id, kept_id])


class PostgresChildren:
    """Implements `ports.members.tag_store.ChildStore`."""

    async def all(self, tx: Tx, member_id: MemberId) -> list[Child]:
        return [Child(**row) for row in await _CHILDREN.all(tx, member_id=member_id)]

    async def add(self, tx: Tx, member_id: MemberId, child: Child, now: datetime) -> bool:
        await _LOCK_MEMBER.run(tx, member_id=member_id)
        given = msgspec.structs.asdict(child)
        return await _ADD_CHILD.run(tx, member_id=member_id, now=now, most=CHILDREN_MAX, **given) == 1

    async def change(self, tx: Tx, member_id: MemberId, child: Child) -> bool:
        return await _CHANGE_CHILD.run(tx, member_id=member_id, **msgspec.structs.asdict(child)) == 1

    async def delete(self, tx: Tx, member_id: MemberId, child_id: UUID) -> bool:
        return await _DELETE_CHILD.run(tx, member_id=member_id, id=child_id) == 1
