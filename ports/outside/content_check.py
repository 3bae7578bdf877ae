"""WeChat's content check (A.6): what somebody has written and shown, judged before anybody else sees it."""

from typing import Literal, Protocol

from msgspec import Struct

from ports.kernel import DomainError

Suggest = Literal["pass", "review", "risky"]
Scene = Literal["comment", "forum"]
LABEL_NORMAL = 100
LABEL_OTHER = 21000


class Verdict(Struct, frozen=True):
    """`label` is WeChat's number of the reason; `failure`: why there is no verdict, as WeChat tells it, else empty."""

    suggest: Suggest
    label: int
    failure: str = ""


class MediaVerdict(Struct, frozen=True):
    """The event that follows on a picture, up to half an hour later; it may come twice, or never."""

    trace_id: str
    verdict: Verdict


class CheckRefused(DomainError):
    """WeChat does not judge this at all, and asking again does not help. `message` says why, for an operator."""

    code = "community.check_refused"
    message = "微信没有完成内容检测"


class AuthorInactive(CheckRefused):
    """61010: WeChat judges only for somebody who has used the mini-program within the last two hours."""

    code = "community.author_inactive"
    message = "作者超过两小时没有使用小程序，微信不作检测"


class ContentCheck(Protocol):
    """Both may be repeated: a repeat is judged anew, and harms nobody."""

    async def text(self, openid: str, scene: Scene, content: str) -> Verdict:
        """Raises CheckRefused, AuthorInactive, OutsideUnavailable."""

    async def picture(self, openid: str, scene: Scene, url: str) -> str:
        """The trace id under which the verdict will come. WeChat fetches `url`.

        Raises CheckRefused, AuthorInactive, OutsideUnavailable.
        """
