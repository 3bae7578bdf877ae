"""What must hold of points at any quiet moment, as SQL that counts where it does not (M3).

Each statement stands by itself and reads the entries, not what the product says about them, so that an operator can
run it too.
"""

from typing import Any

from msgspec import Struct

BREACHES: dict[str, str] = {
    "bookings whose entries do not sum to zero": """
        select count(*) from (
            select b.id from members.points_booking b left join members.points_entry e on e.booking_id = b.id
            group by b.id having coalesce(sum(e.points), 0) <> 0 or count(e.*) = 0) x
    """,
    "points that all accounts together have too many or too few": """
        select abs(coalesce(sum(points), 0)) from members.points_entry
    """,
    "accounts whose balances are not the sums of their entries": """
        select count(*) from members.points_account a full join (
            select member_id, coalesce(sum(points) filter (where account = 'available'), 0) as available,
                   coalesce(sum(points) filter (where account = 'held'), 0) as held,
                   coalesce(-sum(points) filter (where account = 'owed'), 0) as owed
            from members.points_entry where member_id is not null group by member_id) e using (member_id)
        where coalesce(a.available, 0) <> coalesce(e.available, 0) or coalesce(a.held, 0) <> coalesce(e.held, 0)
           or coalesce(a.owed, 0) <> coalesce(e.owed, 0)
    """,
    "lots that are not the sums of their entries": """
        select count(*) from (
            select a.member_id, l.until, l.origin, l.points from members.points_account a cross join lateral
                jsonb_to_recordset(a.lots) as l (points integer, until timestamptz, origin uuid)) l
        full join (
            select member_id, until, origin, sum(points) as points from members.points_entry
            where account = 'available' group by 1, 2, 3 having sum(points) <> 0) e
            on e.member_id = l.member_id and e.until = l.until and e.origin is not distinct from l.origin
        where coalesce(l.points, 0) <> coalesce(e.points, 0)
    """,
    "accounts that hold other points than their unpaid orders": """
        select count(*) from members.points_account a left join (
            select member_id, sum(points) as points from members.points_hold where state = 'held' group by 1) h
            using (member_id)
        where a.held <> coalesce(h.points, 0)
    """,
    "lots held that are not those of the holds": """
        select count(*) from (
            select h.member_id, l.until, l.origin, sum(l.points) as points from members.points_hold h
            cross join lateral jsonb_to_recordset(h.lots) as l (points integer, until timestamptz, origin uuid)
            where h.state = 'held' group by 1, 2, 3) h
        full join (
            select member_id, until, origin, sum(points) as points from members.points_entry
            where account = 'held' group by 1, 2, 3 having sum(points) <> 0) e
            on e.member_id = h.member_id and e.until = h.until and e.origin is not distinct from h.origin
        where coalesce(h.points, 0) <> coalesce(e.points, 0)
    """,
    "holds that were not booked as their state says": """
        select count(*) from members.points_hold h where (h.state = 'used') <> exists (
            select from members.points_booking b where b.key = 'checkout:' || h.order_id)
           or (h.state = 'released') <> exists (
            select from members.points_booking b where b.key = 'release:' || h.order_id)
    """,
    "orders that earned other points than were booked": """
        select count(*) from members.points_order o left join (
            select split_part(b.key, ':', 2)::uuid as order_id, -sum(e.points) as points
            from members.points_booking b join members.points_entry e on e.booking_id = b.id and e.account = 'granted'
            where b.key like 'order:%' group by 1) b using (order_id)
        where o.earned <> coalesce(b.points, 0)
           or o.earned <> case when o.is_completed then o.kept_fen * o.rate_percent / 10000 else 0 end
    """,
    "spendings that gave back more than they took": """
        select count(*) from members.points_booking s join (
            select u.undoes, -sum(e.points) as points from members.points_booking u
            join members.points_entry e on e.booking_id = u.id and e.account = 'redeemed'
            where u.undoes is not null group by 1) u on u.undoes = s.key
        join (select booking_id, sum(points) as points from members.points_entry
              where account = 'redeemed' group by 1) e on e.booking_id = s.id
        where u.points > e.points
    """,
    "merged members who still have points of their own": """
        select count(*) from members.points_account where moved_to is not null and (available, held, owed) <> (0, 0, 0)
    """,
    "accounts that both owe and could spend": """
        select count(*) from members.points_account where owed > 0 and available > 0
    """,
}


class Breach(Struct, frozen=True):
    what: str
    count: int


async def points_breaches(connection: Any) -> list[Breach]:
    """Those that occur. `connection`: of asyncpg."""
    found = [Breach(what, await connection.fetchval(sql)) for what, sql in BREACHES.items()]
    return [breach for breach in found if breach.count]
