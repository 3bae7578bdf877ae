"""What every use case of supply stands on."""

from msgspec import Struct

from ports.crypto import FieldCipher
from ports.kernel import Clock, Ids, UnitOfWork
from ports.supply.parcels import ParcelStore, WorkOrderStore
from ports.supply.pools import PoolStore
from ports.supply.store import FulfilmentStore, ReservationStore, StockStore


class Ground(Struct, frozen=True):
    """Ports and stores, built once."""

    uow: UnitOfWork
    clock: Clock
    ids: Ids
    cipher: FieldCipher
    stock: StockStore
    reservations: ReservationStore
    fulfilments: FulfilmentStore
    parcels: ParcelStore
    work_orders: WorkOrderStore
    pools: PoolStore
