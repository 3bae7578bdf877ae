"""What a kept member gets of the gone one's own row and rows, and what goes back when the merge is undone."""

from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import MemberId, Tx
from ports.members.identities import OWN_MINI_PROGRAM, MergeRow, Taken
from ports.members.store import ADDRESSES_MAX

_COLUMNS = (
    "openid, nickname, avatar_url, phone_sealed, phone_index, session_key_sealed, privacy_version, default_address_id,"
    " address_count, device_system, device_client, device_seen_at"
)
_READ = Statement(text(f"select id, {_COLUMNS} from members.member where id = any(cast(:ids as uuid[]))"))
# Customers who were enrolled have an openid before their first login, and no identity.
_ENSURE_IDENTITY = Statement(
    text("""
    insert into members.identity (id, channel, app, subject, unionid, member_id, first_seen_at)
    select gen_random_uuid(), 'mini_program', :app, openid, unionid, id, joined_at from members.member
    where id = any(cast(:ids as uuid[])) and openid is not null
    on conflict (channel, app, subject) do nothing
    """)
)
_MOVE_IDENTITIES = Statement(
    text("update members.identity set member_id = :kept_id where member_id = :gone_id returning id")
)
_MOVE_SESSIONS = Statement(text("update members.session set member_id = :kept_id where member_id = :gone_id"))
# The default one first, then the newest; what finds no place stays where it is.
_MOVE_ADDRESSES = Statement(
    text(f"""
    with moved as (
        update members.address a set member_id = :kept_id from (
            select id from members.address where member_id = :gone_id
            order by id is not distinct from cast(:default_id as uuid) desc, id desc
            limit greatest(0, {ADDRESSES_MAX} - cast(:count as int))
        ) w where a.id = w.id returning a.id
    )
    select id from moved
    """)
)
_BOOK = Statement(
    text("""
    update members.member m set
        address_count = (select count(*) from members.address a where a.member_id = m.id),
        default_address_id = (
            select a.id from members.address a where a.member_id = m.id
            order by a.id is not distinct from cast(:first_id as uuid) desc,
                     a.id is not distinct from m.default_address_id desc,
                     a.id is not distinct from cast(:default_id as uuid) desc, a.id desc limit 1)
    where m.id = :id
    """)
)
_LOSE_OPENID = Statement(text("update members.member set openid = null where id = :id"))
_SET = Statement(
    text("""
    update members.member set openid = :openid, nickname = :nickname, avatar_url = :avatar_url,
        phone_sealed = :phone_sealed, phone_index = :phone_index, session_key_sealed = :session_key_sealed,
        privacy_version = :privacy_version, device_system = :device_system, device_client = :device_client,
        device_seen_at = :device_seen_at
    where id = :id
    """)
)
_RETURN_IDENTITIES = Statement(
    text("""
    update members.identity i set member_id = :gone_id,
        unionid_disputed = i.unionid_disputed or (:disputes and i.unionid is not null and (
            exists (select from members.identity k where k.member_id = :kept_id and k.unionid = i.unionid
                and not k.id = any(cast(:ids as uuid[])))
            or exists (select from members.member k where k.id = :kept_id and k.unionid = i.unionid)))
    where i.id = any(cast(:ids as uuid[])) and i.member_id = :kept_id
    """)
)
# Its unionid is the kept member's: it names one person only.
_LOSE_UNIONID = Statement(
    text("""
    update members.member m set unionid = null where m.id = :gone_id and m.unionid is not null
      and exists (select from members.identity k where k.member_id = :kept_id and k.unionid = m.unionid)
    """)
)
_RETURN_SESSIONS = Statement(
    text("""
    update members.session set member_id = :gone_id
    where member_id = :kept_id and identity_id = any(cast(:ids as uuid[]))
    """)
)
_RETURN_ADDRESSES = Statement(
    text("""
    update members.address set member_id = :gone_id where id = any(cast(:ids as uuid[])) and member_id = :kept_id
    """)
)
_OPENID_OF = Statement(
    text("""
    select subject from members.identity
    where member_id = :member_id and channel = 'mini_program' and app = :app
    order by subject is not distinct from cast(:now as text) desc, first_seen_at desc, id desc limit 1
    """)
)
_SET_OPENID = Statement(text("update members.member set openid = :openid where id = :id"))
_BLANK: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("openid", ("openid",)),
    ("avatar_url", ("avatar_url",)),
    ("phone", ("phone_sealed", "phone_index")),
    ("session_key", ("session_key_sealed",)),
    ("privacy_version", ("privacy_version",)),
    ("device", ("device_system", "device_client", "device_seen_at")),
)
"""Fields that are taken together, where the kept member has none."""
_WRITTEN = (*(column for _, columns in _BLANK for column in columns), "nickname")


async def take_over(tx: Tx, merge: MergeRow) -> Taken:
    """Both members are locked. What the gone member's own row says stays written there: it may come back."""
    pair = [merge.gone_id, merge.kept_id]
    await _ENSURE_IDENTITY.run(tx, app=OWN_MINI_PROGRAM, ids=pair)
    gone, kept = await _both(tx, merge)
    fields: list[str] = []
    after = {column: kept[column] for column in _WRITTEN}
    for name, columns in _BLANK:
        if kept[columns[0]] is None and gone[columns[0]] is not None:
            fields.append(name)
            after |= {column: gone[column] for column in columns}
    nickname_before: str | None = None
    if is_neutral(kept) and not is_neutral(gone):
        nickname_before, after["nickname"] = kept["nickname"], gone["nickname"]
    both = {"gone_id": merge.gone_id, "kept_id": merge.kept_id}
    identities = [row["id"] for row in await _MOVE_IDENTITIES.all(tx, **both)]
    sessions = await _MOVE_SESSIONS.run(tx, **both)
    await _LOSE_OPENID.run(tx, id=merge.gone_id)
    await _SET.run(tx, id=merge.kept_id, **after)
    default_id = gone["default_address_id"]
    moved = await _MOVE_ADDRESSES.all(tx, **both, default_id=default_id, count=kept["address_count"])
    for member_id in pair:
        await _BOOK.run(tx, id=member_id, first_id=None, default_id=default_id)
    return Taken(
        identities=tuple(identities),
        addresses=tuple(row["id"] for row in moved),
        fields=tuple(fields),
        nickname_before=nickname_before,
        default_address_id=default_id,
        sessions=sessions,
    )


async def give_back(tx: Tx, merge: MergeRow) -> None:
    """Both members are locked."""
    taken, both = merge.taken, {"gone_id": merge.gone_id, "kept_id": merge.kept_id}
    identities = list(taken.identities)
    await _RETURN_IDENTITIES.run(tx, **both, ids=identities, disputes=merge.proof == "unionid")
    if merge.proof == "unionid":
        await _LOSE_UNIONID.run(tx, **both)
    await _RETURN_SESSIONS.run(tx, **both, ids=identities)
    await _RETURN_ADDRESSES.run(tx, **both, ids=list(taken.addresses))
    gone, kept = await _both(tx, merge)
    after = {column: kept[column] for column in _WRITTEN}
    for name, columns in _BLANK:
        # Only what is still as it was brought: a phone number that was verified since is the kept member's own.
        if name in taken.fields and name != "openid" and kept[columns[-1]] == gone[columns[-1]]:
            after |= dict.fromkeys(columns)
    if taken.nickname_before is not None and kept["nickname"] == gone["nickname"]:
        after["nickname"] = taken.nickname_before
    after["openid"] = await _OPENID_OF.value(tx, member_id=merge.kept_id, app=OWN_MINI_PROGRAM, now=kept["openid"])
    await _SET.run(tx, id=merge.kept_id, **after)
    openid = await _OPENID_OF.value(tx, member_id=merge.gone_id, app=OWN_MINI_PROGRAM, now=None)
    await _SET_OPENID.run(tx, id=merge.gone_id, openid=openid)
    await _BOOK.run(tx, id=merge.gone_id, first_id=taken.default_address_id, default_id=None)
    await _BOOK.run(tx, id=merge.kept_id, first_id=None, default_id=None)


def is_neutral(row: asyncpg.Record) -> bool:
    """The nickname that we gave ourselves: 禾友 and the last six digits of the member's number."""
    number: UUID = row["id"]
    return bool(row["nickname"] == f"禾友{number.int % 1_000_000:06d}")


async def _both(tx: Tx, merge: MergeRow) -> tuple[Any, Any]:
    rows = {MemberId(row["id"]): row for row in await _READ.all(tx, ids=[merge.gone_id, merge.kept_id])}
    return rows[merge.gone_id], rows[merge.kept_id]
