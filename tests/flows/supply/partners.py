"""The partners of supply in the flow tests: a courier played by hand, and a stand-in for the audit trail."""

import secrets

import msgspec

from ports.governance.api import AuditEntry
from ports.kernel import OutsideUnavailable, Tx, refuse_in_transaction
from ports.outside.courier import ForgedPush, Track, Waybill, WaybillOrder, WaybillRefused


class HandCourier:
    """A courier played by the test: it keeps waybills by order code, refuses, or is away."""

    def __init__(self) -> None:
        self.refusal: str | None = None
        self.away = False
        self.waybills: dict[str, str] = {}
        self.cancelled: list[str] = []
        self.subscribed: list[str] = []
        self.tracks: dict[str, Track] = {}
        self.calls = 0

    async def order(self, waybill: WaybillOrder) -> Waybill:
        self._answer()
        number = self.waybills.setdefault(waybill.order_code, f"SF{secrets.randbelow(10**13):013d}")
        return Waybill(number, "755W-A3", "12", "南山", "<html></html>")

    async def cancel(self, courier_code: str, order_code: str, tracking_number: str) -> None:
        self._answer()
        self.cancelled.append(order_code)

    async def subscribe(self, courier_code: str, tracking_number: str, phone_tail: str) -> None:
        self._answer()
        self.subscribed.append(f"{courier_code} {tracking_number} {phone_tail}")

    async def track(self, courier_code: str, tracking_number: str, phone_tail: str) -> Track:
        self._answer()
        return self.tracks.get(tracking_number, Track(courier_code, tracking_number, "none", ()))

    def account(self) -> str:
        return "1000000"

    def read_push(self, form: dict[str, str]) -> tuple[Track, ...]:
        if form["DataSign"] != "good":
            raise ForgedPush
        return (msgspec.json.decode(form["RequestData"], type=Track),)

    def _answer(self) -> None:
        refuse_in_transaction()
        self.calls += 1
        if self.away:
            raise OutsideUnavailable
        if self.refusal:
            raise WaybillRefused(self.refusal)


class Notebook:
    """Stands for governance: keeps what it is told."""

    def __init__(self) -> None:
        self.entries: list[AuditEntry] = []

    async def record(self, tx: Tx, entry: AuditEntry) -> None:
        del tx
        self.entries.append(entry)
