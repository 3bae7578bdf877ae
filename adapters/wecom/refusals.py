"""WeCom's error codes as errors of `ports.outside.wecom` (C.1 to C.9). Its words are for people: never matched on."""

from adapters.tencent.answers import Errcode
from ports.outside.wecom import (
    CodeWayUnknown,
    NotAContact,
    WecomForbidden,
    WecomNameTaken,
    WecomRefused,
    WecomTagUnknown,
    WelcomeCodeGone,
)

THROTTLED = frozenset({45009, 45011, 45033})
CREDENTIALS = frozenset({40001, 40013})
"""Of `gettoken`: a wrong secret, a wrong corporation."""
MEDIA_UNKNOWN = 40007
TASK_CANCELLED = 41093
NOBODY_REACHED = 81013

_KINDS: dict[int, type[WecomRefused]] = {
    **dict.fromkeys((60020, 48002, 84074, 50002, 50003), WecomForbidden),
    84061: NotAContact,
    **dict.fromkeys((41050, 41051, 41096), WelcomeCodeGone),
    40068: WecomTagUnknown,
    40071: WecomNameTaken,
    41044: CodeWayUnknown,
}


def refusal(error: Errcode) -> WecomRefused:
    kind = _KINDS.get(error.code)
    return WecomRefused(error.code, f"{WecomRefused.message}（{error.code}）") if kind is None else kind(error.code)


def no_token(error: Errcode) -> WecomRefused:
    """Of `gettoken`: somebody must correct the papers, and trying again does not."""
    if error.code in CREDENTIALS:
        return WecomForbidden(error.code, "企业微信的企业 ID 或 Secret 不正确，请检查配置")
    return refusal(error)
