"""Which warehouse ships what (S4): the fewest parcels first, then the shortest way. Pure, and it says why.

Few warehouses serve one order, so all combinations up to `EXACT_MAX` warehouses are tried; beyond, the
fullest warehouse is added one by one.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

from msgspec import Struct

from domain.supply.regions import distance_km
from ports.kernel import SkuId, WarehouseId
from ports.supply.api import Allotment, Destination, SoldOut, Want
from ports.supply.store import Shelf

EXACT_MAX = 3
CANDIDATES_MAX = 40
"""The nearest warehouses that are tried in combination: 40 over 3 is 9880 sets."""


class Route(Struct, frozen=True):
    """`reason` is Chinese, for the order's page in the admin."""

    allotments: tuple[Allotment, ...]
    reason: str


class _Site(Struct, frozen=True):
    id: WarehouseId
    name: str
    province: str
    rank: tuple[int, int, str]
    free: dict[SkuId, int]


def route(wants: Sequence[Want], shelves: Sequence[Shelf], to: Destination | None) -> Route:
    """Raises SoldOut, with the SKUs of which too few units are free in all warehouses together."""
    needed = _needed(wants)
    _refuse_short(needed, shelves)
    sites = _sites(shelves, to)
    chosen = next(_covering(sites, needed))
    return Route(tuple(_allot(wants, chosen)), _reason(chosen, to))


def _needed(wants: Sequence[Want]) -> dict[SkuId, int]:
    needed: dict[SkuId, int] = {}
    for want in wants:
        assert want.quantity > 0, want
        needed[want.sku_id] = needed.get(want.sku_id, 0) + want.quantity
    return needed


def _refuse_short(needed: dict[SkuId, int], shelves: Sequence[Shelf]) -> None:
    free: dict[SkuId, int] = {}
    for shelf in shelves:
        free[shelf.sku_id] = free.get(shelf.sku_id, 0) + shelf.free
    short = [sku_id for sku_id, quantity in needed.items() if free.get(sku_id, 0) < quantity]
    if short:
        raise SoldOut(short)


def _sites(shelves: Sequence[Shelf], to: Destination | None) -> list[_Site]:
    """Nearest first; the order among equals is fixed, so that the same basket always goes the same way."""
    sites: dict[WarehouseId, _Site] = {}
    for shelf in shelves:
        if shelf.warehouse_id not in sites:
            way = distance_km((shelf.province, shelf.city), (to.province, to.city)) if to else 0
            rank = (way, shelf.sort, str(shelf.warehouse_id))
            sites[shelf.warehouse_id] = _Site(shelf.warehouse_id, shelf.warehouse_name, shelf.province, rank, {})
        if shelf.free > 0:
            sites[shelf.warehouse_id].free[shelf.sku_id] = shelf.free
    return sorted((site for site in sites.values() if site.free), key=lambda site: site.rank)


def _covering(sites: list[_Site], needed: dict[SkuId, int]) -> Iterator[list[_Site]]:
    """Sets of warehouses that have enough together, best first; the last resort always covers."""
    for size in range(1, min(EXACT_MAX, len(sites)) + 1):
        covering = [group for group in combinations(sites[:CANDIDATES_MAX], size) if _covers(group, needed)]
        if covering:
            yield list(min(covering, key=lambda group: (sum(s.rank[0] for s in group), [s.rank for s in group])))
    yield _greedy(sites, needed)


def _covers(group: Sequence[_Site], needed: dict[SkuId, int]) -> bool:
    return all(sum(site.free.get(sku_id, 0) for site in group) >= count for sku_id, count in needed.items())


def _greedy(sites: list[_Site], needed: dict[SkuId, int]) -> list[_Site]:
    left, open_needs, chosen = list(sites), dict(needed), list[_Site]()
    while any(open_needs.values()):
        best = max(left, key=lambda site: sum(min(site.free.get(sku, 0), n) for sku, n in open_needs.items()))
        left.remove(best)
        chosen.append(best)
        open_needs = {sku: max(0, n - best.free.get(sku, 0)) for sku, n in open_needs.items()}
    return sorted(chosen, key=lambda site: site.rank)


def _allot(wants: Sequence[Want], chosen: list[_Site]) -> Iterator[Allotment]:
    """A line stays whole when one of the chosen warehouses has it all; else the nearest gives what it has."""
    free = {site.id: dict(site.free) for site in chosen}
    for want in wants:
        whole = next((site for site in chosen if free[site.id].get(want.sku_id, 0) >= want.quantity), None)
        open_quantity = want.quantity
        for site in [whole] if whole else chosen:
            count = min(open_quantity, free[site.id].get(want.sku_id, 0))
            if count:
                free[site.id][want.sku_id] -= count
                open_quantity -= count
                yield Allotment(want.line_id, want.sku_id, site.id, site.name, site.province, count)
        assert open_quantity == 0, "the chosen warehouses cover the wants"


def _reason(chosen: list[_Site], to: Destination | None) -> str:
    names = "、".join(site.name for site in chosen)
    if len(chosen) > 1:
        return f"没有一个仓库能单独发齐，由{names}分 {len(chosen)} 单发出"
    if to is None:
        return f"由{names}发出"
    return f"{names}可以发齐，且距{to.province}最近"
