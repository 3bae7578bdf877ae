"""A member's figures (`ports.members.tag_rules.MemberFigures`) in SQL: one aggregate for each table of theirs.

The same text serves one member, some, and all: `figures_sql` puts in which rows of each table are looked at. A view: it
reads tables of other modules and writes none.
"""

from collections.abc import Iterable, Iterator
from string import Template

from adapters.postgres.members_devices import DEVICE_FIGURES
from adapters.postgres.members_tag_sql import BOUGHT_TAGS, FOLLOWS_ACCOUNT, REPEAT_TAGS

PREFERRED_PERCENT_MIN = 40
"""A category is preferred when this share of all spend or more went into it."""

_COUNTER = 1 << 20
"""Counts of a member share a number, twenty bits each: nobody has a million orders. See `_packed`."""

_PACKS: dict[str, dict[str, str]] = {
    "hours_1": {
        "early": "o.hour between 5 and 8",
        "morning": "o.hour between 9 and 11",
        "noon": "o.hour between 12 and 13",
    },
    "hours_2": {"afternoon": "o.hour between 14 and 17", "evening": "o.hour between 18 and 21"},
    "kinds": {
        "group_orders": "o.activity = 'group_buy'",
        "bargain_orders": "o.activity = 'bargain'",
        "flash_orders": "o.activity = 'flash'",
    },
    "states": {
        "waiting_orders": "o.status = 'paid'",
        "travelling_orders": "o.status in ('partly_shipped', 'shipped', 'delivered')",
    },
}
"""Of which an order is one at most."""

_SPANS = ("orders_365", "orders_90", "orders_30")
_COUNTS_OF_ORDERS = {
    "weekend": "o.weekday in (0, 6)",
    "discounted": "o.discount_fen > 0",
    "direct": "o.source = 'direct'",
    "with_freight": "o.freight_fen > 0",
    "with_note": "o.note <> ''",
}


def _packed(conditions: dict[str, str]) -> str:
    whens = [f"when {sql} then {_COUNTER**place}" for place, sql in enumerate(conditions.values())]
    return f"cast(case {' '.join(whens)} else 0 end as bigint)"


def _spans() -> str:
    """A later order counts in the longer spans too."""
    whens = [
        f"when o.paid_at >= :since_{days} then {sum(_COUNTER**place for place in range(spans))}"
        for days, spans in ((30, 3), (90, 2), (365, 1))
    ]
    return f"cast(case {' '.join(whens)} else 0 end as bigint)"


def _unpacked(pack: str, names: Iterable[str]) -> Iterator[str]:
    for place, name in enumerate(names):
        yield f"cast(mod(s.{pack} / {_COUNTER**place}, {_COUNTER}) as int) as {name}"


_SUMS = ", ".join(
    [f"members.add({_packed(given)}) filter (where o.kept) as {pack}" for pack, given in _PACKS.items()]
    + [f"members.add({_spans()}) filter (where o.kept) as spans"]
    + [f"count(*) filter (where o.kept and {sql}) as {name}" for name, sql in _COUNTS_OF_ORDERS.items()]
)
_COUNTED = ", ".join(sql for pack, names in (*_PACKS.items(), ("spans", _SPANS)) for sql in _unpacked(pack, names))
# An order whose payment came when its goods were gone is none: the money goes back by itself, and no event tells when.
_REAL = "(p.status <> 'cancelled' or p.paid_at is null)"
# Shanghai is eight hours ahead of UTC and knows no summer time. The first day of 1970 was a Thursday.
_ORDERS = Template(f"""
    select s.*, {_COUNTED} from (
    select o.member_id, count(*) filter (where o.kept) as orders, {_SUMS},
      max(o.paid_at) filter (where o.kept) as last_at, min(o.paid_at) filter (where o.kept) as first_at,
      members.add(o.net_fen) filter (where o.kept) as spent_fen,
      members.add(o.net_fen) filter (where o.kept and o.paid_at >= :since_90) as spent_90_fen,
      members.add(o.net_fen) filter (where o.kept and o.paid_at >= :since_365) as spent_365_fen,
      members.add(o.paid_fen) filter (where o.kept) as kept_paid_fen,
      max(o.paid_fen) filter (where o.kept) as largest_fen, sum(o.quantity) filter (where o.kept) as pieces,
      members.add(o.goods_fen) filter (where o.kept) as goods_fen,
      members.add(o.discount_fen) filter (where o.kept) as discount_fen,
      members.add(o.pay_seconds) filter (where o.kept) as pay_seconds,
      substr(max((cast(o.paid_epoch as text) || o.region) collate "C") filter (where o.kept), 11) as region,
      count(*) filter (where o.status = 'cancelled') as cancelled_orders,
      count(*) filter (where o.paid_at is not null and not o.kept) as returned_orders,
      members.add(o.paid_fen) as paid_fen, members.add(o.refunded_fen) as refunded_fen
    from (
        select e.*, e.paid_epoch - e.placed_local + 28800 as pay_seconds, mod(e.placed_local, 86400) / 3600 as hour,
               mod(e.placed_local / 86400 + 4, 7) as weekday
        from (
            select p.*, p.paid_at is not null and p.refunded_fen < p.paid_fen as kept,
                   p.paid_fen - p.refunded_fen as net_fen,
                   cast(floor(date_part('epoch', p.paid_at)) as bigint) as paid_epoch,
                   cast(floor(date_part('epoch', p.placed_at)) as bigint) + 28800 as placed_local
            from commerce."order" p where $orders and {_REAL} offset 0
        ) e offset 0
    ) o group by o.member_id) s
""")
_SLOTS = """
    select r.id, s.slot from commerce.product r join commerce.category k on k.id = r.category_id
    join members.tag_slot s on s.kind = 'category' and s.key = cast(k.path[1] as text)
"""
_LINE = "select p.member_id, p.paid_at, l.kind, l.payable_fen - l.refunded_fen as fen"
_OF_ORDERS = 'from commerce."order" p join commerce.order_line l on l.order_id = p.id'
_KEPT = f"{_REAL} and p.paid_at is not null and p.refunded_fen < p.paid_fen and l.refunded < l.quantity"
_LINES_OF_ALL = f"{_LINE}, g.slot {_OF_ORDERS} join ({_SLOTS}) g on g.id = l.product_id where {_KEPT}"
# The planner takes the products that have a slot for one, and would read the lines of these members once for each of
# them: so each line looks its slot up. For everybody that would be dear, and hashes do not mind the mistake.
_LINES_OF_SOME = f"""
    {_LINE}, (select g.slot from ({_SLOTS}) g where g.id = l.product_id) as slot {_OF_ORDERS}
    where p.member_id = any(:ids) and {_KEPT} offset 0
"""
_LINES = Template(f"""
    select c.member_id, count(*) as categories, {BOUGHT_TAGS} as bought_tags, {REPEAT_TAGS} as repeat_tags,
           case when max(c.fen * 100000 + c.slot) / 100000 * 100 >= $preferred * nullif(sum(c.fen), 0)
                then mod(max(c.fen * 100000 + c.slot), 100000) end as preferred_slot,
           cast(sum(c.virtual_lines) as int) as virtual_lines, cast(sum(c.service_lines) as int) as service_lines
    from (
        select x.member_id, x.slot, members.add(x.fen) as fen, min(x.paid_at) < max(x.paid_at) as is_repeat,
               count(*) filter (where x.kind = 'virtual') as virtual_lines,
               count(*) filter (where x.kind = 'service') as service_lines
        from ($lines) x where x.slot is not null group by x.member_id, x.slot offset 0
    ) c group by c.member_id
""")
_COUPONS = Template("""
    select k.member_id, count(*) filter (where k.state <> 'revoked') as coupons,
           count(*) filter (where k.state = 'used') as coupons_used,
           count(*) filter (where k.state = 'expired') as coupons_expired,
           count(*) filter (where k.state = 'held' and k.valid_until > :now) as coupons_held,
           min(k.valid_until) filter (where k.state = 'held' and k.valid_until > :now) as soonest_at
    from promotion.coupon k where $coupons group by k.member_id
""")
_CHILDREN = Template("""
    select h.member_id, count(*) as children,
           array_agg((280 - (h.due_on - cast(:today as date))) / 7 order by h.due_on)
             filter (where h.due_on >= :today) as pregnancy_weeks,
           min(h.due_on - cast(:today as date)) filter (where h.due_on >= :today) as days_to_birth,
           array_agg(cast((date_part('year', cast(:today as date)) - date_part('year', h.born_on)) * 12
                          + date_part('month', cast(:today as date)) - date_part('month', h.born_on) as int)
                     order by h.born_on desc) filter (where h.born_on is not null) as child_months
    from (
        select e.*, coalesce(e.born_month, case when e.due_on < :today then e.due_on end) as born_on
        from members.child e where $children
    ) h group by h.member_id
""")
_OTHERS = Template("""
    left join (select s.member_id, count(*) as after_sales, count(*) filter (where s.status not in
                 ('refunded', 'rejected', 'cancelled')) as open_after_sales
               from commerce.after_sale s where $after_sales group by s.member_id) a on a.member_id = m.id
    left join (select v.member_id, count(*) as favourites from commerce.favourite v where $favourites
               group by v.member_id) v on v.member_id = m.id
    left join (select b.member_id, count(*) as cart_lines, min(b.added_at) as added_at from commerce.cart_line b
               where $carts group by b.member_id) b on b.member_id = m.id
    left join (select n.member_id, max(n.created_at) as login_at from members.session n
               where $sessions and n.expires_at > :now group by n.member_id) n on n.member_id = m.id
    left join (select d.openid, cast(sum(d.remaining) as int) as grants from members.message_grant d where $grants
               group by d.openid) d on d.openid = m.openid
    left join (select j.member_id, count(*) as bargains from promotion.bargain j where $bargains
               group by j.member_id) j on j.member_id = m.id
""")
_DAY = "cast({} at time zone 'Asia/Shanghai' as date)"


def _days_since(column: str) -> str:
    """Never below zero: another machine's clock may be a little ahead."""
    # `greatest` passes over nulls, and there may be nothing to count from.
    return f"case when {column} is not null then greatest(0, cast(:today as date) - {_DAY.format(column)}) end"


def _share(part: str, whole: str, by: int = 1000) -> str:
    return f"cast({part} * {by} / nullif({whole}, 0) as int)"


_PLAIN = (
    *("orders_30", "orders_90", "orders_365", "group_orders", "bargain_orders", "flash_orders"),
    *("waiting_orders", "travelling_orders", "cancelled_orders", "returned_orders"),
)
_MONEY = ("spent_fen", "spent_90_fen", "spent_365_fen")
_SHARES = {
    "early_permille": "o.early",
    "morning_permille": "o.morning",
    "noon_permille": "o.noon",
    "afternoon_permille": "o.afternoon",
    "evening_permille": "o.evening",
    "night_permille": "(o.orders - o.early - o.morning - o.noon - o.afternoon - o.evening)",
    "weekend_permille": "o.weekend",
    "direct_permille": "o.direct",
    "freight_permille": "o.with_freight",
    "note_permille": "o.with_note",
    "discounted_orders_permille": "o.discounted",
    "activity_permille": "(o.group_orders + o.bargain_orders + o.flash_orders)",
}
_COLUMNS = {
    "orders": "cast(coalesce(o.orders, 0) as int)",
    "days_since_last": _days_since("o.last_at"),
    "days_since_first": _days_since("o.first_at"),
    "average_fen": "cast(o.kept_paid_fen / nullif(o.orders, 0) as bigint)",
    "largest_fen": "o.largest_fen",
    "pieces_hundredths": _share("o.pieces", "o.orders", 100),
    "interval_days": f"({_DAY.format('o.last_at')} - {_DAY.format('o.first_at')})"
    " / cast(nullif(o.orders - 1, 0) as int)",
    "rhythm_permille": f"cast(cast({_days_since('o.last_at')} as bigint) * 1000 * nullif(o.orders - 1, 0)"
    f" / nullif({_DAY.format('o.last_at')} - {_DAY.format('o.first_at')}, 0) as bigint)",
    "discount_permille": _share("o.discount_fen", "o.goods_fen"),
    "pay_seconds": "case when o.orders > 0 then greatest(0, o.pay_seconds / o.orders) end",
    "province": "nullif(split_part(o.region, ' ', 1), '')",
    "city": "nullif(case when split_part(o.region, ' ', 1) in ('北京市', '上海市', '天津市', '重庆市')"
    " then split_part(o.region, ' ', 1) else split_part(o.region, ' ', 2) end, '')",
    "refund_permille": _share("o.refunded_fen", "o.paid_fen"),
    "categories": "cast(coalesce(c.categories, 0) as int)",
    "bought_tags": "c.bought_tags",
    "repeat_tags": "c.repeat_tags",
    "preferred_slot": "cast(c.preferred_slot as int)",
    "virtual_lines": "coalesce(c.virtual_lines, 0)",
    "service_lines": "coalesce(c.service_lines, 0)",
    "coupon_use_permille": _share("k.coupons_used", "k.coupons"),
    "coupon_days_left": f"{_DAY.format('k.soonest_at')} - cast(:today as date)",
    "cart_days": _days_since("b.added_at"),
    "login_days": _days_since("n.login_at"),
    "level_slot": "cast(l.slot as int)",
    "member_days": _days_since("m.joined_at"),
    "days_to_first": f"case when o.orders > 0 then greatest(0, {_DAY.format('o.first_at')}"
    f" - {_DAY.format('m.joined_at')}) end",
    "addresses": "m.address_count",
    "follows_account": FOLLOWS_ACCOUNT,
    "has_phone": "case when m.phone_index is null then 0 else 1 end",
    "pregnancy_weeks": "coalesce(h.pregnancy_weeks, '{}')",
    "days_to_birth": "h.days_to_birth",
    "child_months": "coalesce(h.child_months, '{}')",
    "birthday_month": "m.birthday_month",
    "months_to_birthday": "mod(m.birthday_month + 12 - cast(date_part('month', cast(:today as date)) as int), 12)",
}
_COUNTS = {
    "after_sales": "a",
    "open_after_sales": "a",
    "coupons": "k",
    "coupons_used": "k",
    "coupons_expired": "k",
    "coupons_held": "k",
    "bargains": "j",
    "favourites": "v",
    "cart_lines": "b",
    "grants": "d",
    "children": "h",
}


def _columns() -> dict[str, str]:
    found = _COLUMNS | DEVICE_FIGURES
    found |= {name: f"cast(coalesce(o.{name}, 0) as int)" for name in _PLAIN}
    found |= {name: f"coalesce(o.{name}, 0)" for name in _MONEY}
    found |= {name: _share(part, "o.orders") for name, part in _SHARES.items()}
    return found | {name: f"cast(coalesce({table}.{name}, 0) as int)" for name, table in _COUNTS.items()}


_ALIASES = {
    "orders": "p",
    "coupons": "k",
    "children": "e",
    "after_sales": "s",
    "favourites": "v",
    "carts": "b",
    "sessions": "n",
    "bargains": "j",
}


def figures_sql(*, everybody: bool) -> str:
    """A query whose columns are `member_id` and the figures; of the members `:ids`, or of all.

    Its parameters: `:now`, `:today` in Shanghai, and the beginnings `:since_30`, `:since_90`, `:since_365` of the days
    from which on orders count as of the last 30, 90 and 365 days.
    """
    some = {name: "true" if everybody else f"{alias}.member_id = any(:ids)" for name, alias in _ALIASES.items()}
    some["grants"] = (
        "true"
        if everybody
        else "d.openid in (select w.openid from members.member w where w.id = any(cast(:ids as uuid[])))"
    )
    some["lines"] = _LINES_OF_ALL if everybody else _LINES_OF_SOME
    some["preferred"] = str(PREFERRED_PERCENT_MIN)
    columns = ", ".join(f"{sql} as {name}" for name, sql in _columns().items())
    orders, lines, coupons, children, others = (
        template.substitute(some) for template in (_ORDERS, _LINES, _COUPONS, _CHILDREN, _OTHERS)
    )
    return f"""
        select m.id as member_id, {columns} from members.member m
        left join members.tag_slot l on l.kind = 'level' and l.key = m.level_code
        left join ({orders}) o on o.member_id = m.id
        left join ({lines}) c on c.member_id = m.id
        left join ({coupons}) k on k.member_id = m.id
        left join ({children}) h on h.member_id = m.id
        {others}
        where {"true" if everybody else "m.id = any(:ids)"}
    """
