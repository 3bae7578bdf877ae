"""What must hold of group-buys at any moment (P3): each statement finds the rows that are off."""

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
}


async def off_teams(pool: Any) -> dict[str, int]:
    """How many rows are off, by what is wrong; empty when all is well. `pool` is asyncpg's."""
    counts = {
        name: await pool.fetchval(f"select count(*) from ({statement}) off")  # noqa: S608 - constants above
        for name, statement in TEAM_CHECKS.items()
    }
    return {name: count for name, count in counts.items() if count}
