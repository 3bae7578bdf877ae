"""The form, the signature and the JSON of every call to Kdniao, and of its pushes."""

import secrets
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from hashlib import md5
from typing import Any

import httpx
import msgspec

from adapters.kdniao.codes import FROM_KDNIAO, track_state
from adapters.resilience import Unanswered
from ports.outside.courier import ForgedPush, Trace, Track

CHINA = timezone(timedelta(hours=8))


class Entry(msgspec.Struct):
    """One line of a history."""

    AcceptTime: str
    AcceptStation: str = ""
    Location: str | None = None
    Action: str | None = None


class History(msgspec.Struct):
    """A history as queries answer it and pushes carry it. The field `Callback`, of two casings, is not needed."""

    LogisticCode: str = ""
    ShipperCode: str = ""
    State: str | int | None = None
    StateEx: str | int | None = None
    Success: bool = True
    Reason: str | None = None
    Traces: list[Entry] | None = None


class _Push(msgspec.Struct):
    Data: list[History]


_push = msgspec.json.Decoder(_Push, strict=False)


def sign(request_data: str, app_key: str) -> str:
    """Base64 of the lower-case hex text of the MD5, not of the digest (G.7)."""
    return b64encode(md5((request_data + app_key).encode(), usedforsecurity=False).hexdigest().encode()).decode()


def form(request_type: str, data: Mapping[str, Any], credentials: tuple[str, str]) -> dict[str, str]:
    """`credentials`: EBusinessID and AppKey. The client encodes the form once; the signature is over the raw text."""
    business_id, app_key = credentials
    request_data = msgspec.json.encode(data).decode()
    return {
        "RequestData": request_data,
        "EBusinessID": business_id,
        "RequestType": request_type,
        "DataSign": sign(request_data, app_key),
        "DataType": "2",
    }


def read_answer[T](response: httpx.Response, shape: type[T]) -> T:
    """Raises Unanswered when it is no answer of Kdniao's: 5xx, a proxy's page, broken JSON."""
    if response.status_code != 200:
        raise Unanswered(f"HTTP {response.status_code}")
    try:
        return msgspec.json.decode(response.content, type=shape, strict=False)
    except msgspec.DecodeError as error:
        raise Unanswered("not the JSON that was expected") from error


def read_push(fields: Mapping[str, str], app_key: str) -> tuple[Track, ...]:
    """Raises ForgedPush when the signature is wrong, or when nobody at Kdniao would have written this."""
    request_data = fields.get("RequestData", "")
    if not request_data or not secrets.compare_digest(fields.get("DataSign", ""), sign(request_data, app_key)):
        raise ForgedPush
    try:
        histories = _push.decode(request_data)
        return tuple(track_of(history) for history in histories.Data)
    except (msgspec.DecodeError, ValueError) as error:
        raise ForgedPush("推送内容无法识别") from error


def track_of(history: History) -> Track:
    """Oldest first, in UTC. Raises ValueError for a time that is none."""
    traces = sorted((_trace(entry) for entry in history.Traces or []), key=lambda trace: trace.at)
    actions = [entry.Action for entry in history.Traces or [] if entry.Action]
    detail = str(history.StateEx or "") or (actions[-1] if actions else "")
    return Track(
        courier_code=FROM_KDNIAO.get(history.ShipperCode, history.ShipperCode),
        tracking_number=history.LogisticCode,
        state=track_state(str(history.State or "0"), detail),
        traces=tuple(traces),
    )


def _trace(entry: Entry) -> Trace:
    local = datetime.strptime(entry.AcceptTime.replace("/", "-"), "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)
    return Trace(local.astimezone(UTC), entry.AcceptStation, entry.Location or None)
