"""What the adapter needs to know of the mini-program's account."""

from msgspec import Struct


class WechatConfig(Struct, frozen=True, kw_only=True):
    """`base_url` without a trailing slash; `state` is which version of the mini-program messages open.

    `group_fresh_seconds`: how far the time in the proof of a group may lie from ours.
    """

    appid: str
    app_secret: str
    push_token: str
    push_aes_key: str
    base_url: str
    state: str = "formal"
    timeout_seconds: float = 5.0
    group_fresh_seconds: int = 600
