"""What promotion keeps of members who become one, or two again."""

from sqlalchemy import text

from adapters.postgres.promotion_ledger import NEXT_AT
from adapters.postgres.sql import Statement
from ports.kernel import Clock, MemberId, Tx
from ports.members.api import MergeStep

_NOTE = """
    insert into promotion.member_move (merge_id, kind, row_id, amount)
    select :merge_id, '{kind}', id, 1 from moved on conflict do nothing
"""
_NOTED = "select row_id from promotion.member_move where merge_id = :merge_id and kind = '{kind}'"
# What changes hands, from one member to another, and what is counted of it: claims of a template, units of an item.
_COUPONS = """
    with own as (
        select k.id from promotion.coupon k where k.member_id = :{source} {only} order by k.id for update
    ), moved as (
        update promotion.coupon k set member_id = :{target} from own where k.id = own.id returning k.id, k.template_id
    ), counted as (
        select template_id, cast(count(*) as int) as claimed from moved group by template_id
    ), less as (
        update promotion.coupon_count c set claimed = greatest(0, c.claimed - n.claimed) from counted n
        where c.template_id = n.template_id and c.member_id = :{source}
    ), more as (
        insert into promotion.coupon_count as c (template_id, member_id, claimed)
        select template_id, :{target}, claimed from counted order by template_id
        on conflict (template_id, member_id) do update set claimed = c.claimed + excluded.claimed
    )
"""
_USES = """
    with own as (
        select u.id from promotion.order_use u where u.member_id = :{source} {only} order by u.id for update
    ), moved as (
        update promotion.order_use u set member_id = :{target} from own where u.id = own.id
        returning u.id, u.campaign_id, u.sku_id, u.units, u.state
    ), counted as (
        select campaign_id, sku_id, cast(sum(units) as int) as units from moved
        where state in ('held', 'used') and sku_id is not null group by campaign_id, sku_id
    ), less as (
        update promotion.member_taking t set taken = t.taken - n.units from counted n
        where t.campaign_id = n.campaign_id and t.sku_id = n.sku_id and t.member_id = :{source}
    ), more as (
        insert into promotion.member_taking as t (campaign_id, sku_id, member_id, taken)
        select campaign_id, sku_id, :{target}, units from counted order by campaign_id, sku_id
        on conflict (campaign_id, sku_id, member_id) do update set taken = t.taken + excluded.taken
    )
"""
# Of what one person cannot have twice, the kept member's own stays in its name.
_FREE = {
    "seat": """
        and not exists (select from promotion.seat k where k.member_id = :{target} and k.id <> x.id
            and x.state in ('held', 'paid') and k.state in ('held', 'paid') and k.team_id = x.team_id)
        and not (x.state = 'held' and exists (select from promotion.seat k where k.member_id = :{target}
            and k.state = 'held' and k.campaign_id = x.campaign_id))""",
    "bargain": """
        and not (x.state in ('open', 'floor', 'ordered') and exists (select from promotion.bargain k
            where k.member_id = :{target} and k.campaign_id = x.campaign_id and k.sku_id = x.sku_id
              and k.state in ('open', 'floor', 'ordered')))""",
    "flash_ticket": """
        and not exists (select from promotion.flash_ticket k where k.member_id = :{target}
            and k.campaign_id = x.campaign_id and k.sku_id = x.sku_id and k.client_key = x.client_key)""",
    "team": "",
}
_WHOSE = {"seat": "member_id", "bargain": "member_id", "flash_ticket": "member_id", "team": "leader_id"}
_LOCK_TEAMS = Statement(
    text("""
    select t.id from promotion.team t
    where t.leader_id = :source
       or exists (select from promotion.seat s where s.team_id = t.id and s.member_id = :source)
    order by t.id for update
    """)
)


def _take(moving: str, kind: str) -> Statement:
    moved = moving.format(source="gone_id", target="kept_id", only="")
    return Statement(text(_typed(f"{moved} {_NOTE.format(kind=kind)}")))


def _give(moving: str, kind: str) -> Statement:
    only = f"and {moving.split('from promotion.')[1].split()[1]}.id in ({_NOTED.format(kind=kind)})"
    moved = moving.format(source="kept_id", target="gone_id", only=only)
    return Statement(text(_typed(f"{moved} select count(*) from moved")))


def _typed(sql: str) -> str:
    """Parameters that PostgreSQL could not know the type of."""
    for name in ("gone_id", "kept_id", "merge_id"):
        sql = sql.replace(f":{name}", f"cast(:{name} as uuid)")
    return sql


def _rows(kind: str) -> str:
    whose = _WHOSE[kind]
    return (
        f"with own as (select x.id from promotion.{kind} x where x.{whose} = :{{source}} {_FREE[kind]} {{only}}"
        f" order by x.id for update), moved as (update promotion.{kind} x set {whose} = :{{target}} from own"
        " where x.id = own.id returning x.id)"
    )


_MOVING = {"coupon": _COUPONS, "order_use": _USES, **{kind: _rows(kind) for kind in _FREE}}
_TAKE = {kind: _take(moving, kind) for kind, moving in _MOVING.items()}
_GIVE = {kind: _give(moving, kind) for kind, moving in _MOVING.items()}
_FORGET = Statement(text("delete from promotion.member_move where merge_id = :merge_id"))
# Helps and entries from groups are facts of the person: once joined, they count for the kept member.
_TAKE_CUTS = Statement(
    text("""
    with own as (
        select c.bargain_id from promotion.bargain_cut c where c.helper_id = :gone_id
          and not exists (select from promotion.bargain_cut k
                          where k.bargain_id = c.bargain_id and k.helper_id = :kept_id)
        order by c.bargain_id for update
    ), moved as (
        update promotion.bargain_cut c set helper_id = :kept_id from own
        where c.bargain_id = own.bargain_id and c.helper_id = :gone_id returning c.bargain_id
    )
    insert into promotion.member_move (merge_id, kind, row_id, amount)
    select :merge_id, 'cut', bargain_id, 1 from moved on conflict do nothing
    """)
)
_GIVE_CUTS = Statement(
    text(f"""
    update promotion.bargain_cut set helper_id = :gone_id
    where helper_id = :kept_id and bargain_id in ({_NOTED.format(kind="cut")})
    """)
)
_COPY_ENTRIES = Statement(
    text("""
    insert into promotion.group_entry (campaign_id, member_id, open_gid, entered_at)
    select campaign_id, cast(:kept_id as uuid), open_gid, entered_at from promotion.group_entry
    where member_id = :gone_id on conflict do nothing
    """)
)
_REVOKE_HELD = Statement(
    text(f"""
    with own as (
        select id from promotion.coupon where member_id = :member_id and state = 'held' order by id for update
    ), revoked as (
        update promotion.coupon k set state = 'revoked', changed_at = {NEXT_AT} from own where k.id = own.id
        returning k.id, k.changed_at
    ), told as (
        insert into promotion.coupon_entry (id, coupon_id, kind, at, by)
        select gen_random_uuid(), id, 'revoke', changed_at, '注销' from revoked
    )
    select count(*) from revoked
    """)
)


class PostgresPromotionMemberMoves:
    """Implements `ports.promotion.member_moves.PromotionMoveStore`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def take_over(self, tx: Tx, step: MergeStep) -> None:
        pair = {"gone_id": step.gone_id, "kept_id": step.kept_id}
        await _LOCK_TEAMS.all(tx, source=step.gone_id)
        for statement in (*_TAKE.values(), _TAKE_CUTS):
            await statement.run(tx, **pair, merge_id=step.merge_id)
        await _COPY_ENTRIES.run(tx, **pair)

    async def give_back(self, tx: Tx, step: MergeStep) -> None:
        given = {"gone_id": step.gone_id, "kept_id": step.kept_id, "merge_id": step.merge_id}
        await _LOCK_TEAMS.all(tx, source=step.kept_id)
        for statement in (*_GIVE.values(), _GIVE_CUTS):
            await statement.run(tx, **given)
        await _FORGET.run(tx, merge_id=step.merge_id)

    async def revoke_held(self, tx: Tx, member_id: MemberId) -> int:
        return int(await _REVOKE_HELD.value(tx, member_id=member_id, now=self._clock.now()))
