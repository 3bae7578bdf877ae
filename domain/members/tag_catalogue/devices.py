"""What the member last came with: the system of the device, and the client on it."""

from domain.members.tag_catalogue.scales import Head, loose
from ports.members.devices import CLIENT_WORDS, SYSTEM_WORDS, Client, System
from ports.members.tag_rules import Among, Family, Missing, Tag

OWNER = "会员运营"
_CLAIMED = "按设备自己报告的判断，只作运营参考"
# A number belongs to its tag for good: a new kind of device gets a new one.
_SYSTEMS: tuple[tuple[int, System, str], ...] = (
    (1201, "ios", "用 iOS 设备"),
    (1202, "android", "用安卓设备"),
    (1203, "harmony", "用鸿蒙设备"),
    (1204, "windows", "用 Windows 电脑"),
    (1205, "mac", "用 Mac 电脑"),
    (1206, "other", "用其他系统的设备"),
)
_CLIENTS: tuple[tuple[int, Client, str], ...] = (
    (1211, "mini_program", "在微信小程序里访问"),
    (1212, "wechat", "在微信网页里访问"),
    (1213, "browser", "在浏览器里访问"),
    (1214, "other", "用其他客户端访问"),
)


def _head(code: str, name: str) -> Head:
    return (code, name, "使用设备", OWNER)


_SYSTEM = Family(
    *_head("device_system", "设备系统"),
    tags=tuple(
        Tag(number, f"device_system.{code}", name, Among("device_system", (SYSTEM_WORDS[code],)), "fact", _CLAIMED)
        for number, code, name in _SYSTEMS
    ),
    exclusive=True,
)
_CLIENT = Family(
    *_head("device_client", "访问方式"),
    tags=tuple(
        Tag(number, f"device_client.{code}", name, Among("device_client", (CLIENT_WORDS[code],)), "fact", _CLAIMED)
        for number, code, name in _CLIENTS
    ),
    exclusive=True,
)
_KNOWN = loose(
    _head("device_known", "设备记录"),
    (
        Tag(
            1221,
            "device_known.none",
            "没有设备记录",
            Missing("device_system"),
            "fact",
            "还没有登录过，或者登录早于开始记录",
        ),
    ),
)

DEVICES = (_SYSTEM, _CLIENT, _KNOWN)
