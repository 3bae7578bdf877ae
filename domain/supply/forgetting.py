"""What supply does when the receivers of orders are to be forgotten (V9)."""

from domain.supply.receivers import seal
from ports.commerce.api import OrderReceiversErased
from ports.crypto import FieldCipher
from ports.kernel import Tx
from ports.members.api import NOBODY
from ports.supply.receivers import ReceiverStore


class Forgetting:
    def __init__(self, store: ReceiverStore, cipher: FieldCipher) -> None:
        self._store = store
        self._cipher = cipher

    async def on_receivers_erased(self, tx: Tx, event: OrderReceiversErased) -> None:
        await self._store.erase(tx, event.order_ids, seal(self._cipher, NOBODY).sealed)
