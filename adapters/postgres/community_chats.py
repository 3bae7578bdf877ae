"""The mirror of WeCom's customer groups over PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.community.chats import Chat, ChatKind, ChatState
from ports.kernel import Tx
from ports.outside.wecom_groups import GroupFacts, GroupMember

_COLUMNS = ", ".join(Chat.__struct_fields__)
_LOCK = Statement(text("select pg_advisory_xact_lock(hashtextextended('community.chat:' || :chat_id, 0))"))
_SAVE = Statement(
    text("""
    insert into community.chat as t
        (chat_id, name, owner, notice, admins, state, members, version, made_at, read_at)
    values (:chat_id, :name, :owner, :notice, :admins, :state, :members, :version, :made_at, :read_at)
    on conflict (chat_id) do update set name = excluded.name, owner = excluded.owner, notice = excluded.notice,
        admins = excluded.admins, state = excluded.state, members = excluded.members, version = excluded.version,
        made_at = excluded.made_at, read_at = excluded.read_at, dismissed_at = null
    where t.read_at < excluded.read_at
    """)
)
# A stay is told apart by when it began: whoever has left and come back between two readings has left once.
_LEAVE = Statement(
    text("""
    update community.chat_member m set left_at = :read_at
    where m.chat_id = :chat_id and m.left_at is null and not exists (
        select from unnest(cast(:subject as text[]), cast(:joined_at as timestamptz[])) g (subject, joined_at)
        where g.subject = m.subject and g.joined_at = m.joined_at)
    """)
)
_JOIN = Statement(
    text("""
    insert into community.chat_member as t
        (chat_id, subject, joined_at, is_staff, name, unionid, join_scene, invited_by, state)
    select :chat_id, g.subject, g.joined_at, g.is_staff, g.name, g.unionid, g.join_scene, g.invited_by, g.state
    from unnest(cast(:subject as text[]), cast(:joined_at as timestamptz[]), cast(:is_staff as boolean[]),
                cast(:name as text[]), cast(:unionid as text[]), cast(:join_scene as smallint[]),
                cast(:invited_by as text[]), cast(:state as text[]))
         g (subject, joined_at, is_staff, name, unionid, join_scene, invited_by, state)
    on conflict (chat_id, subject, joined_at) do update set is_staff = excluded.is_staff, name = excluded.name,
        unionid = coalesce(excluded.unionid, t.unionid), join_scene = excluded.join_scene,
        invited_by = excluded.invited_by, state = excluded.state, left_at = null
    where (t.is_staff, t.name, t.unionid, t.join_scene, t.invited_by, t.state, t.left_at) is distinct from
        (excluded.is_staff, excluded.name, coalesce(excluded.unionid, t.unionid), excluded.join_scene,
         excluded.invited_by, excluded.state, null)
    """)
)
_DISMISS = Statement(
    text("""
    update community.chat set state = 'dismissed', dismissed_at = :at, read_at = :read_at
    where chat_id = :chat_id and state <> 'dismissed' and read_at < :read_at
    """)
)
_KNOWN = Statement(text(f"select {_COLUMNS} from community.chat where chat_id = any (cast(:chat_ids as text[]))"))
_OF_OWNERS = Statement(
    text(f"""
    select {_COLUMNS} from community.chat where owner = any (cast(:owners as text[])) and state <> 'dismissed'
    order by chat_id
    """)
)
_SET_KIND = Statement(text("update community.chat set kind = :kind where chat_id = :chat_id"))


class PostgresChats:
    """Implements `ports.community.chats.ChatStore`."""

    async def lock_chat(self, tx: Tx, chat_id: str) -> None:
        await _LOCK.value(tx, chat_id=chat_id)

    async def save(self, tx: Tx, facts: GroupFacts, state: ChatState, read_at: datetime) -> bool:
        present = {member.subject: member for member in facts.members}
        saved = await _SAVE.run(
            tx,
            chat_id=facts.chat_id,
            name=facts.name,
            owner=facts.owner,
            notice=facts.notice,
            admins=list(facts.admins),
            state=state,
            members=len(present),
            version=facts.version,
            made_at=facts.made_at,
            read_at=read_at,
        )
        if not saved:
            return False
        given = _columns([present[subject] for subject in sorted(present)])
        stays = {name: given[name] for name in ("subject", "joined_at")}
        await _LEAVE.run(tx, chat_id=facts.chat_id, read_at=read_at, **stays)
        await _JOIN.run(tx, chat_id=facts.chat_id, **given)
        return True

    async def dismiss(self, tx: Tx, chat_id: str, at: datetime, read_at: datetime) -> bool:
        return await _DISMISS.run(tx, chat_id=chat_id, at=at, read_at=read_at) == 1

    async def known(self, tx: Tx, chat_ids: Sequence[str]) -> dict[str, Chat]:
        return {row["chat_id"]: Chat(**row) for row in await _KNOWN.all(tx, chat_ids=list(chat_ids))}

    async def of_owners(self, tx: Tx, owners: Sequence[str]) -> tuple[Chat, ...]:
        return tuple(Chat(**row) for row in await _OF_OWNERS.all(tx, owners=list(owners)))

    async def set_kind(self, tx: Tx, chat_id: str, kind: ChatKind) -> None:
        await _SET_KIND.run(tx, chat_id=chat_id, kind=kind)


def _columns(members: Sequence[GroupMember]) -> dict[str, list[object]]:
    names = ("subject", "joined_at", "is_staff", "name", "unionid", "join_scene", "invited_by", "state")
    return {name: [getattr(member, name) for member in members] for name in names}
