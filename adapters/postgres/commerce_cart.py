"""Changes of the cart, and favourites."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.commerce.cart_store import Added, WantedLine
from ports.commerce.pricing import LINES_MAX, QUANTITY_MAX
from ports.kernel import MemberId, ProductId, SkuId, Tx

# Lines that are new count on from those that are there; what would be too many is not written.
_ADD = Statement(
    text(f"""
    with wanted as (
        select n.sku_id, cast(least(sum(n.quantity), {QUANTITY_MAX}) as int) as quantity,
               bool_or(n.selected) as selected, min(n.place) as place
        from unnest(cast(:ids as uuid[]), cast(:quantities as int[]), cast(:selected as boolean[]))
             with ordinality as n (sku_id, quantity, selected, place)
        where exists (select from commerce.sku s where s.id = n.sku_id and not s.removed)
        group by n.sku_id
    ), present as (
        select sku_id from commerce.cart_line where member_id = :member_id
    ), fitting as (
        select w.* from (
            select w.*, p.sku_id is not null as is_present,
                   row_number() over (partition by p.sku_id is not null order by w.place) as nth
            from wanted w left join present p on p.sku_id = w.sku_id
        ) w
        where w.is_present or w.nth + (select count(*) from present) <= {LINES_MAX}
    ), written as (
        insert into commerce.cart_line (member_id, sku_id, quantity, selected, added_at)
        select :member_id, sku_id, quantity, selected,
               cast(:now as timestamptz) - place * interval '1 microsecond'
        from fitting order by sku_id
        on conflict (member_id, sku_id) do update set
            quantity = least(cart_line.quantity + excluded.quantity, {QUANTITY_MAX}),
            selected = cart_line.selected or excluded.selected, added_at = excluded.added_at
        returning 1
    )
    select (select count(*) from written) as written, (select count(*) from wanted) as wanted
    """)
)
_SET_LINE = Statement(
    text("""
    update commerce.cart_line set quantity = coalesce(cast(:quantity as int), quantity),
           selected = coalesce(cast(:selected as boolean), selected)
    where member_id = :member_id and sku_id = :sku_id
    """)
)
_SWAP = Statement(
    text(f"""
    with taken as (
        delete from commerce.cart_line c using commerce.sku old, commerce.sku new
        where c.member_id = :member_id and c.sku_id = :old_id and old.id = :old_id and new.id = :new_id
          and old.product_id = new.product_id and not new.removed and new.id <> old.id
        returning c.quantity, c.selected, c.added_at
    )
    insert into commerce.cart_line (member_id, sku_id, quantity, selected, added_at)
    select :member_id, :new_id, coalesce(cast(:quantity as int), quantity), selected, added_at from taken
    on conflict (member_id, sku_id) do update set
        quantity = least(cart_line.quantity + excluded.quantity, {QUANTITY_MAX}),
        selected = cart_line.selected or excluded.selected
    """)
)
_SELECT = Statement(
    text("""
    update commerce.cart_line set selected = :selected
    where member_id = :member_id and selected <> :selected
      and (cast(:ids as uuid[]) is null or sku_id = any(cast(:ids as uuid[])))
    """)
)
_REMOVE = Statement(
    text("delete from commerce.cart_line where member_id = :member_id and sku_id = any(cast(:ids as uuid[]))")
)
_ADD_FAVOURITE = Statement(
    text("""
    with known as (select id from commerce.product where id = :product_id and status <> 'draft'), added as (
        insert into commerce.favourite (member_id, product_id, created_at)
        select :member_id, id, :now from known on conflict do nothing
    )
    select count(*) from known
    """)
)
_REMOVE_FAVOURITE = Statement(
    text("delete from commerce.favourite where member_id = :member_id and product_id = :product_id")
)


class PostgresCartStore:
    """Implements `ports.commerce.cart_store.CartStore`."""

    async def add(self, tx: Tx, member_id: MemberId, lines: Sequence[WantedLine], now: datetime) -> Added:
        row = await _ADD.one(tx, member_id=member_id, now=now, **line_arrays(lines))
        assert row is not None, "counts are always answered"
        return Added(written=row["written"], left_out=row["wanted"] - row["written"])

    async def set_line(
        self, tx: Tx, member_id: MemberId, sku_id: SkuId, quantity: int | None, selected: bool | None
    ) -> bool:
        return await _SET_LINE.run(tx, member_id=member_id, sku_id=sku_id, quantity=quantity, selected=selected) == 1

    async def swap(self, tx: Tx, member_id: MemberId, swap: tuple[SkuId, SkuId], quantity: int | None) -> bool:
        return await _SWAP.run(tx, member_id=member_id, old_id=swap[0], new_id=swap[1], quantity=quantity) == 1

    async def select(self, tx: Tx, member_id: MemberId, sku_ids: Sequence[SkuId] | None, selected: bool) -> None:
        await _SELECT.run(tx, member_id=member_id, ids=None if sku_ids is None else list(sku_ids), selected=selected)

    async def remove(self, tx: Tx, member_id: MemberId, sku_ids: Sequence[SkuId]) -> None:
        await _REMOVE.run(tx, member_id=member_id, ids=list(sku_ids))


class PostgresFavouriteStore:
    """Implements `ports.commerce.cart_store.FavouriteStore`."""

    async def add(self, tx: Tx, member_id: MemberId, product_id: ProductId, now: datetime) -> bool:
        return bool(await _ADD_FAVOURITE.value(tx, member_id=member_id, product_id=product_id, now=now))

    async def remove(self, tx: Tx, member_id: MemberId, product_id: ProductId) -> None:
        await _REMOVE_FAVOURITE.run(tx, member_id=member_id, product_id=product_id)


def line_arrays(lines: Sequence[WantedLine]) -> dict[str, list[object]]:
    return {
        "ids": [line.sku_id for line in lines],
        "quantities": [line.quantity for line in lines],
        "selected": [line.selected for line in lines],
    }
