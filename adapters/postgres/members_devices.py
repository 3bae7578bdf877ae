"""The device that a member was last seen with, over PostgreSQL; and how figures tell it."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import text

from adapters.postgres.sql import Statement
from ports.kernel import MemberId, Tx
from ports.members.devices import CLIENT_WORDS, SYSTEM_WORDS, Device

_SEEN = Statement(
    text("""
    update members.member set device_system = :system, device_client = :client, device_seen_at = :now
    where id = :member_id and merged_into is null and left_at is null
      and (device_system, device_client) is distinct from (cast(:system as text), cast(:client as text))
      and (device_seen_at is null or device_seen_at <= :now)
    """)
)


class PostgresDevices:
    """Implements `ports.members.devices.DeviceStore`."""

    async def seen(self, tx: Tx, member_id: MemberId, device: Device, now: datetime) -> bool:
        return await _SEEN.run(tx, member_id=member_id, system=device.system, client=device.client, now=now) > 0


def _told(column: str, words: Mapping[str, str]) -> str:
    return f"case {column} {' '.join(f"when '{code}' then '{name}'" for code, name in words.items())} end"


DEVICE_FIGURES = {
    "device_system": _told("m.device_system", {str(code): name for code, name in SYSTEM_WORDS.items()}),
    "device_client": _told("m.device_client", {str(code): name for code, name in CLIENT_WORDS.items()}),
}
"""Columns of the figures, from the member `m`: in words, because figures are read by operators."""
