"""Reviews and posts of members who become one, or two again, or who leave."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from adapters.postgres.members_privacy import TREE
from adapters.postgres.sql import Statement
from ports.kernel import MemberId, Tx
from ports.members.api import MergeStep

_TAKE = Statement(
    text("""
    with own as (
        select id from community.ugc where member_id = :gone_id order by id for no key update
    ), moved as (
        update community.ugc u set member_id = :kept_id from own where u.id = own.id returning u.id
    )
    insert into community.ugc_move (merge_id, ugc_id) select :merge_id, id from moved on conflict do nothing
    """)
)
# A vote that both have given stays with the one who is gone: the thing was found helpful twice.
_TAKE_VOTES = Statement(
    text("""
    update community.ugc_vote v set member_id = :kept_id
    where v.member_id = :gone_id and not exists (
        select from community.ugc_vote k where k.ugc_id = v.ugc_id and k.member_id = :kept_id)
    """)
)
_TAKE_REPORTS = Statement(
    text("""
    update community.ugc_report r set member_id = :kept_id
    where r.member_id = :gone_id and not exists (
        select from community.ugc_report k where k.ugc_id = r.ugc_id and k.member_id = :kept_id)
    """)
)
_GIVE = Statement(
    text("""
    with own as (
        select u.id from community.ugc u join community.ugc_move m on m.ugc_id = u.id and m.merge_id = :merge_id
        where u.member_id = :kept_id order by u.id for no key update of u
    )
    update community.ugc u set member_id = :gone_id from own where u.id = own.id
    """)
)
_FORGET = Statement(text("delete from community.ugc_move where merge_id = :merge_id"))
_OF_MEMBER = Statement(text(f"select id from community.ugc where member_id in {TREE} order by id"))
_DROP_PICTURES = Statement(
    text("delete from community.ugc_picture where ugc_id = any (cast(:ids as uuid[])) returning media_id")
)
_NO_PICTURES = Statement(text("update community.ugc set picture_count = 0 where id = any (cast(:ids as uuid[]))"))
_ERASE = Statement(
    text("""
    update community.ugc set is_anonymous = true,
        body = case when kind = 'post' then '' else body end,
        featured_at = case when kind = 'post' then null else featured_at end, version = version + 1
    where id = any (cast(:ids as uuid[]))
    """)
)


class PostgresUgcMembers:
    """A part of `ports.community.ugc.UgcStore`."""

    async def of_member(self, tx: Tx, member_id: MemberId) -> Sequence[UUID]:
        return [row["id"] for row in await _OF_MEMBER.all(tx, member_id=member_id)]

    async def drop_pictures(self, tx: Tx, ugc_ids: Sequence[UUID]) -> tuple[UUID, ...]:
        rows = await _DROP_PICTURES.all(tx, ids=list(ugc_ids))
        await _NO_PICTURES.run(tx, ids=list(ugc_ids))
        return tuple(sorted({row["media_id"] for row in rows}))

    async def erase(self, tx: Tx, ugc_ids: Sequence[UUID]) -> None:
        await _ERASE.run(tx, ids=list(ugc_ids))

    async def take_over(self, tx: Tx, step: MergeStep) -> None:
        pair = {"gone_id": step.gone_id, "kept_id": step.kept_id}
        await _TAKE.run(tx, **pair, merge_id=step.merge_id)
        await _TAKE_VOTES.run(tx, **pair)
        await _TAKE_REPORTS.run(tx, **pair)

    async def give_back(self, tx: Tx, step: MergeStep) -> None:
        await _GIVE.run(tx, gone_id=step.gone_id, kept_id=step.kept_id, merge_id=step.merge_id)
        await _FORGET.run(tx, merge_id=step.merge_id)
