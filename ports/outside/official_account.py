"""The WeChat official account 公众号 (服务号), as members need it: who follows it (B.1), and what it tells (B.7)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol

from msgspec import Struct

from ports.kernel import DomainError
from ports.outside.wechat import Push

BATCH_MAX = 100
"""So many followers one call may ask for."""


class Follower(Struct, frozen=True):
    """`openid` is WeChat's name of the person for this account alone.

    `unionid`: told where the account and the mini-program belong to one Open Platform account. `followed_at`, `scene`
    (ADD_SCENE_…) are told of those who follow. Whether somebody who does not has a unionid is not certain.
    """

    openid: str
    is_following: bool
    unionid: str | None = None
    followed_at: datetime | None = None
    scene: str = ""


class FollowersPage(Struct, frozen=True):
    """`total` of the account. `next_openid`: where the next page begins; None after the last one."""

    openids: tuple[str, ...]
    next_openid: str | None
    total: int


class NotAFollower(DomainError):
    """40003: nobody of this account has that openid."""

    code = "members.not_a_follower"
    kind = "not_found"
    message = "公众号里没有这个人"


class OfficialRefused(DomainError):
    """WeChat said no, and will again until a person has seen to it: no right to the call, a wrong list of addresses."""

    code = "members.official_refused"

    def __init__(self, errcode: int, words: str) -> None:
        super().__init__(f"公众号接口拒绝了请求：{errcode} {words}")
        self.errcode = errcode


class OfficialAccount(Protocol):
    """All of them raise OfficialRefused, OutsideUnavailable."""

    async def follower(self, openid: str) -> Follower:
        """Also of somebody who follows no more. Raises NotAFollower."""

    async def followers(self, openids: Sequence[str]) -> tuple[Follower, ...]:
        """At most BATCH_MAX at once; those whom WeChat does not know are left out."""

    async def page(self, after: str | None) -> FollowersPage:
        """Who follows, from the start or from where the page before ended."""


class FollowTold(Struct, frozen=True):
    """Somebody has followed, unfollowed, or scanned a code of the account as a follower. `at` by WeChat's clock."""

    openid: str
    what: Literal["followed", "unfollowed", "scanned"]
    at: datetime


class OfficialPush(Protocol):
    """The push address of the account, plain or safe mode (0.3)."""

    def echo(self, query: Mapping[str, str]) -> str:
        """The answer to the console's URL check. Raises ForgedPush."""

    def read(self, query: Mapping[str, str], body: bytes) -> Push:
        """Verifies and decrypts. Raises ForgedPush."""

    def interpret(self, body: bytes) -> FollowTold | None:
        """What a message in the clear says; None for what nobody here handles."""
