"""Followers of the official account over PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import text

from adapters.postgres.members_privacy import TREE
from adapters.postgres.sql import Statement
from ports.kernel import MemberId, Tx
from ports.members.official import Change, FollowerCounts, FollowerRow, OfficialRun

_COLUMNS = ", ".join(FollowerRow.__struct_fields__)
_STATE = [name for name in FollowerRow.__struct_fields__ if name != "openid"]
_ADD = Statement(
    text("""
    insert into members.official_follower (appid, openid, first_seen_at) values (:appid, :openid, :now)
    on conflict (appid, openid) do nothing
    """)
)
_LOCK = Statement(
    text(f"select {_COLUMNS} from members.official_follower where appid = :appid and openid = :openid for update")
)
_SAVE = Statement(
    text(f"""
    update members.official_follower set {", ".join(f"{name} = :{name}" for name in _STATE)}
    where appid = :appid and openid = :openid
    """)
)
# What was found without an event is the same change when nothing opposite lies between, and it was found later than
# it happened; since when somebody follows WeChat tells, to the second or nearly so.
_FORGET_FOUND = Statement(
    text("""
    delete from members.official_change c
    where c.appid = :appid and c.openid = :openid and c.what = :what and c.is_found
      and c.at >= cast(:at as timestamptz) - interval '1 minute'
      and (c.what = 'unfollowed' or c.at <= cast(:at as timestamptz) + interval '1 minute')
      and not exists (select from members.official_change o
        where o.appid = c.appid and o.openid = c.openid and o.what <> c.what
          and o.at between least(c.at, cast(:at as timestamptz)) and greatest(c.at, cast(:at as timestamptz)))
    """)
)
_NOTE = Statement(
    text("""
    insert into members.official_change (id, appid, openid, what, at, is_found)
    values (:id, :appid, :openid, :what, :at, false)
    on conflict (appid, openid, what, at) do nothing
    """)
)
# Unless an event has told it.
_NOTE_FOUND = Statement(
    text("""
    insert into members.official_change (id, appid, openid, what, at, is_found)
    select :id, :appid, :openid, cast(:what as text), cast(:at as timestamptz), true
    where not exists (select from members.official_change c
        where c.appid = :appid and c.openid = :openid and c.what = :what and not c.is_found
          and abs(extract(epoch from c.at - cast(:at as timestamptz))) <= 60
          and not exists (select from members.official_change o
            where o.appid = c.appid and o.openid = c.openid and o.what <> c.what and o.at > c.at and o.at <= :at))
    on conflict (appid, openid, what, at) do nothing
    """)
)
_MEMBER_OF = Statement(
    text("""
    select member_id from members.identity where channel = 'official_account' and app = :appid and subject = :openid
    """)
)
_THEIRS = f"""
    (appid, openid) in (select app, subject from members.identity
        where channel = 'official_account' and member_id in {TREE})
"""
_FORGET_CHANGES = Statement(text(f"delete from members.official_change where {_THEIRS}"))
_FORGET = Statement(
    text(f"""
    update members.official_follower set unionid = null, is_following = false, followed_at = null,
        unfollowed_at = null, is_end_found = false, scene = '', as_of = null, read_at = null, forgotten_at = :now
    where {_THEIRS}
    """)
)
_TO_READ = Statement(
    text("""
    select w.openid from unnest(cast(:openids as text[])) with ordinality as w (openid, place)
    left join members.official_follower f on f.appid = :appid and f.openid = w.openid
    where f.openid is null
       or f.forgotten_at is null and (f.read_at is null or f.read_at < :before)
          and (not f.is_following or f.unionid is null)
    order by w.place
    """)
)
_MARK_SEEN = Statement(
    text("""
    update members.official_follower f set seen_run = :number
    from (select openid from members.official_follower
          where appid = :appid and openid = any (cast(:openids as text[])) and seen_run < :number
          order by openid for update) w
    where f.appid = :appid and f.openid = w.openid
    """)
)
_UNSEEN = Statement(
    text("""
    select openid from members.official_follower
    where appid = :appid and is_following and seen_run < :number and (as_of is null or as_of < :before)
    order by openid limit :size
    """)
)
_COUNTS = Statement(
    text("""
    select count(*) as following, count(i.id) as joined, count(*) filter (where f.unionid is null) as without_unionid
    from members.official_follower f
    left join members.identity i on i.channel = 'official_account' and i.app = f.appid and i.subject = f.openid
    where f.appid = :appid and f.is_following
    """)
)


class PostgresOfficialFollowers:
    """Implements `ports.members.official.OfficialStore`, for the account of this appid."""

    def __init__(self, appid: str) -> None:
        self._appid = appid

    async def lock(self, tx: Tx, openid: str, now: datetime) -> FollowerRow:
        await _ADD.run(tx, appid=self._appid, openid=openid, now=now)
        row = await _LOCK.one(tx, appid=self._appid, openid=openid)
        assert row is not None, "it was just added"
        return FollowerRow(**row)

    async def save(self, tx: Tx, row: FollowerRow) -> None:
        await _SAVE.run(tx, appid=self._appid, **msgspec.structs.asdict(row))

    async def note(self, tx: Tx, openid: str, change: Change, change_id: UUID) -> None:
        given = {"appid": self._appid, "openid": openid, "what": change.what, "at": change.at}
        if change.is_found:
            await _NOTE_FOUND.run(tx, id=change_id, **given)
            return
        await _FORGET_FOUND.run(tx, **given)
        await _NOTE.run(tx, id=change_id, **given)

    async def member_of(self, tx: Tx, openid: str) -> MemberId | None:
        found = await _MEMBER_OF.value(tx, appid=self._appid, openid=openid)
        return MemberId(found) if found else None

    async def forget(self, tx: Tx, member_id: MemberId, now: datetime) -> None:
        await _FORGET_CHANGES.run(tx, member_id=member_id)
        await _FORGET.run(tx, member_id=member_id, now=now)

    async def to_read(self, tx: Tx, openids: Sequence[str], before: datetime) -> tuple[str, ...]:
        rows = await _TO_READ.all(tx, appid=self._appid, openids=list(openids), before=before)
        return tuple(row["openid"] for row in rows)

    async def mark_seen(self, tx: Tx, run_number: int, openids: Sequence[str]) -> None:
        await _MARK_SEEN.run(tx, appid=self._appid, number=run_number, openids=list(openids))

    async def unseen(self, tx: Tx, run: OfficialRun, limit: int) -> tuple[str, ...]:
        rows = await _UNSEEN.all(tx, appid=self._appid, number=run.number, before=run.started_at, size=limit)
        return tuple(row["openid"] for row in rows)

    async def counts(self, tx: Tx) -> FollowerCounts:
        row = await _COUNTS.one(tx, appid=self._appid)
        assert row is not None, "counts are always answered"
        return FollowerCounts(**row)
