"""The group that somebody came from, as `ports.outside.wechat.GroupProofs` (A.10)."""

from datetime import timedelta
from typing import Annotated

import msgspec
import structlog
from msgspec import Meta, Struct

from adapters.tencent.crypt import BadMessage
from adapters.wechat.config import WechatConfig
from adapters.wechat.user_data import opened
from ports.kernel import Clock
from ports.outside.wechat import ForgedGroupData, StaleGroupData

log = structlog.get_logger("siyu.wechat")


class _Watermark(Struct, frozen=True):
    """`timestamp` in Unix seconds: when WeChat sealed the data."""

    timestamp: int
    appid: str


class _Entry(Struct, frozen=True):
    """Ids are 28 characters long as far as is known; too short is what a cut text makes, and too long nothing."""

    open_gid: Annotated[str, Meta(pattern=r"^[0-9A-Za-z_-]{24,64}\Z")] = msgspec.field(name="openGId")
    watermark: _Watermark


class WechatGroupProofs:
    def __init__(self, config: WechatConfig, clock: Clock) -> None:
        self._appid = config.appid
        self._fresh = timedelta(seconds=config.group_fresh_seconds)
        self._clock = clock

    def open_group_id(self, session_key: str, encrypted_data: str, iv: str) -> str:
        try:
            entry = msgspec.json.decode(opened(session_key, encrypted_data, iv), type=_Entry)
        except (BadMessage, msgspec.DecodeError, UnicodeDecodeError) as error:
            # One answer for all: whoever tries out texts is not told how far they came. Nor is any of it logged.
            log.info("group data cannot be read", reason=type(error).__name__)
            raise ForgedGroupData from None
        if entry.watermark.appid != self._appid:
            log.error("group data of another mini-program", appid=entry.watermark.appid)
            raise ForgedGroupData
        # The phone and WeChat have clocks of their own: a little early is as good as a little late.
        if abs(self._clock.now().timestamp() - entry.watermark.timestamp) > self._fresh.total_seconds():
            raise StaleGroupData
        return entry.open_gid
