"""What is wrong with a request's content, in words for a person, from what the decoder says."""

import re
from collections.abc import Callable

from msgspec import Struct

_PATH = re.compile(r"`\$\.?(?P<path>[^`]*)`")
_KEY = re.compile(r"Object (?:contains unknown|missing required) field `(?P<key>[^`]*)`")
_REASONS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile("contains unknown field"), lambda _: "没有这一项"),
    (re.compile("missing required"), lambda _: "缺少这一项"),
    (re.compile(r"Expected `(?:int|float)` >= (-?\d+)"), lambda found: f"不能小于 {found[1]}"),
    (re.compile(r"Expected `(?:int|float)` <= (-?\d+)"), lambda found: f"不能大于 {found[1]}"),
    (re.compile(r"Expected `str` of length >= (\d+)"), lambda found: f"至少 {found[1]} 个字"),
    (re.compile(r"Expected `str` of length <= (\d+)"), lambda found: f"最多 {found[1]} 个字"),
    (re.compile(r"Expected `\w+` of length >= (\d+)"), lambda found: f"至少 {found[1]} 项"),
    (re.compile(r"Expected `\w+` of length <= (\d+)"), lambda found: f"最多 {found[1]} 项"),
    (re.compile("matching regex|Invalid (?:UUID|RFC3339|ISO8601|base64)"), lambda _: "格式不正确"),
    (re.compile("Invalid enum value"), lambda _: "不在可选的范围内"),
    (re.compile("out of range|too large|Number"), lambda _: "数值超出范围"),
    (re.compile("Expected"), lambda _: "类型不正确"),
    (re.compile("malformed|truncated|utf-8|recursion", re.IGNORECASE), lambda _: "内容无法读取"),
)


class Fault(Struct, frozen=True):
    """`field` is the path in the body, such as `lines[0].quantity`; None where the whole is at fault."""

    field: str | None
    text: str


def explained(message: str, key: str | None = None) -> Fault:
    """`key`: the parameter at fault, where it is known."""
    path = found["path"] if (found := _PATH.search(message)) else ""
    if inner := _KEY.search(message):
        path = f"{path}.{inner['key']}" if path else inner["key"]
    field = key or path or None
    reason = next((say(match) for pattern, say in _REASONS if (match := pattern.search(message))), "")
    text = f"填写的内容不正确（{field}）" if field else "填写的内容不正确"
    return Fault(field, f"{text}：{reason}" if reason else text)
