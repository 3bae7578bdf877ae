"""A shop with many members and orders for the measurement of tags, made by the database from series of numbers.

Rows are as wide as those that the services write (the derivation of a price is half a kilobyte), members and products
are drawn at random, and a few members buy much more than most.
"""

import asyncpg

from app.bench.goods import many_products
from app.wiring import Built

PRODUCTS = 60
CATEGORIES = 12
_CATEGORIES = """
with made as (
    insert into commerce.category (id, path, name, attribute_names, sort)
    select id, array[id], '类目 ' || n, '{}', n
    from (select gen_random_uuid() as id, n from generate_series(1, $1::int) n) c returning id
), numbered as (select id, row_number() over () as n from made),
goods as (select id, row_number() over () as n from commerce.product)
update commerce.product p set category_id = c.id from goods g join numbered c on c.n = 1 + g.n % $1 where g.id = p.id
"""
_MEMBERS = """
insert into members.member (id, openid, nickname, level_code, joined_at, phone_index, address_count)
select gen_random_uuid(), 'bench-' || n, '会员' || n,
       (array['bronze', 'bronze', 'silver', 'gold', 'diamond'])[1 + n % 5],
       now() - make_interval(hours => cast(random() * 17520 as int)),
       case when n % 3 > 0 then decode(md5(cast(n as text)), 'hex') end, n % 4
from generate_series(1, $1::int) n
"""
_NUMBERED = """
create unlogged table public.bench_member as select row_number() over () as n, id from members.member;
alter table public.bench_member add primary key (n);
create unlogged table public.bench_product as
    select row_number() over () as n, s.product_id, s.id as sku_id from commerce.sku s;
alter table public.bench_product add primary key (n);
analyze public.bench_member; analyze public.bench_product
"""
_ORDERS = """
insert into commerce."order" (id, number, member_id, openid, client_key, source, status, title, quantity, goods_fen,
    discount_fen, freight_fen, payable_fen, saved_fen, derivation, note, address_sealed, receiver_masked, region,
    paid_fen, refunded_fen, paid_attempt_id, placed_at, pay_by, paid_at, ended_at, activity)
select id, 'B' || n, member_id, 'bench', 'bench-' || n, case when n % 3 = 0 then 'direct' else 'cart' end,
    case when is_paid then 'completed' else 'cancelled' end, '有机棉婴儿连体衣 等 2 件', 1 + n % 5, goods, discount,
    freight, goods - discount + freight, discount, cast($3 as jsonb), case when n % 9 = 0 then '请放门口' else '' end,
    decode(repeat(md5(cast(n as text)), 4), 'hex'), '张** 160****0000',
    (array['浙江省 杭州市 西湖区', '上海市 浦东新区', '广东省 深圳市 南山区', '四川省 成都市 武侯区',
           '山东省 潍坊市 奎文区', '北京市 朝阳区', '湖北省 武汉市 武昌区', '河南省 洛阳市 涧西区'])[1 + n % 8],
    case when is_paid then goods - discount + freight else 0 end,
    case when is_paid and n % 40 = 0 then goods - discount + freight else 0 end,
    case when is_paid then id end, at, at, case when is_paid then at + make_interval(secs => n % 700) end, at,
    case when n % 25 = 0 then 'group_buy' when n % 31 = 0 then 'flash' when n % 97 = 0 then 'bargain' end
from (
    select r.n, gen_random_uuid() as id, m.id as member_id, 2000 + (cast(r.n as bigint) * 7919) % 60000 as goods,
           case when r.n % 4 = 0 then 0 else 1000 end as discount, case when r.n % 6 = 0 then 800 else 0 end as freight,
           r.n % 12 > 0 as is_paid, now() - make_interval(secs => random() * random() * 63072000) as at
    from (select n, 1 + cast(floor(power(random(), 1.7) * $4::int) as int) as place
          from generate_series($1::int, $2::int) n) r
    join public.bench_member m on m.n = r.place
) o
"""
_LINES = """
insert into commerce.order_line (id, order_id, position, sku_id, product_id, kind, title, option_text, image_url,
    weight_g, unit_fen, quantity, payable_fen, no_reason_return)
select gen_random_uuid(), o.id, 0, p.sku_id, p.product_id, 'physical', '有机棉婴儿连体衣', '米白 73cm',
       '/files/0123456789abcdef0123456789abcdef.webp', 300, o.goods_fen, 1, o.goods_fen - o.discount_fen, true
from (select o.id, o.goods_fen, o.discount_fen, 1 + cast(floor(random() * $1::int) as int) as place
      from commerce."order" o) o
join public.bench_product p on p.n = o.place
"""
_OTHERS = (
    """
    insert into members.child (member_id, id, due_on, born_month, created_at)
    select id, gen_random_uuid(), case when n % 9 = 0 then current_date + cast(n % 270 as int) end,
           case when n % 9 > 0 then cast(date_trunc('month', current_date - cast(n % 2500 as int)) as date) end, now()
    from public.bench_member where n % 3 = 0
    """,
    """
    insert into promotion.coupon_template (id, name, rule, state, total, per_member_max, claim_from, claim_until,
        valid_days, returns_on_refund, is_listed, version, created_at, updated_at)
    values ('00000000-0000-0000-0000-000000000001', '券', '{}', 'stopped', 100000000, 99, now(), now(), 9, true, false,
            1, now(), now())
    """,
    """
    insert into promotion.coupon (id, template_id, member_id, claim_key, state, claimed_at, valid_from, valid_until,
        order_id, changed_at)
    select gen_random_uuid(), '00000000-0000-0000-0000-000000000001', id, id || '-' || k,
           case when (n + k) % 3 = 0 then 'used' when (n + k) % 3 = 1 then 'expired' else 'held' end,
           now() - interval '9 days', now() - interval '9 days',
           now() + make_interval(days => cast((n + k) % 9 as int)),
           case when (n + k) % 3 = 0 then gen_random_uuid() end, now()
    from public.bench_member cross join generate_series(1, 2) k where n % 2 = 0
    """,
    """
    insert into commerce.favourite (member_id, product_id, created_at)
    select m.id, p.product_id, now() from public.bench_member m
    join public.bench_product p on p.n = 1 + m.n % (select count(*) from public.bench_product) where m.n % 2 = 1
    """,
    """
    insert into commerce.cart_line (member_id, sku_id, quantity, selected, added_at)
    select m.id, p.sku_id, 1, true, now() - make_interval(days => cast(m.n % 40 as int)) from public.bench_member m
    join public.bench_product p on p.n = 1 + m.n % (select count(*) from public.bench_product) where m.n % 4 = 0
    """,
)
_TABLES = (
    *('commerce."order"', "commerce.order_line", "members.member", "members.child", "promotion.coupon"),
    *("commerce.favourite", "commerce.cart_line"),
)
_DERIVATION = '{"lines": "' + "每一步怎样算出来的。" * 18 + '"}'
STEP = 500_000


async def fill(built: Built, database_url: str, members: int, orders: int) -> None:
    """Indexes that the orders do not need while they come are made again at the end."""
    await many_products(built, PRODUCTS)
    connection = await asyncpg.connect(database_url, command_timeout=7200)
    try:
        await connection.execute("set synchronous_commit = off; set maintenance_work_mem = '512MB'")
        await connection.execute(_CATEGORIES, CATEGORIES)
        await connection.execute(_MEMBERS, members)
        await connection.execute(_NUMBERED)
        products = await connection.fetchval("select count(*) from public.bench_product")
        dropped = await _drop_indexes(connection, ("order", "order_line"))
        for first in range(1, orders + 1, STEP):
            await connection.execute(_ORDERS, first, min(orders, first + STEP - 1), _DERIVATION, members)
        await connection.execute(_LINES, products)
        for statement in (*_OTHERS, *dropped):
            await connection.execute(statement)
        for table in _TABLES:
            await connection.execute(f"vacuum analyze {table}")
    finally:
        await connection.close()


async def _drop_indexes(connection: asyncpg.Connection, tables: tuple[str, ...]) -> list[str]:
    """Those that no constraint stands on. The statements that make them again."""
    rows = await connection.fetch(
        "select i.indexname, i.indexdef from pg_indexes i where i.schemaname = 'commerce'"
        " and i.tablename = any($1::text[])"
        " and not exists (select from pg_constraint c where c.conname = i.indexname)",
        list(tables),
    )
    for row in rows:
        await connection.execute(f"drop index commerce.{row['indexname']}")
    return [row["indexdef"] for row in rows]
