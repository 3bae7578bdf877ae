"""What must hold of group-buys (P3): each statement finds the rows that are off."""

from typing import Any

TEAM_CHECKS: dict[str, str] = {
    "teams with more paid seats than places": """
        select t.id from promotion.team t join promotion.seat s on s.team_id = t.id
        where s.state = 'paid' group by t.id, t.size having count(*) > t.size
    """,
    "teams whose success and counted payments disagree": """
        select t.id from promotion.team t left join promotion.seat s on s.team_id = t.id
        group by t.id, t.size, t.state
        having count(*) filter (where s.is_counted) <> case when t.state = 'succeeded' then t.size else 0 end
    """,
    "open teams that have all their payments": """
        select t.id from promotion.team t join promotion.seat s on s.team_id = t.id
        where t.state = 'open' and s.state = 'paid' group by t.id, t.size having count(*) >= t.size
    """,
    "open teams that everybody left": """
        select t.id from promotion.team t join promotion.seat s on s.team_id = t.id
        where t.state = 'open' group by t.id having bool_and(s.state = 'left')
    """,
    "orders in two seats": "select order_id from promotion.seat group by order_id having count(*) > 1",
    "members with two places in one team": """
        select team_id from promotion.seat where state in ('held', 'paid') group by team_id, member_id
        having count(*) > 1
    """,
    # The rest holds once every delivery is done.
    "paid orders that neither go out, nor wait for their team, nor are paid back": """
        select o.id from commerce."order" o
        left join promotion.seat s on s.order_id = o.id
        left join promotion.team t on t.id = s.team_id
        where o.activity = 'group_buy' and o.paid_at is not null
          and not (o.held_for is null and s.is_counted)
          and not (o.held_for = 'team' and s.state = 'paid' and t.state = 'open')
          and exists (select from commerce.order_line l where l.order_id = o.id and l.withdrawn < l.quantity)
          and o.refunded_fen < o.paid_fen
    """,
    "parcels on hold though the team has succeeded": """
        select f.id from supply.fulfilment f join promotion.seat s on s.order_id = f.order_id
        where f.on_hold and s.is_counted and s.state = 'paid'
    """,
    "parcels let go though the team has not succeeded": """
        select f.id from supply.fulfilment f join promotion.seat s on s.order_id = f.order_id
        where not f.on_hold and not s.is_counted
    """,
    "units taken that no order holds": """
        select i.sku_id from promotion.campaign_item i
        join promotion.campaign c on c.id = i.campaign_id and c.kind = 'group_buy'
        where exists (select from promotion.order_use where campaign_id = i.campaign_id)
          and i.taken <> (select coalesce(sum(u.units), 0) from promotion.order_use u
                          where u.campaign_id = i.campaign_id and u.sku_id = i.sku_id and u.state <> 'released')
    """,
}


async def count_off_teams(pool: Any) -> dict[str, int]:
    """How many rows are off, by what would be wrong. `pool` is asyncpg's."""
    return {
        name: await pool.fetchval(f"select count(*) from ({statement}) off")  # noqa: S608 - constants above
        for name, statement in TEAM_CHECKS.items()
    }


async def off_teams(pool: Any) -> dict[str, int]:
    """What is wrong; empty when all is well."""
    return {name: count for name, count in (await count_off_teams(pool)).items() if count}
