"""The switches that make the emulator slow, wrong, silent or repetitive, as the real hosts sometimes are."""

import asyncio
import random
from typing import Annotated, Literal

import msgspec

from adapters.emulator.database import Database

_DICE = random.SystemRandom()

Rate = Annotated[float, msgspec.Meta(ge=0, le=1)]
Milliseconds = Annotated[int, msgspec.Meta(ge=0, le=120_000)]
KeyMode = Literal["public_key", "certificate", "mixed"]
MassRule = Literal["month_days", "week_7", "day_1", "month_4"]


class PayFaults(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    slow_ms: Milliseconds = 0
    error5xx_rate: Rate = 0.0
    drop_notify_rate: Rate = 0.0
    duplicate_notify_rate: Rate = 0.0
    late_notify_ms: Milliseconds = 0
    wrong_signature_rate: Rate = 0.0
    sign_test_rate: Rate = 0.0
    refund_abnormal_rate: Rate = 0.0
    key_mode: KeyMode = "public_key"


class WechatFaults(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    slow_ms: Milliseconds = 0
    error5xx_rate: Rate = 0.0
    token_expired_once: bool = False
    busy_rate: Rate = 0.0
    quota_exceeded: bool = False
    close_after_work: bool = False
    push_mode: Literal["safe", "plain"] = "safe"
    push_format: Literal["json", "xml"] = "json"
    verdict_ms: Milliseconds = 1500
    drop_verdict_rate: Rate = 0.0
    duplicate_verdict_rate: Rate = 0.0
    reorder_verdicts: bool = False
    # Of the official account: not bound to the Open Platform, what gets lost, and how many openids are on a page.
    official_without_unionid: bool = False
    official_plain_push: bool = False
    official_drop_push_rate: Rate = 0.0
    official_duplicate_push_rate: Rate = 0.0
    official_reorder_push_rate: Rate = 0.0
    official_page: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 10_000


class WecomFaults(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """Troubles of qyapi.weixin.qq.com, and the limits that its administrators set."""

    slow_ms: Milliseconds = 0
    error5xx_rate: Rate = 0.0
    busy_rate: Rate = 0.0
    token_expired_once: bool = False
    token_invalid_once: bool = False
    quota_exceeded: bool = False
    close_after_work: bool = False
    # Calls whose path has this text in it (all, when it is empty) are refused with the errcode; 0: none is.
    refuse_errcode: Annotated[int, msgspec.Meta(ge=0)] = 0
    refuse_path: Annotated[str, msgspec.Meta(max_length=64)] = ""
    untrusted_ip: bool = False
    agent_not_callable: bool = False
    without_unionid: bool = False
    admin_welcome: bool = False
    drop_push_rate: Rate = 0.0
    duplicate_push_rate: Rate = 0.0
    reorder_push_rate: Rate = 0.0
    late_push_ms: Milliseconds = 0
    # Of each call, before 45009 and a block of a minute.
    calls_per_minute: Annotated[int, msgspec.Meta(ge=1)] = 10_000
    # Not scaled: the shop's way to the welcome is a real one.
    welcome_seconds: Annotated[float, msgspec.Meta(ge=0, le=3600)] = 20.0
    welcome_send_ms: Milliseconds = 0
    followers_per_page: Annotated[int, msgspec.Meta(ge=1)] = 500
    ways_max: Annotated[int, msgspec.Meta(ge=0)] = 500_000
    contacts_per_guide_max: Annotated[int, msgspec.Meta(ge=0)] = 20_000
    group_size_max: Annotated[int, msgspec.Meta(ge=2)] = 200
    owners_without_filter_max: Annotated[int, msgspec.Meta(ge=0)] = 1000
    mass_rule: MassRule = "month_days"
    mass_dispatch_seconds: Annotated[float, msgspec.Meta(ge=0, le=3600)] = 1.0
    # How many of the corporation's moments a customer sees in a month (UNCONFIRMED).
    moments_per_month: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 4
    moments_running_max: Annotated[int, msgspec.Meta(ge=0)] = 100
    moment_job_seconds: Annotated[float, msgspec.Meta(ge=0, le=3600)] = 1.0
    # Figures of chats are ready up to yesterday; so many days of them are not there yet.
    behaviour_late_days: Annotated[int, msgspec.Meta(ge=0, le=30)] = 0


class KdniaoFaults(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    slow_ms: Milliseconds = 0
    error5xx_rate: Rate = 0.0
    down: bool = False
    drop_push_rate: Rate = 0.0
    duplicate_push_rate: Rate = 0.0


class Faults(msgspec.Struct, rename="camel", forbid_unknown_fields=True):
    """`time_scale` multiplies every waiting time of the emulator: 0.01 makes 15 s into 150 ms."""

    pay: PayFaults = msgspec.field(default_factory=PayFaults)
    wechat: WechatFaults = msgspec.field(default_factory=WechatFaults)
    wecom: WecomFaults = msgspec.field(default_factory=WecomFaults)
    kdniao: KdniaoFaults = msgspec.field(default_factory=KdniaoFaults)
    time_scale: Annotated[float, msgspec.Meta(ge=0, le=100)] = 1.0


class FaultBoard:
    """The switches in force; they survive a restart."""

    def __init__(self, db: Database) -> None:
        self._db = db
        row = db.one("SELECT value FROM settings WHERE name = 'faults'")
        self.now = msgspec.json.decode(row[0], type=Faults) if row else Faults()

    def replace(self, faults: Faults) -> None:
        self.now = faults
        text = msgspec.json.encode(faults).decode()
        self._db.run("INSERT OR REPLACE INTO settings VALUES ('faults', ?)", text)

    def scaled(self, seconds: float) -> float:
        return seconds * self.now.time_scale


def happens(rate: float) -> bool:
    """Throw the dice; a rate of zero costs nothing."""
    return rate > 0 and _DICE.random() < rate


def within_a_second() -> float:
    """The distance of a duplicate that came over a second network path."""
    return _DICE.random()


async def dawdle(slow_ms: int) -> None:
    if slow_ms:
        await asyncio.sleep(slow_ms / 1000)
