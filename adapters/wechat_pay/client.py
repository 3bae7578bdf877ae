"""Signed requests to WeChat Pay, verified answers, and errors in one spelling."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta

import httpx
import msgspec
import structlog
from msgspec import Struct

from adapters.resilience import Outside, Unanswered
from adapters.wechat_pay.keys import (
    PUBLIC_KEY_PREFIX,
    BadSignature,
    MerchantKey,
    PayConfig,
    PlatformKeys,
    Reload,
    Sealed,
    UnknownSerial,
)
from ports.kernel import Clock, OutsideUnavailable
from ports.outside.pay import PayRefused, TradeNotFound

FETCH_AGAIN_AFTER = timedelta(seconds=30)
"""Nobody makes us fetch keys more often, whatever serial he sends."""
NOT_FOUND = frozenset({"ORDERNOTEXIST", "RESOURCENOTEXISTS", "NOTFOUND"})
BUSY = frozenset(
    {"FREQUENCYLIMITED", "FREQUENCYLIMIT", "RATELIMITEXCEED", "RATELIMITEXCEEDED", "SYSTEMERROR", "BANKERROR"}
)

log = structlog.get_logger("siyu.wechat_pay")


class Fault(Struct, frozen=True):
    """The body of an error (D.8)."""

    code: str = ""
    message: str = ""

    @property
    def plain_code(self) -> str:
        """Both spellings, ORDER_PAID and ORDERPAID, are alive."""
        return self.code.replace("_", "").upper()


class _Certificate(Struct, frozen=True):
    serial_no: str
    encrypt_certificate: Sealed


class _Certificates(Struct, frozen=True):
    data: tuple[_Certificate, ...]


class PayClient:
    """`reload` is called when WeChat Pay signs with a public key that the settings did not name at the start."""

    def __init__(
        self,
        config: PayConfig,
        clock: Clock,
        reload: Reload | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.config = config
        self.merchant = MerchantKey(config)
        self._clock = clock
        self._reload = reload
        self._platform = PlatformKeys(config)
        self._outside = Outside("wechat_pay", timeout_seconds=config.timeout_seconds, transport=transport)
        self._fetching = asyncio.Lock()
        self._fetched_at = clock.now() - FETCH_AGAIN_AFTER

    async def request(self, method: str, target: str, body: bytes = b"", *, repeatable: bool = True) -> bytes:
        """The verified body of a 2xx. Raises TradeNotFound, PayRefused, OutsideUnavailable."""

        async def act(http: httpx.AsyncClient) -> httpx.Response:
            return await self._send(http, method, target, body)

        answer = await self._outside.call(act, repeatable=repeatable)
        try:
            await self.verify(answer.headers, answer.content)
        except BadSignature as error:
            # Fail closed: an answer that is not WeChat Pay's says nothing about the effect.
            log.error("answer not verified", target=target, reason=str(error))
            raise OutsideUnavailable from error
        return answer.content

    async def _send(self, http: httpx.AsyncClient, method: str, target: str, body: bytes) -> httpx.Response:
        headers = {
            "Authorization": self.merchant.authorization(method, target, body, self._clock.now()),
            "Accept": "application/json",
            "Content-Type": "application/json",
            "User-Agent": "siyu",
        }
        if self.config.key_mode == "public_key":
            headers["Wechatpay-Serial"] = self.config.public_key_id
        answer = await http.request(method, self.config.base_url + target, headers=headers, content=body)
        if answer.status_code < 300:
            return answer
        fault = _fault(answer)
        if answer.status_code >= 500 or answer.status_code == 429 or fault.plain_code in BUSY:
            raise Unanswered(f"{answer.status_code} {fault.code} {fault.message}")
        words = f"微信支付：{fault.message or answer.status_code}（{fault.code or '无错误码'}）"
        if answer.status_code == 404 and fault.plain_code in NOT_FOUND:
            raise TradeNotFound(words)
        log.warning("refused", target=target, status=answer.status_code, code=fault.code, message=fault.message)
        raise PayRefused(words)

    async def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Fetches keys once when the serial is new. Raises BadSignature."""
        try:
            self._platform.verify(headers, body, self._clock.now())
        except UnknownSerial as error:
            await self._fetch(error.serial)
            self._platform.verify(headers, body, self._clock.now())

    async def _fetch(self, serial: str) -> None:
        async with self._fetching:
            now = self._clock.now()
            if now - self._fetched_at < FETCH_AGAIN_AFTER:
                return
            self._fetched_at = now
            if serial.startswith(PUBLIC_KEY_PREFIX):
                self._read_settings_again()
            else:
                await self._fetch_certificates()

    def _read_settings_again(self) -> None:
        if self._reload is None:
            return
        self.config = self._reload()
        self.merchant = MerchantKey(self.config)
        self._platform = PlatformKeys(self.config)

    async def _fetch_certificates(self) -> None:
        """The seal of each certificate proves that it comes from WeChat Pay; the answer's own signature cannot yet."""

        async def act(http: httpx.AsyncClient) -> httpx.Response:
            return await self._send(http, "GET", "/v3/certificates", b"")

        try:
            answer = await self._outside.call(act, repeatable=True)
        except (PayRefused, TradeNotFound) as error:
            # Merchants with a public key alone have no certificates.
            log.warning("no platform certificates", reason=error.text)
            return
        for certificate in msgspec.json.decode(answer.content, type=_Certificates).data:
            pem = certificate.encrypt_certificate.open(self.config.apiv3_key).decode()
            self._platform.add_certificate(certificate.serial_no, pem, self._clock.now())

    async def close(self) -> None:
        await self._outside.close()


def _fault(answer: httpx.Response) -> Fault:
    try:
        return msgspec.json.decode(answer.content, type=Fault)
    except msgspec.DecodeError:
        return Fault(message=answer.text[:200])
