"""What must hold of bargains (P4): each statement finds the rows that are off, and the cuts are drawn again."""

from typing import Any

from domain.promotion.bargain_draw import agrees

BARGAIN_CHECKS: dict[str, str] = {
    "bargains whose price is not the start less all cuts": """
        select b.id from promotion.bargain b left join promotion.bargain_cut c on c.bargain_id = b.id
        group by b.id having b.price_fen <> b.start_fen - coalesce(sum(c.fen), 0)
    """,
    "bargains below their floor or above their start": """
        select id from promotion.bargain where price_fen not between floor_fen and start_fen
    """,
    "bargains whose cuts are not numbered one after another": """
        select b.id from promotion.bargain b left join promotion.bargain_cut c on c.bargain_id = b.id
        group by b.id
        having count(c.ordinal) <> b.cut_count or min(c.ordinal) <> 1 or max(c.ordinal) <> b.cut_count
    """,
    "cuts that take more than the one before": """
        select c.bargain_id from promotion.bargain_cut c
        join promotion.bargain_cut before on before.bargain_id = c.bargain_id and before.ordinal = c.ordinal - 1
        where c.fen > before.fen
    """,
    "first cuts that are not their owner's, and others that are": """
        select b.id from promotion.bargain b join promotion.bargain_cut c on c.bargain_id = b.id
        where (c.ordinal = 1) <> (c.helper_id = b.member_id)
    """,
    "people who helped one bargain twice": """
        select bargain_id from promotion.bargain_cut group by bargain_id, helper_id having count(*) > 1
    """,
    "days whose count of helps is not what was helped": """
        select d.helper_id from promotion.bargain_help_day d
        where d.helps <> (select count(*) from promotion.bargain_cut c
                          where c.helper_id = d.helper_id and c.ordinal > 1
                            and cast(c.at at time zone 'Asia/Shanghai' as date) = d.day)
    """,
    "members with two running bargains of one item": """
        select campaign_id from promotion.bargain where state in ('open', 'floor', 'ordered')
        group by campaign_id, sku_id, member_id having count(*) > 1
    """,
    "bargains at their floor that say they are not, and the reverse": """
        select id from promotion.bargain
        where state = 'floor' and price_fen > floor_fen or state = 'open' and price_fen = floor_fen
    """,
    "orders of a bargain that is not theirs, or not of its goods": """
        select b.id from promotion.bargain b left join commerce."order" o on o.id = b.order_id
        where b.order_id is not null and (o.id is null or o.member_id <> b.member_id or o.activity <> 'bargain'
            or not exists (select from commerce.order_line l where l.order_id = o.id and l.sku_id = b.sku_id))
    """,
    "orders that took another price off than the bargain's": """
        select b.id from promotion.bargain b
        join promotion.order_use u on u.order_id = b.order_id and u.campaign_id = b.campaign_id
        join commerce.order_line l on l.order_id = b.order_id and l.sku_id = b.sku_id
        where u.units <> 1 or u.off_fen <> greatest(0, l.unit_fen - b.price_fen)
    """,
    # The rest holds once every delivery is done.
    "bargains that say something else of their order than commerce": """
        select b.id from promotion.bargain b join commerce."order" o on o.id = b.order_id
        where (b.state = 'bought') <> (o.paid_at is not null)
           or b.state = 'ordered' and o.status in ('cancelled', 'closed')
    """,
    "orders through a bargain that no bargain knows": """
        select o.id from commerce."order" o left join promotion.bargain b on b.order_id = o.id
        where o.activity = 'bargain' and b.id is null and o.status not in ('cancelled', 'closed')
    """,
    "units taken that no order holds": """
        select i.sku_id from promotion.campaign_item i
        join promotion.campaign c on c.id = i.campaign_id and c.kind = 'bargain'
        where exists (select from promotion.order_use where campaign_id = i.campaign_id)
          and i.taken <> (select coalesce(sum(u.units), 0) from promotion.order_use u
                          where u.campaign_id = i.campaign_id and u.sku_id = i.sku_id and u.state <> 'released')
    """,
}
DRAWN_OTHERWISE = "bargains whose cuts are not those of their seed"
_DRAWS = """
select b.seed, b.start_fen - b.floor_fen as total_fen, b.planned_cuts,
       array_agg(c.fen order by c.ordinal) as fens
from promotion.bargain b join promotion.bargain_cut c on c.bargain_id = b.id group by b.id
"""


async def count_off_bargains(pool: Any) -> dict[str, int]:
    """How many rows are off, by what would be wrong. `pool` is asyncpg's."""
    counts = {
        name: await pool.fetchval(f"select count(*) from ({statement}) off")  # noqa: S608 - constants above
        for name, statement in BARGAIN_CHECKS.items()
    }
    drawn = await pool.fetch(_DRAWS)
    counts[DRAWN_OTHERWISE] = sum(
        not agrees(row["seed"].encode(), row["total_fen"], row["planned_cuts"], row["fens"]) for row in drawn
    )
    return counts


async def off_bargains(pool: Any) -> dict[str, int]:
    """What is wrong; empty when all is well."""
    return {name: count for name, count in (await count_off_bargains(pool)).items() if count}
