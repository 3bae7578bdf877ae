"""What members come with: a small enumeration of systems and of clients. Nothing finer is kept of anybody's device."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, Protocol

from msgspec import Struct

from ports.kernel import MemberId, Tx

System = Literal["ios", "android", "harmony", "windows", "mac", "other"]
Client = Literal["mini_program", "wechat", "browser", "other"]
SYSTEM_WORDS: Mapping[System, str] = {
    "ios": "iOS",
    "android": "安卓",
    "harmony": "鸿蒙",
    "windows": "Windows",
    "mac": "macOS",
    "other": "其他系统",
}
CLIENT_WORDS: Mapping[Client, str] = {
    "mini_program": "微信小程序",
    "wechat": "微信里的网页",
    "browser": "浏览器里的网页",
    "other": "其他客户端",
}


class Device(Struct, frozen=True):
    """As the client says: it may lie, so nothing that is worth money may depend on it."""

    system: System
    client: Client


class DeviceStore(Protocol):
    async def seen(self, tx: Tx, member_id: MemberId, device: Device, now: datetime) -> bool:
        """The member's last device. False: it is known already, or the member has left or was merged."""
