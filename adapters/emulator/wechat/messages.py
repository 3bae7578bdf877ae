"""Subscribe messages: typed value limits, one send per accept, events about what people chose."""

import re
from collections.abc import Callable
from typing import Any

import msgspec

from adapters.emulator.database import Database
from adapters.emulator.faults import FaultBoard
from adapters.emulator.merchant import Papers
from adapters.emulator.timers import Timers
from adapters.emulator.wechat.errors import WechatError
from adapters.emulator.wechat.people import People
from adapters.emulator.wechat.push import MessagePush
from adapters.emulator.wording import now

TEMPLATE_IDS_PER_CALL_MAX = 3
SENT_EVENT_SECONDS = 1.0

_HAN = "\u4e00-\u9fff"
_DATE = r"\d{4}(年|-|/|\.)\d{1,2}(月|-|/|\.)\d{1,2}日?"
_CLOCK = r"\d{1,2}:\d{2}(:\d{2})?"


def _range(one: str) -> re.Pattern[str]:
    return re.compile(rf"{one}(~{one})?")


_LIMITS: dict[str, Callable[[str], object]] = {
    "thing": re.compile(r".{1,20}").fullmatch,
    "number": re.compile(r"(?=.{1,32}$)-?\d+(\.\d+)?").fullmatch,
    "letter": re.compile(r"[A-Za-z]{1,32}").fullmatch,
    "symbol": re.compile(rf"[^\w\s{_HAN}]{{1,5}}").fullmatch,
    "character_string": re.compile(r"[\x21-\x7e]{1,32}").fullmatch,
    "phrase": re.compile(rf"[{_HAN}]{{1,5}}").fullmatch,
    "time": _range(rf"({_DATE} ?)?{_CLOCK}").fullmatch,
    "date": _range(rf"{_DATE}( ?{_CLOCK})?").fullmatch,
    "amount": re.compile(r"[¥￥$€£]?\d{1,10}(\.\d+)?元?").fullmatch,
    "phone_number": re.compile(r"[\d+\-()#* ]{1,17}").fullmatch,
    "car_number": re.compile(rf"[{_HAN}]?[0-9A-Za-z]{{1,7}}[{_HAN}]?").fullmatch,
    "name": re.compile(rf"[A-Za-z.·\s]{{1,20}}|(?=.*[{_HAN}]).{{1,10}}").fullmatch,
}

TEMPLATES: dict[str, tuple[str, dict[str, str]]] = {
    "order_paid": (
        "订单支付成功通知",
        {"character_string1": "订单编号", "amount2": "支付金额", "thing3": "商品名称", "time4": "支付时间"},
    ),
    "order_shipped": (
        "订单发货通知",
        {
            "character_string1": "订单编号",
            "thing2": "商品名称",
            "thing3": "快递公司",
            "character_string4": "快递单号",
            "time5": "发货时间",
        },
    ),
    "coupon_expiring": ("优惠券到期提醒", {"thing1": "优惠券名称", "time2": "到期时间", "thing3": "使用说明"}),
    "refund_done": (
        "退款成功通知",
        {"character_string1": "订单编号", "amount2": "退款金额", "thing3": "退款说明", "time4": "退款时间"},
    ),
    "group_result": (
        "拼团结果通知",
        {"thing1": "商品名称", "phrase2": "拼团结果", "thing3": "温馨提示", "time4": "更新时间"},
    ),
    "guide_assigned": ("专属导购通知", {"thing1": "导购", "time2": "开始时间", "thing3": "温馨提示"}),
    "membership_renewal": (
        "会员续费提醒",
        {"thing1": "会员名称", "amount2": "续费金额", "time3": "到期时间", "thing4": "温馨提示"},
    ),
}


class Value(msgspec.Struct):
    value: str


class SendMessage(msgspec.Struct):
    touser: str
    template_id: str
    data: dict[str, Value]
    page: str = ""
    miniprogram_state: str = "formal"
    lang: str = "zh_CN"


class Messages:
    def __init__(self, db: Database, papers: Papers, people: People, push: MessagePush) -> None:
        self._db = db
        self._people = people
        self._push = push
        self.names = {template_id: name for name, template_id in papers.merchant.subscribe_templates.items()}

    def choose(self, openid: str, template_ids: list[str], accepts: bool) -> dict[str, str]:
        """A person answers the subscribe popup; every accept is worth one message."""
        status = "accept" if accepts else "reject"
        with self._db.transaction():
            for template_id in template_ids if accepts else []:
                self._db.run(
                    "INSERT INTO accepts VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET quota = quota + 1",
                    openid,
                    template_id,
                )
        items = [
            {"TemplateId": template_id, "SubscribeStatusString": status, "PopupScene": "0"}
            for template_id in template_ids
        ]
        self._push.emit("subscribe_msg_popup_event", openid, {"List": items[0] if len(items) == 1 else items})
        return dict.fromkeys(template_ids, status)

    def send(self, message: SendMessage, faults: FaultBoard, timers: Timers) -> int:
        """Deliver to the person's phone (the console's tab 消息). Returns the message id."""
        self._people.by_openid(message.touser)
        name = self.names.get(message.template_id)
        if name is None:
            raise WechatError(40037, "invalid template_id")
        _check_values(message.data, TEMPLATES[name][1])
        if message.page.startswith("/"):
            raise WechatError(41030, "invalid page")
        with self._db.transaction():
            used = self._db.run(
                "UPDATE accepts SET quota = quota - 1 WHERE openid = ? AND template_id = ? AND quota > 0",
                message.touser,
                message.template_id,
            ).rowcount
            if not used:
                raise WechatError(43101, "user refuse to accept the msg")
            data = msgspec.json.encode(message.data).decode()
            message_id = self._db.run(
                "INSERT INTO messages (openid, template_id, page, data, sent_at) VALUES (?, ?, ?, ?, ?)",
                *(message.touser, message.template_id, message.page, data, now()),
            ).lastrowid
        assert message_id is not None
        item = {"TemplateId": message.template_id, "MsgID": str(message_id), "ErrorCode": "0", "ErrorStatus": "success"}

        async def tell_sent() -> None:
            self._push.emit("subscribe_msg_sent_event", message.touser, {"List": item})

        timers.after(faults.scaled(SENT_EVENT_SECONDS), tell_sent)
        return message_id

    def templates(self) -> list[dict[str, Any]]:
        """What `gettemplate` lists: titles and the keyword names that a message must fill."""
        return [
            {
                "priTmplId": template_id,
                "title": TEMPLATES[name][0],
                "content": "".join(f"{word}:{{{{{key}.DATA}}}}\n" for key, word in TEMPLATES[name][1].items()),
                "type": 2,
            }
            for template_id, name in self.names.items()
        ]


def _check_values(data: dict[str, Value], keywords: dict[str, str]) -> None:
    for key in keywords:
        if key not in data or not data[key].value:
            raise WechatError(47003, f"argument invalid! data.{key}.value is empty")
    for key, value in data.items():
        limit = _LIMITS.get(key.rstrip("0123456789"))
        if key not in keywords or limit is None or not limit(value.value):
            raise WechatError(47003, f"argument invalid! data.{key}.value invalid")
