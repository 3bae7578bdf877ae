"""WeCom's error codes as errors of `ports.outside.wecom` (C.1 to C.10). Its words are for people: never matched on."""

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
WRONG_SCENE = 41072
STILL_MADE = 41079
"""A moment is being given out to its guides."""

_KINDS: dict[int, type[WecomRefused]] = {
    **dict.fromkeys((60020, 48002, 84074, 50002, 50003), WecomForbidden),
    84061: NotAContact,
    **dict.fromkeys((41050, 41051, 41096), WelcomeCodeGone),
    40068: WecomTagUnknown,
    40071: WecomNameTaken,
    41044: CodeWayUnknown,
}
_WORDS = {
    WRONG_SCENE: "企业微信不接受这些图片：不是按朋友圈上传的",
    41076: "企业微信拒绝了：选择的导购太多",
    41078: "企业微信里进行中的朋友圈任务太多，请等一些结束后再发",
    STILL_MADE: "企业微信还在派发这条朋友圈，请稍后再试",
    41080: "企业微信拒绝了：图片或视频太大",
    41081: "企业微信拒绝了：图片或视频的尺寸不合要求",
    41082: "企业微信拒绝了：视频太长",
    41089: "企业微信拒绝了：朋友圈的文字和附件都为空",
}


def refusal(error: Errcode) -> WecomRefused:
    kind = _KINDS.get(error.code)
    if kind is not None:
        return kind(error.code)
    return WecomRefused(error.code, f"{_WORDS.get(error.code, WecomRefused.message)}（{error.code}）")


def no_token(error: Errcode) -> WecomRefused:
    """Of `gettoken`: somebody must correct the papers, and trying again does not."""
    if error.code in CREDENTIALS:
        return WecomForbidden(error.code, "企业微信的企业 ID 或 Secret 不正确，请检查配置")
    return refusal(error)
