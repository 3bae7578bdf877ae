"""Which device a request says that it comes from. Pure.

WeChat gives every request of a mini-program a referer of its own that pages cannot set
(https://developers.weixin.qq.com/miniprogram/dev/framework/ability/network.html), and its browser names itself
MicroMessenger. HarmonyOS up to version 4 says Android as well, so it is looked for first. An iPad that asks for desktop
pages calls itself a Macintosh: there it counts as one.
"""

from collections.abc import Sequence

from ports.members.devices import Client, Device, System

AGENT_LENGTH_MAX = 1024
"""What a longer User-Agent says further on is not read."""
MINI_PROGRAM_REFERER = "https://servicewechat.com/"
_SYSTEMS: Sequence[tuple[System, tuple[str, ...]]] = (
    ("harmony", ("harmonyos", "openharmony", "arkweb/")),
    ("windows", ("windows nt", "windows phone")),
    ("ios", ("iphone", "ipad", "ipod")),
    ("android", ("android",)),
    ("mac", ("macintosh",)),
)


def device_of(user_agent: str, referer: str) -> Device:
    """Both headers as they came; empty where there was none."""
    agent = user_agent[:AGENT_LENGTH_MAX].lower()
    return Device(_system(agent), _client(agent, referer.lower()))


def _system(agent: str) -> System:
    return next((system for system, marks in _SYSTEMS if any(mark in agent for mark in marks)), "other")


def _client(agent: str, referer: str) -> Client:
    if referer.startswith(MINI_PROGRAM_REFERER) or "miniprogramenv/" in agent or "miniprogram/" in agent:
        return "mini_program"
    if "micromessenger/" in agent:
        return "wechat"
    return "browser" if agent.startswith("mozilla/") else "other"
