"""WeChat's content check as `ports.outside.content_check.ContentCheck` (A.6), and its event of a verdict."""

from typing import Any, cast
from xml.etree.ElementTree import Element, ParseError

import msgspec
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from msgspec import Struct

from adapters.tencent.answers import Errcode, decoded
from adapters.tencent.crypt import BadMessage
from adapters.wechat.client import WechatClient
from ports.kernel import OutsideUnavailable
from ports.outside.content_check import (
    LABEL_OTHER,
    AuthorInactive,
    CheckRefused,
    MediaVerdict,
    Scene,
    Suggest,
    Verdict,
)

EVENT = "wxa_media_check"
VERSION = 2
IMAGE = 2
INACTIVE = 61010
CONTENT_MAX = 2500
_SCENES: dict[Scene, int] = {"comment": 2, "forum": 3}
# The worst one decides when the whole and its parts disagree.
_BADNESS = ("pass", "review", "risky")


class _Result(Struct, frozen=True):
    suggest: str = ""
    label: int = LABEL_OTHER


class _TextAnswer(Struct, frozen=True):
    result: _Result
    trace_id: str = ""


class _MediaAnswer(Struct, frozen=True):
    trace_id: str


class _Detail(Struct, frozen=True):
    """Counts only where its own `errcode` is 0."""

    suggest: str = ""
    label: int = LABEL_OTHER
    errcode: int = 0


class _Event(Struct, frozen=True):
    trace_id: str = ""
    result: _Result | None = None
    detail: tuple[_Detail, ...] = ()
    errcode: int = 0
    status_code: int = 0


class WechatContentCheck:
    def __init__(self, client: WechatClient) -> None:
        self._client = client

    async def text(self, openid: str, scene: Scene, content: str) -> Verdict:
        body = {"version": VERSION, "openid": openid, "scene": _SCENES[scene], "content": content[:CONTENT_MAX]}
        answer = decoded(await self._asked("/wxa/msg_sec_check", body), _TextAnswer)
        return _verdict(answer.result)

    async def picture(self, openid: str, scene: Scene, url: str) -> str:
        body = {
            "media_url": url,
            "media_type": IMAGE,
            "version": VERSION,
            "openid": openid,
            "scene": _SCENES[scene],
        }
        trace_id = decoded(await self._asked("/wxa/media_check_async", body), _MediaAnswer).trace_id
        if not trace_id:
            raise OutsideUnavailable
        return trace_id

    async def _asked(self, path: str, body: dict[str, object]) -> bytes:
        try:
            return await self._client.post(path, body, repeatable=True)
        except Errcode as error:
            if error.code == INACTIVE:
                raise AuthorInactive from error
            raise CheckRefused(f"微信没有完成内容检测：{error}") from error


def media_verdict(body: bytes) -> MediaVerdict | None:
    """Of an event in the clear, JSON or XML; None without a trace. Raises BadMessage."""
    try:
        told = msgspec.convert(_plain(body), _Event, strict=False)
    except (msgspec.ValidationError, ParseError, DefusedXmlException, ValueError) as error:
        raise BadMessage("no verdict on a picture") from error
    if not told.trace_id:
        return None
    failed = told.errcode or told.status_code
    counting = [one for one in told.detail if one.errcode == 0]
    if not failed and told.detail and not counting:
        failed = told.detail[0].errcode
    if failed or told.result is None:
        return MediaVerdict(told.trace_id, Verdict("review", LABEL_OTHER, f"错误 {failed}" if failed else "没有结果"))
    found = [_verdict(told.result), *(_verdict(_Result(one.suggest, one.label)) for one in counting if one.suggest)]
    return MediaVerdict(told.trace_id, max(found, key=lambda one: _BADNESS.index(one.suggest)))


def _verdict(result: _Result) -> Verdict:
    """A word that we do not know wants a person."""
    suggest = result.suggest if result.suggest in _BADNESS else "review"
    return Verdict(cast(Suggest, suggest), result.label)


def _plain(body: bytes) -> dict[str, Any]:
    if body.lstrip()[:1] != b"<":
        return msgspec.json.decode(body, type=dict[str, Any])
    root = fromstring(body)
    found: dict[str, Any] = {child.tag: _value(child) for child in root if child.tag != "detail"}
    return found | {"detail": [_value(child) for child in root if child.tag == "detail"]}


def _value(element: Element) -> str | dict[str, str]:
    return {child.tag: child.text or "" for child in element} if len(element) else element.text or ""
