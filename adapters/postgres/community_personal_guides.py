"""Personal guides over PostgreSQL. Reads commerce and members: who has passed which threshold."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.community.personal_guides import Crossing, GuideNews, HandoverRules, PersonalGuide, ToldGuide
from ports.kernel import MemberId, Tx
from ports.members.api import MergeStep

_COLUMNS = ", ".join(PersonalGuide.__struct_fields__)
_TURN = Statement(
    text("""
    insert into community.handover_turn as t (id) values (1)
    on conflict (id) do update set last_guide = t.last_guide returning last_guide
    """)
)
_SAVE_TURN = Statement(text("update community.handover_turn set last_guide = :guide where id = 1"))
_HAD = Statement(text("select exists (select from community.personal_guides where member_id = :member_id)"))
_PRESENT = Statement(
    text(f"select {_COLUMNS} from community.personal_guides where member_id = :member_id and ended_at is null")
)
_INSERT = Statement(
    text("""
    insert into community.personal_guides (id, member_id, guide, how, reason, since)
    values (:id, :member_id, :guide, :how, :reason, :since) on conflict do nothing
    """)
)
_END = Statement(
    text("update community.personal_guides set ended_at = :at, ended_why = :why where id = :id and ended_at is null")
)
_SPENT = """
    select coalesce(sum(o.paid_fen - o.refunded_fen), 0)::bigint from commerce."order" o
    where o.member_id = {member} and o.paid_at >= :since
"""
_CROSSING = Statement(
    text(f"""
    select m.id as member_id, ({_SPENT.format(member="m.id")}) as spent_fen,
           case when m.level_code = any (cast(:levels as text[])) then l.name end as level,
           (select w.tag from unnest(cast(:tag_ids as int[])) with ordinality as w(tag, place)
            join members.member_tag_set s on s.member_id = m.id and s.tags @> array[w.tag]
            order by w.place limit 1) as tag_id,
           m.has_concierge_at is not null as is_concierge
    from members.member m join members.level l on l.code = m.level_code
    where m.id = :member_id and m.left_at is null and m.merged_into is null
    """)
)
_CROSSERS = Statement(
    text("""
    with crossed as (
        select o.member_id from commerce."order" o where :spend_fen > 0 and o.paid_at >= :since
        group by o.member_id having sum(o.paid_fen - o.refunded_fen) >= :spend_fen
        union
        select m.id from members.member m where m.level_code = any (cast(:levels as text[]))
        union
        select s.member_id from members.member_tag_set s
        where cardinality(cast(:tag_ids as int[])) > 0 and s.tags && cast(:tag_ids as int[])
        union
        select m.id from members.member m where cast(:on_concierge as boolean) and m.has_concierge_at is not null
    )
    select m.id from crossed c join members.member m on m.id = c.member_id
    where m.left_at is null and m.merged_into is null
      and not exists (select from community.personal_guides p where p.member_id = m.id)
    order by m.id limit :size
    """)
)
_FORSAKEN = Statement(
    text(f"""
    select {", ".join(f"p.{name}" for name in PersonalGuide.__struct_fields__)}
    from community.personal_guides p join community.guide g on g.user_id = p.guide and not g.is_active
    where p.ended_at is null order by p.id limit :size
    """)
)
_SERVING = Statement(
    text("""
    select user_id from community.guide where user_id = any (cast(:user_ids as text[])) and is_active and has_contacts
    """)
)
_LOADS = Statement(
    text("""
    select guide, count(*)::int as members from community.personal_guides
    where ended_at is null and guide = any (cast(:user_ids as text[])) group by guide
    """)
)
_NAMES = Statement(
    text("select user_id, name from community.guide where user_id = any (cast(:user_ids as text[])) and name <> ''")
)
_NEWS = Statement(
    text(f"""
    select {", ".join(f"p.{name}" for name in PersonalGuide.__struct_fields__)}, m.nickname,
           array(select coalesce(nullif(g.name, ''), f.user_id) from members.identity i
                 join community.follow f on f.contact_id = i.subject and f.ended_at is null
                 left join community.guide g on g.user_id = f.user_id
                 where i.channel = 'wecom' and i.app = :corp_id and i.member_id = p.member_id and f.user_id <> p.guide
                 order by 1) as others
    from community.personal_guides p join members.member m on m.id = p.member_id
    where p.id = :id and p.ended_at is null and p.told = 'waiting'
    """)
)
_TOLD = Statement(text("update community.personal_guides set told = :told where id = :id"))
_CODE_OF = Statement(
    text("""
    select c.live_code_id from community.personal_codes c join community.live_code l on l.id = c.live_code_id
    where c.guide = :guide and l.state not in ('stopping', 'stopped')
    """)
)
_SAVE_CODE = Statement(
    text("""
    insert into community.personal_codes (guide, live_code_id) values (:guide, :live_code_id)
    on conflict (guide) do update set live_code_id = excluded.live_code_id
    """)
)
# Who is looked after already keeps their guide; what the gone member had then stays in its name, for when they part.
_TAKE = Statement(
    text("""
    with own as (
        select p.id from community.personal_guides p where p.member_id = cast(:gone_id as uuid)
          and (p.ended_at is not null or not exists (select from community.personal_guides k
               where k.member_id = cast(:kept_id as uuid) and k.ended_at is null))
        order by p.id for update
    ), moved as (
        update community.personal_guides p set member_id = cast(:kept_id as uuid) from own where p.id = own.id
        returning p.id
    )
    insert into community.personal_guide_moves (merge_id, personal_guide_id)
    select cast(:merge_id as uuid), id from moved order by id on conflict do nothing
    """)
)
_GIVE = Statement(
    text("""
    with noted as (
        delete from community.personal_guide_moves where merge_id = cast(:merge_id as uuid)
        returning personal_guide_id
    ), own as (
        select p.id from community.personal_guides p join noted n on n.personal_guide_id = p.id
        where p.member_id = cast(:kept_id as uuid)
          and (p.ended_at is not null or not exists (select from community.personal_guides k
               where k.member_id = cast(:gone_id as uuid) and k.ended_at is null))
        order by p.id for update of p
    )
    update community.personal_guides p set member_id = cast(:gone_id as uuid) from own where p.id = own.id
    """)
)


class PostgresPersonalGuides:
    """Implements `ports.community.personal_guides.PersonalGuideStore`."""

    def __init__(self, corp_id: str) -> None:
        self._corp_id = corp_id

    async def lock_turn(self, tx: Tx) -> str:
        return str(await _TURN.value(tx))

    async def save_turn(self, tx: Tx, guide: str) -> None:
        await _SAVE_TURN.run(tx, guide=guide)

    async def had(self, tx: Tx, member_id: MemberId) -> bool:
        return bool(await _HAD.value(tx, member_id=member_id))

    async def present(self, tx: Tx, member_id: MemberId) -> PersonalGuide | None:
        row = await _PRESENT.one(tx, member_id=member_id)
        return PersonalGuide(**row) if row else None

    async def insert(self, tx: Tx, row: PersonalGuide) -> bool:
        values = msgspec.structs.asdict(row)
        return await _INSERT.run(tx, **{k: v for k, v in values.items() if not k.startswith("ended")}) == 1

    async def end(self, tx: Tx, row_id: UUID, at: datetime, why: str) -> bool:
        return await _END.run(tx, id=row_id, at=at, why=why) == 1

    async def crossing(self, tx: Tx, rules: HandoverRules, since: datetime, member_id: MemberId) -> Crossing | None:
        given = {"levels": list(rules.levels), "tag_ids": list(rules.tag_ids), "since": since}
        row = await _CROSSING.one(tx, member_id=member_id, **given)
        return Crossing(**row) if row else None

    async def crossers(self, tx: Tx, rules: HandoverRules, since: datetime, limit: int) -> Sequence[MemberId]:
        rows = await _CROSSERS.all(
            tx,
            spend_fen=rules.spend_fen,
            since=since,
            levels=list(rules.levels),
            tag_ids=list(rules.tag_ids),
            on_concierge=rules.on_concierge,
            size=limit,
        )
        return [MemberId(row["id"]) for row in rows]

    async def forsaken(self, tx: Tx, limit: int) -> Sequence[PersonalGuide]:
        return [PersonalGuide(**row) for row in await _FORSAKEN.all(tx, size=limit)]

    async def serving(self, tx: Tx, user_ids: Sequence[str]) -> frozenset[str]:
        return frozenset(row["user_id"] for row in await _SERVING.all(tx, user_ids=list(user_ids)))

    async def loads(self, tx: Tx, user_ids: Sequence[str]) -> Mapping[str, int]:
        return {row["guide"]: row["members"] for row in await _LOADS.all(tx, user_ids=list(user_ids))}

    async def names(self, tx: Tx, user_ids: Sequence[str]) -> Mapping[str, str]:
        return {row["user_id"]: row["name"] for row in await _NAMES.all(tx, user_ids=list(user_ids))}

    async def news(self, tx: Tx, row_id: UUID) -> GuideNews | None:
        row = await _NEWS.one(tx, id=row_id, corp_id=self._corp_id)
        if row is None:
            return None
        own = PersonalGuide(**{name: row[name] for name in PersonalGuide.__struct_fields__})
        return GuideNews(own, row["nickname"], tuple(row["others"]))

    async def told(self, tx: Tx, row_id: UUID, told: ToldGuide) -> None:
        await _TOLD.run(tx, id=row_id, told=told)

    async def code_of(self, tx: Tx, guide: str) -> UUID | None:
        found: UUID | None = await _CODE_OF.value(tx, guide=guide)
        return found

    async def save_code(self, tx: Tx, guide: str, live_code_id: UUID) -> None:
        await _SAVE_CODE.run(tx, guide=guide, live_code_id=live_code_id)

    async def take_over(self, tx: Tx, step: MergeStep) -> None:
        await _TAKE.run(tx, gone_id=step.gone_id, kept_id=step.kept_id, merge_id=step.merge_id)

    async def give_back(self, tx: Tx, step: MergeStep) -> None:
        await _GIVE.run(tx, gone_id=step.gone_id, kept_id=step.kept_id, merge_id=step.merge_id)
