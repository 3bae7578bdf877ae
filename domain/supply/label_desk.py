"""Printing labels in batches (S7)."""

from collections.abc import Sequence
from datetime import timedelta, timezone

from domain.supply.ground import Ground
from domain.supply.receivers import unseal
from ports.crypto import mask_name, mask_number, mask_phone
from ports.governance.api import Actor, AuditApi, AuditEntry
from ports.kernel import Invalid, NotFound, ParcelId
from ports.outside.labels import Label, LabelPrinter
from ports.supply.parcels import Errand
from ports.supply.words import region_text

CHINA = timezone(timedelta(hours=8))


class LabelDesk:
    def __init__(self, ground: Ground, printer: LabelPrinter, audit: AuditApi) -> None:
        self._ground = ground
        self._printer = printer
        self._audit = audit

    async def print(self, actor: Actor, parcel_ids: Sequence[ParcelId]) -> bytes:
        """A PDF, in the order that was asked for. Raises NotFound, and Invalid while a parcel has no number yet.

        Addresses leave the system on paper: every batch is audited.
        """
        actor.require("fulfilment.read")
        wanted = list(dict.fromkeys(parcel_ids))
        async with self._ground.uow.begin() as tx:
            errands = await self._ground.parcels.errands(tx, wanted)
            if len(errands) < len(wanted):
                raise NotFound("包裹不存在")
            if any(errand.parcel.tracking_number is None or errand.parcel.state == "cancelled" for errand in errands):
                raise Invalid("有包裹还没有运单号或已取消，不能打印面单", field="parcelIds")
            numbers = "、".join(mask_number(errand.order_number) for errand in errands)
            await self._audit.record(
                tx, AuditEntry(actor, "fulfilment.print_labels", f"{len(errands)} 张面单", None, None, numbers)
            )
        return await self._printer.pdf([self._label(errand) for errand in errands])

    def _label(self, errand: Errand) -> Label:
        parcel, to, sender = errand.parcel, unseal(self._ground.cipher, errand.receiver), errand.sender
        shipped_at = parcel.shipped_at or parcel.requested_at
        return Label(
            courier_name=parcel.courier_name,
            tracking_number=parcel.tracking_number or "",
            mark=parcel.mark,
            sorting=parcel.sorting,
            package=parcel.package,
            receiver=f"{mask_name(to.name)}  {mask_phone(to.phone)}",
            receiver_address=f"{region_text(to.province, to.city, to.district)} {to.detail}",
            sender=f"{sender.company} {sender.name}  {sender.phone}",
            sender_address=f"{region_text(sender.province, sender.city, sender.district)} {sender.detail}",
            goods=tuple(f"{item.title} {item.option_text} × {item.line.quantity}" for item in errand.goods),
            order_number=errand.order_number,
            warehouse_name=sender.company,
            note=errand.note,
            shipped_on=shipped_at.astimezone(CHINA).strftime("%Y-%m-%d"),
        )
