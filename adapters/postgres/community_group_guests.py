"""Who belongs into which kind of group, over PostgreSQL. Reads commerce and members."""

from datetime import datetime

from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.community.group_rules import Bought, GroupRules, Guest, Settled
from ports.kernel import Tx

# Whoever has ever been in a group of the kind that is still there is not asked again: they have left by themselves.
_GUESTS = Statement(
    text("""
    with bought as (
        select o.member_id, count(*)::int as orders, sum(o.paid_fen - o.refunded_fen)::bigint as kept_fen
        from commerce."order" o where o.paid_at >= :since and o.paid_fen > o.refunded_fen group by o.member_id
    ), belonging as (
        select member_id, orders, kept_fen,
               case when (:vip_orders > 0 and orders >= :vip_orders) or (:vip_fen > 0 and kept_fen >= :vip_fen)
                    then 'vip'
                    when :ordinary_orders > 0 and orders >= :ordinary_orders then 'ordinary' end as kind
        from bought
    )
    select i.subject as contact_id, b.kind, b.orders, b.kept_fen, g.user_id as guide, c.chat_id, c.name as chat_name
    from belonging b
    join members.member m on m.id = b.member_id and m.left_at is null and m.merged_into is null
    join members.identity i on i.member_id = b.member_id and i.channel = 'wecom' and i.app = :corp_id
    join lateral (
        select f.user_id from community.follow f
        join community.guide u on u.user_id = f.user_id and u.is_active and u.has_contacts
        where f.contact_id = i.subject and f.ended_at is null
        order by exists (select from community.personal_guides p where p.member_id = m.id and p.guide = f.user_id
                         and p.ended_at is null) desc, f.added_at, f.user_id
        limit 1
    ) g on true
    join lateral (
        select c.chat_id, c.name from community.chat c where c.kind = b.kind and c.state = 'normal'
        order by c.owner = g.user_id desc, c.members, c.chat_id limit 1
    ) c on true
    where b.kind is not null
      and not exists (
        select from community.chat_member s join community.chat k on k.chat_id = s.chat_id
        where s.subject = i.subject and k.kind = b.kind and k.state <> 'dismissed')
      and not exists (select from community.guide_task t where t.cause = 'group_invite:' || b.kind || ':' || i.subject)
    order by i.subject limit :size
    """)
)
_SETTLED = Statement(
    text("""
    select t.cause, s.has_joined from community.guide_task t
    cross join lateral (
        select exists (
            select from community.chat_member m join community.chat k on k.chat_id = m.chat_id
            where m.subject = t.contact_id and m.left_at is null and k.state <> 'dismissed'
              and k.kind = split_part(t.cause, ':', 2)) as has_joined
    ) s
    where t.kind = 'invite_to_group' and t.state = 'open' and t.cause like 'group\\_invite:%' and (
        s.has_joined
        or not exists (select from community.follow f where f.contact_id = t.contact_id and f.ended_at is null)
        or t.cause like 'group\\_invite:ordinary:%'
           and exists (select from community.guide_task v where v.cause = 'group_invite:vip:' || t.contact_id))
    order by t.cause limit :size
    """)
)


class PostgresGroupGuests:
    """Implements `ports.community.group_rules.GroupGuests`."""

    def __init__(self, corp_id: str) -> None:
        self._corp_id = corp_id

    async def guests(self, tx: Tx, rules: GroupRules, since: datetime, limit: int) -> tuple[Guest, ...]:
        rows = await _GUESTS.all(
            tx,
            corp_id=self._corp_id,
            since=since,
            vip_orders=rules.vip_orders,
            vip_fen=rules.vip_fen,
            ordinary_orders=rules.ordinary_orders,
            size=limit,
        )
        return tuple(
            Guest(
                row["contact_id"],
                row["kind"],
                Bought(row["orders"], row["kept_fen"]),
                row["guide"],
                row["chat_id"],
                row["chat_name"],
            )
            for row in rows
        )

    async def settled(self, tx: Tx, limit: int) -> tuple[Settled, ...]:
        return tuple(Settled(**row) for row in await _SETTLED.all(tx, size=limit))
