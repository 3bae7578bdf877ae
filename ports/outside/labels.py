"""Printed parcel labels."""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct


class Label(Struct, frozen=True):
    """One page of 100 × 150 mm. Name and phone are masked: the courier has them in full with the waybill."""

    courier_name: str
    tracking_number: str
    mark: str
    sorting: str
    package: str
    receiver: str
    receiver_address: str
    sender: str
    sender_address: str
    goods: tuple[str, ...]
    order_number: str
    warehouse_name: str
    note: str
    shipped_on: str


class LabelPrinter(Protocol):
    async def pdf(self, labels: Sequence[Label]) -> bytes:
        """One page per label, in their order."""
