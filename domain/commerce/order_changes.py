"""What a shopper may still change of an order: the address, a reminder to the warehouse, buying it again."""

from uuid import UUID

from msgspec.structs import replace

from domain.commerce.cart import Carts
from domain.commerce.order_actions import can_remind
from domain.commerce.order_ground import OrderGround
from domain.commerce.order_reading import OrderReading
from domain.commerce.orders import NotAllowedNow
from domain.commerce.receivers import seal, unseal
from ports.commerce.api import OrderNotFound
from ports.commerce.cart_store import WantedLine
from ports.commerce.cart_views import CartView
from ports.commerce.order_store import Change, Entry, OrderHead
from ports.commerce.order_views import OrderDetail
from ports.kernel import MemberId, OrderId, Tx
from ports.members.api import AddressNotFound, PostalAddress


class OrderChanges:
    def __init__(self, ground: OrderGround, reading: OrderReading, carts: Carts) -> None:
        self._ground = ground
        self._reading = reading
        self._carts = carts

    async def readdress(self, member_id: MemberId, order_id: OrderId, address_id: UUID) -> OrderDetail:
        """To another address of the member's book; see `send_elsewhere`.

        Raises OrderNotFound, AddressNotFound, NotAllowedNow, AlreadyShipped.
        """
        ground = self._ground
        async with ground.uow.begin() as tx:
            head = await ground.orders.lock_head(tx, order_id, member_id)
            if head is None:
                raise OrderNotFound
            address = await ground.members.address(tx, member_id, address_id)
            if address is None:
                raise AddressNotFound
            await send_elsewhere(ground, tx, head, address, ground.entry("收货地址已修改"))
        return await self._reading.detail(member_id, order_id)

    async def remind(self, member_id: MemberId, order_id: OrderId) -> None:
        """Asking again too early changes nothing. Raises OrderNotFound, NotAllowedNow."""
        ground, now = self._ground, self._ground.clock.now()
        async with ground.uow.begin() as tx:
            head = await ground.orders.lock_head(tx, order_id, member_id)
            if head is None:
                raise OrderNotFound
            if head.status not in ("paid", "partly_shipped"):
                raise NotAllowedNow("商品已经发出，不用再提醒")
            if head.held_for is not None:
                raise NotAllowedNow("拼团成功后才会发货，请先邀请好友参团")
            if can_remind(head.reminded_at, now):
                entry = ground.entry("您提醒了商家尽快发货", at=now)
                await ground.orders.save(tx, Change(replace(head, reminded_at=now), entries=(entry,)))

    async def buy_again(self, member_id: MemberId, order_id: OrderId) -> CartView:
        """Puts everything into the cart again. Raises OrderNotFound, and what the cart refuses."""
        async with self._ground.uow.reading() as tx:
            bought = await self._ground.orders.bought(tx, order_id, member_id)
        if not bought:
            raise OrderNotFound
        return await self._carts.add(member_id, [WantedLine(sku_id, quantity) for sku_id, quantity in bought])


async def send_elsewhere(
    ground: OrderGround, tx: Tx, head: OrderHead, address: PostalAddress, entry: Entry
) -> PostalAddress:
    """Before anything is asked of a courier, and within the province, where freight and warehouse stay the same.

    Gives the address that it was. Raises NotAllowedNow, AlreadyShipped.
    """
    if head.status != "paid" or head.address_sealed is None:
        raise NotAllowedNow("订单当前状态不能修改地址")
    before = unseal(ground.cipher, head.address_sealed)
    if before.province != address.province:
        raise NotAllowedNow("跨省修改会影响运费和发货仓库，请申请退款后重新下单")
    await ground.supply.readdress(tx, head.id, address)
    await ground.orders.readdress(tx, head.id, seal(ground.cipher, address), entry)
    return before
