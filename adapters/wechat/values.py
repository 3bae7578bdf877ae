"""Typed value limits of subscribe messages (A.4): over the limit WeChat refuses the whole message with 47003."""

import re

_LENGTHS = {
    "thing": 20,
    "number": 32,
    "letter": 32,
    "symbol": 5,
    "character_string": 32,
    "phrase": 5,
    "time": 64,
    "date": 64,
    "amount": 12,
    "phone_number": 17,
    "car_number": 8,
}
_PHRASE = re.compile(r"[^\u4e00-\u9fff]")
_NUMBER = re.compile(r"[^0-9.\-]")
_STRING = re.compile(r"[^\x21-\x7e]")
_LETTER = re.compile(r"[^A-Za-z]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_PREFIX = re.compile(r"([a-z_]+?)\d*")


def fitted(name: str, value: str) -> str:
    """The value as WeChat will take it for a field such as `thing1`; cut with `…`, cleaned of what is not allowed.

    Never empty: an empty value is refused too.
    """
    matched = _PREFIX.fullmatch(name)
    kind = matched[1] if matched else ""
    value = _CONTROL.sub(" ", value).strip()
    if kind == "phrase":
        value = _PHRASE.sub("", value)
    elif kind == "number":
        value = _NUMBER.sub("", value)
    elif kind in ("character_string", "symbol"):
        value = _STRING.sub("", value)
    elif kind == "letter":
        value = _LETTER.sub("", value)
    elif kind == "name":
        # Mixed counts as Chinese: ten characters, or twenty when there is nothing Chinese in it.
        return _cut(value, 20 if value.isascii() else 10) or "-"
    return _cut(value, _LENGTHS.get(kind, 20), dotted=kind == "thing") or ("0" if kind == "number" else "-")


def _cut(value: str, length_max: int, *, dotted: bool = False) -> str:
    if len(value) <= length_max:
        return value
    return value[: length_max - 1] + "…" if dotted else value[:length_max].rstrip()
