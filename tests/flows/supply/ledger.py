"""What must hold of the stock and its pools at any moment: each statement finds nothing."""

_STOCK = """
with moved as (select sku_id, warehouse_id, sum(on_hand_delta) h, sum(reserved_delta) r
               from supply.stock_move group by 1, 2),
held as (select sku_id, warehouse_id, sum(quantity) n from (
    select l.sku_id, l.warehouse_id, l.quantity from supply.reservation_line l
    join supply.reservation r using (order_id) where r.state = 'held'
    union all
    select sku_id, warehouse_id, quantity - withdrawn - shipped from supply.fulfilment_line
    union all
    select sku_id, warehouse_id, set_aside - taken from supply.pool) q
    group by 1, 2)
select s.* , m.h, m.r, n from supply.stock s left join moved m using (sku_id, warehouse_id)
left join held using (sku_id, warehouse_id)
where s.on_hand <> coalesce(m.h, 0) or s.reserved <> coalesce(m.r, 0) or s.reserved <> coalesce(n, 0)
"""
_LEDGER = """
select * from (select on_hand_after, reserved_after,
    sum(on_hand_delta) over w as h, sum(reserved_delta) over w as r
    from supply.stock_move window w as (partition by sku_id, warehouse_id order by id)) q
where on_hand_after <> h or reserved_after <> r
"""
_POOLS = """
with held as (select r.campaign_id, l.sku_id, l.warehouse_id, sum(l.quantity) as units
    from supply.reservation r join supply.reservation_line l using (order_id)
    where r.campaign_id is not null and (r.state in ('held', 'firm')
        or exists (select from supply.fulfilment f where f.order_id = r.order_id)) group by 1, 2, 3)
select * from supply.pool p left join held using (campaign_id, sku_id, warehouse_id)
where p.taken <> coalesce(held.units, 0)
"""
OFF = (_STOCK, _LEDGER, _POOLS)
