"""Kdniao as a courier gateway."""

from collections.abc import Mapping
from typing import Any

import httpx
import msgspec
from msgspec.structs import replace

from adapters.kdniao.codes import TO_KDNIAO
from adapters.kdniao.wire import History, form, read_answer, read_push, track_of
from adapters.resilience import Outside
from ports.outside.courier import Contact, Track, Waybill, WaybillOrder, WaybillRefused

ANSWER_SECONDS = 8.0
_WAYBILL_PATH = "/api/EOrderService"
_SUBSCRIBE_PATH = "/api/dist"
_QUERY_PATH = "/Ebusiness/EbusinessOrderHandle.aspx"
_DUPLICATE = "106"
_MUNICIPALITIES = {"北京市", "上海市", "天津市", "重庆市"}


class CourierAccount(msgspec.Struct, frozen=True):
    """The merchant's contract with one courier, as that courier's branch handed it out; most need none on Kdniao."""

    customer_name: str = ""
    customer_password: str = ""
    month_code: str = ""
    send_site: str = ""


class KdniaoSettings(msgspec.Struct, frozen=True):
    """`paid_tracking`: in-transit monitoring (8001, 8008) in place of the free query (1002, 1008)."""

    business_id: str
    app_key: str
    base_url: str
    callback_url: str
    paid_tracking: bool = True
    accounts: Mapping[str, CourierAccount] = {}


class _Order(msgspec.Struct):
    LogisticCode: str = ""
    MarkDestination: str | None = None
    SortingCode: str | None = None
    PackageName: str | None = None


class _Answer(msgspec.Struct):
    Success: bool = False
    ResultCode: str = ""
    Reason: str | None = None
    Order: _Order | None = None
    PrintTemplate: str | None = None


class KdniaoGateway:
    """Implements `ports.outside.courier.CourierGateway`."""

    def __init__(self, settings: KdniaoSettings, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._settings = settings
        self._outside = Outside("kdniao", timeout_seconds=ANSWER_SECONDS, transport=transport)

    async def order(self, waybill: WaybillOrder) -> Waybill:
        settings = self._settings
        account = settings.accounts.get(waybill.courier_code, CourierAccount())
        weight_g = sum(cargo.weight_g for cargo in waybill.cargo)
        answer = await self._ask(
            _WAYBILL_PATH,
            "1007",
            {
                "OrderCode": waybill.order_code,
                "ShipperCode": TO_KDNIAO[waybill.courier_code],
                "CustomerName": account.customer_name,
                "CustomerPwd": account.customer_password,
                "MonthCode": account.month_code,
                "SendSite": account.send_site,
                "PayType": 3,
                "ExpType": 1,
                "Sender": _party(waybill.sender),
                "Receiver": _party(waybill.receiver),
                "Commodity": [
                    {
                        "GoodsName": cargo.name,
                        "Goodsquantity": cargo.quantity,
                        "GoodsPrice": cargo.price_fen / 100,
                        "GoodsWeight": cargo.weight_g / 1000,
                    }
                    for cargo in waybill.cargo
                ],
                "Weight": max(weight_g, 100) / 1000,
                "Quantity": 1,
                "Remark": waybill.remark,
                "IsNotice": 1,
                "IsReturnPrintTemplate": "1",
            },
            _Answer,
        )
        # 106: this order code was used before. A repeat after a lost answer gets the first answer's data.
        done = answer.Success or answer.ResultCode == _DUPLICATE
        if not done or answer.Order is None or not answer.Order.LogisticCode:
            raise WaybillRefused(answer.Reason or "快递公司没有说明原因")
        return Waybill(
            tracking_number=answer.Order.LogisticCode,
            mark=answer.Order.MarkDestination or "",
            sorting=answer.Order.SortingCode or "",
            package=answer.Order.PackageName or "",
            label_html=answer.PrintTemplate or "",
        )

    async def cancel(self, courier_code: str, order_code: str, tracking_number: str) -> None:
        account = self._settings.accounts.get(courier_code, CourierAccount())
        content = {
            "ShipperCode": TO_KDNIAO[courier_code],
            "OrderCode": order_code,
            "ExpNo": tracking_number,
            "CustomerName": account.customer_name,
            "CustomerPwd": account.customer_password,
        }
        answer = await self._ask(_WAYBILL_PATH, "1147", content, _Answer)
        if not answer.Success:
            raise WaybillRefused(answer.Reason or "快递公司没有说明原因")

    async def subscribe(self, courier_code: str, tracking_number: str, phone_tail: str) -> None:
        content = {
            "ShipperCode": TO_KDNIAO[courier_code],
            "LogisticCode": tracking_number,
            "CustomerName": phone_tail,
            "Callback": self._settings.callback_url,
        }
        answer = await self._ask(_SUBSCRIBE_PATH, "8008" if self._settings.paid_tracking else "1008", content, _Answer)
        if not answer.Success:
            raise WaybillRefused(answer.Reason or "物流订阅没有成功")

    async def track(self, courier_code: str, tracking_number: str, phone_tail: str) -> Track:
        content = {
            "OrderCode": "",
            "ShipperCode": TO_KDNIAO[courier_code],
            "LogisticCode": tracking_number,
            "CustomerName": phone_tail,
        }
        request_type = "8001" if self._settings.paid_tracking else "1002"
        history = await self._ask(_QUERY_PATH, request_type, content, History)
        if not history.Success:
            raise WaybillRefused(history.Reason or "暂时查不到物流")
        try:
            return track_of(replace(history, LogisticCode=tracking_number, ShipperCode=TO_KDNIAO[courier_code]))
        except ValueError as error:
            raise WaybillRefused("物流轨迹无法识别") from error

    def account(self) -> str:
        return self._settings.business_id

    def read_push(self, form: dict[str, str]) -> tuple[Track, ...]:
        return read_push(form, self._settings.app_key)

    async def _ask[T](self, path: str, request_type: str, content: Mapping[str, Any], shape: type[T]) -> T:
        credentials = (self._settings.business_id, self._settings.app_key)
        fields = form(request_type, content, credentials)

        async def post(client: httpx.AsyncClient) -> T:
            return read_answer(await client.post(self._settings.base_url + path, data=fields), shape)

        # Harmless to repeat: the order code is the key of a waybill, and the rest only asks.
        return await self._outside.call(post, repeatable=True)

    async def close(self) -> None:
        await self._outside.close()


def _party(contact: Contact) -> dict[str, str]:
    """Provinces with 省, cities with 市, and the four municipalities plain (E.1)."""
    plain = contact.province.removesuffix("市") if contact.province in _MUNICIPALITIES else contact.province
    mobile = len(contact.phone) == 11 and contact.phone.startswith("1")
    return {
        "Company": contact.company,
        "Name": contact.name,
        "Mobile" if mobile else "Tel": contact.phone,
        "ProvinceName": plain,
        "CityName": contact.city,
        "ExpAreaName": contact.district,
        "Address": contact.detail,
    }
