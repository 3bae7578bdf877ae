"""Where parcels are (S9), and what is done when something is wrong with one (S10)."""

from datetime import timedelta
from hashlib import sha256

import msgspec
from msgspec.structs import replace

from domain.supply.ground import Ground
from domain.supply.parcels import News, news
from domain.supply.receivers import unseal
from ports.inbox import Callback, Inbox
from ports.kernel import OutsideUnavailable, ParcelId, Tx
from ports.outside.courier import CourierGateway, Track, WaybillRefused
from ports.supply.api import ParcelMoved, ParcelSigned
from ports.supply.jobs import SubscribeTracking
from ports.supply.parcels import Errand, Parcel, Resolution, WorkOrder, WorkOrderKind

UNHEARD_AFTER = timedelta(hours=2)
"""The least time between two queries about one parcel; pushes make most of them needless."""

STALLED_AFTER = timedelta(hours=72)
WORK_ORDER_DUE = timedelta(hours=4)
QUERY_BATCH_MAX = 20
STALLED_BATCH_MAX = 100
TRACK_PUSH_TYPES = ("101", "102")
STALLED_TEXT = "物流超过 72 小时没有更新，客服正在向快递公司核实"

_form = msgspec.json.Decoder(dict[str, str])
_WORDS: dict[str, tuple[WorkOrderKind, str]] = {
    "problem": ("problem", "配送出现异常"),
    "returned": ("returned", "包裹正在退回"),
}


class Tracking:
    """Pushes, polls and sweeps."""

    def __init__(self, ground: Ground, gateway: CourierGateway, inbox: Inbox) -> None:
        self._ground = ground
        self._gateway = gateway
        self._inbox = inbox

    async def receive_push(self, form: dict[str, str]) -> str:
        """Verifies and stores a push; the work follows from the inbox. The merchant's account, for the answer.

        Raises ForgedPush. Repeats are harmless, and pushes of other kinds are passed over.
        """
        kind = form.get("RequestType", "")
        if kind in TRACK_PUSH_TYPES:
            self._gateway.read_push(form)
            callback = Callback(
                source="kdniao",
                dedup_key=sha256(form["RequestData"].encode()).hexdigest(),
                kind=kind,
                headers={},
                body=msgspec.json.encode(form),
            )
            await self._inbox.receive(callback)
        return self._gateway.account()

    async def on_push(self, tx: Tx, callback: Callback) -> None:
        """Applies each history of a stored push; what is older than known changes nothing."""
        tracks = self._gateway.read_push(_form.decode(callback.body))
        # Two pushes may name the same parcels in different order: all lock them in one.
        for track in sorted(tracks, key=lambda track: (track.tracking_number, track.courier_code)):
            await self._apply(tx, track)

    async def on_subscribe(self, job: SubscribeTracking) -> None:
        """Asks the courier to push. If it will not, the poll finds the news later."""
        errand = await self._errand(job.parcel_id)
        parcel = errand.parcel
        if parcel.tracking_number is None or parcel.subscribed_at is not None or parcel.state == "cancelled":
            return
        try:
            await self._gateway.subscribe(parcel.courier_code, parcel.tracking_number, self._phone_tail(errand))
        except WaybillRefused:
            return
        async with self._ground.uow.begin() as tx:
            if (newest := await self._ground.parcels.lock(tx, parcel.id)) is not None:
                await self._ground.parcels.save(tx, replace(newest, subscribed_at=self._ground.clock.now()))

    async def apply(self, track: Track) -> bool:
        """Replaces what was known of the parcel. False: it is not ours, or nothing is new."""
        async with self._ground.uow.begin() as tx:
            return await self._apply(tx, track)

    async def _apply(self, tx: Tx, track: Track) -> bool:
        parcel = await self._ground.parcels.lock_tracked(tx, track.tracking_number, track.courier_code)
        if parcel is None:
            return False
        heard = replace(parcel, checked_at=self._ground.clock.now())
        found = news(heard, track)
        await self._ground.parcels.save(tx, found.parcel if found else heard)
        if found is None:
            return False
        await self._ground.parcels.replace_traces(tx, parcel.id, track.traces)
        await self._tell(tx, found)
        return True

    async def sweep_unheard(self) -> int:
        """Queries parcels of which no push told anything for two hours. Stops when the courier's service is down."""
        ground = self._ground
        async with ground.uow.reading() as tx:
            unheard = await ground.parcels.unheard(tx, ground.clock.now() - UNHEARD_AFTER, QUERY_BATCH_MAX)
            errands = await ground.parcels.errands(tx, unheard)
        for count, errand in enumerate(errands):
            parcel = errand.parcel
            assert parcel.tracking_number is not None
            try:
                track = await self._gateway.track(parcel.courier_code, parcel.tracking_number, self._phone_tail(errand))
            except WaybillRefused:
                track = Track(parcel.courier_code, parcel.tracking_number, "none", ())
            except OutsideUnavailable:
                return count
            await self.apply(track)
        return len(errands)

    async def sweep_stalled(self) -> int:
        """Opens a work order for parcels that stand still, and tells the shopper through the order's timeline."""
        ground, now = self._ground, self._ground.clock.now()
        async with ground.uow.reading() as tx:
            stalled = await ground.parcels.stalled(tx, now - STALLED_AFTER, STALLED_BATCH_MAX)
        for parcel_id in stalled:
            async with ground.uow.begin() as tx:
                parcel = await ground.parcels.lock(tx, parcel_id)
                assert parcel is not None, "parcels are never deleted"
                since = parcel.newest_trace_at or parcel.shipped_at
                if since is None or since > now - STALLED_AFTER:
                    continue
                if await self._open(tx, parcel, "stalled", ("物流停滞", STALLED_TEXT)):
                    tx.emit(ParcelMoved(parcel.order_id, parcel.id, parcel.state, STALLED_TEXT, now))
        return len(stalled)

    async def _tell(self, tx: Tx, found: News) -> None:
        parcel = found.parcel
        if parcel.state == "signed" and found.state_changed:
            tx.emit(ParcelSigned(parcel.order_id, parcel.id, found.at))
            await self._calm(tx, parcel, "包裹已签收")
            return
        tx.emit(ParcelMoved(parcel.order_id, parcel.id, parcel.state, found.text, found.at))
        if parcel.state in _WORDS and found.state_changed:
            kind, title = _WORDS[parcel.state]
            await self._open(tx, parcel, kind, (title, found.text))
        elif parcel.state not in _WORDS:
            await self._calm(tx, parcel, "物流已恢复更新")

    async def _open(self, tx: Tx, parcel: Parcel, kind: WorkOrderKind, words: tuple[str, str]) -> bool:
        """`words`: title and detail. One work order per parcel and kind; due in four hours."""
        ground, now = self._ground, self._ground.clock.now()
        fulfilment = await ground.fulfilments.read(tx, parcel.fulfilment_id)
        assert fulfilment is not None
        order = WorkOrder(
            id=ground.ids.new(),
            cause=f"{kind}:{parcel.id}",
            kind=kind,
            title=f"{parcel.courier_name} {parcel.tracking_number}：{words[0]}",
            detail=words[1],
            parcel=parcel,
            order_number=fulfilment.order_number,
            due_at=now + WORK_ORDER_DUE,
        )
        return await ground.work_orders.open(tx, order, now)

    async def _calm(self, tx: Tx, parcel: Parcel, text: str) -> None:
        """The trouble went away by itself."""
        resolution = Resolution("系统", text, self._ground.clock.now())
        for kind in ("problem", "stalled"):
            await self._ground.work_orders.resolve_cause(tx, f"{kind}:{parcel.id}", resolution)

    async def _errand(self, parcel_id: ParcelId) -> Errand:
        async with self._ground.uow.reading() as tx:
            return (await self._ground.parcels.errands(tx, [parcel_id]))[0]

    def _phone_tail(self, errand: Errand) -> str:
        """Couriers that guard their tracks want the last four digits of the receiver's phone."""
        return unseal(self._ground.cipher, errand.receiver).phone[-4:]
