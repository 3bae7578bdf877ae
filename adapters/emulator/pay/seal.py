"""Both directions of trust at WeChat Pay: the caller's Authorization, and our own five headers."""

import re
import secrets
import uuid
from collections import OrderedDict

from litestar import Request, Response
from litestar.datastructures import State

from adapters.emulator.crypto import rsa_sign, rsa_verified
from adapters.emulator.faults import FaultBoard, dawdle, happens
from adapters.emulator.merchant import Papers
from adapters.emulator.pay.errors import PayError
from adapters.emulator.wording import now, random_text

HOST = "/api.mch.weixin.qq.com"
SCHEME = "WECHATPAY2-SHA256-RSA2048"
DRIFT_SECONDS_MAX = 300
NONCES_MAX = 200_000
_PAIR = re.compile(r'\s*([a-z_]+)="([^"]*)"\s*')
_NEEDED = ("mchid", "nonce_str", "signature", "timestamp", "serial_no")

WireRequest = Request[None, None, State]


class PaySeal:
    """Verifies what the shop sends and signs what it gets; all keys are live objects."""

    def __init__(self, papers: Papers, faults: FaultBoard) -> None:
        self._papers = papers
        self._faults = faults
        self._nonces: OrderedDict[str, float] = OrderedDict()

    async def open(self, request: WireRequest) -> bytes:
        """The raw body of a request whose signature holds; raises PayError otherwise."""
        faults = self._faults.now.pay
        await dawdle(faults.slow_ms)
        body = await request.body()
        self._verify(request, body)
        # Half of the failures strike before the work and half after it: both happen in the field.
        if happens(faults.error5xx_rate / 2):
            raise PayError(500, "SYSTEM_ERROR", "系统异常，请稍后重试")
        return body

    def answer(self, request: WireRequest, body: bytes, status: int = 200) -> Response[bytes]:
        """A signed success. 204 signs the empty body."""
        if happens(self._faults.now.pay.error5xx_rate / 2):
            raise PayError(500, "SYSTEM_ERROR", "系统异常，请稍后重试")
        mode = self._faults.now.pay.key_mode
        asked_public_key = request.headers.get("wechatpay-serial", "").startswith("PUB_KEY_ID_")
        by_public_key = mode == "public_key" or (mode == "mixed" and asked_public_key)
        headers = self.headers(body, by_public_key) | {"Request-ID": uuid.uuid4().hex.upper()}
        return Response(body, status_code=status, headers=headers, media_type="application/json")

    def notice_headers(self, body: bytes, tries: int) -> dict[str, str]:
        """Headers of a callback. During migration consecutive attempts come under different keys."""
        mode = self._faults.now.pay.key_mode
        return self.headers(body, mode == "public_key" or (mode == "mixed" and tries % 2 == 1))

    def headers(self, body: bytes, by_public_key: bool) -> dict[str, str]:
        timestamp, nonce = str(int(now())), random_text(32)
        key = self._papers.pay_key if by_public_key else self._papers.platform_key
        merchant = self._papers.merchant
        signature = rsa_sign(key, b"%s\n%s\n%s\n" % (timestamp.encode(), nonce.encode(), body))
        if happens(self._faults.now.pay.wrong_signature_rate):
            signature = rsa_sign(key, b"something else")
        return {
            "Wechatpay-Timestamp": timestamp,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Signature": signature,
            "Wechatpay-Serial": merchant.pay_public_key_id if by_public_key else merchant.platform_serial,
            "Wechatpay-Signature-Type": SCHEME,
        }

    def sign_test_headers(self, headers: dict[str, str]) -> dict[str, str]:
        """The deliberate wrong signature by which WeChat Pay probes whether a shop verifies at all."""
        return headers | {"Wechatpay-Signature": "WECHATPAY/SIGNTEST/" + secrets.token_urlsafe(240)}

    def _verify(self, request: WireRequest, body: bytes) -> None:
        scheme, _, rest = request.headers.get("authorization", "").partition(" ")
        matches = (_PAIR.fullmatch(part) for part in rest.split(","))
        pairs: dict[str, str] = {match[1]: match[2] for match in matches if match}
        if scheme != SCHEME or any(not pairs.get(name) for name in _NEEDED):
            raise PayError(401, "SIGN_ERROR", "Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》")
        merchant = self._papers.merchant
        if pairs["mchid"] != merchant.mchid:
            raise PayError(401, "SIGN_ERROR", "商户号不存在")
        if pairs["serial_no"].upper() != merchant.merchant_serial:
            raise PayError(401, "SIGN_ERROR", "商户证书序列号有误，请使用签名私钥匹配的证书序列号")
        if not pairs["timestamp"].isdecimal() or abs(now() - int(pairs["timestamp"])) > DRIFT_SECONDS_MAX:
            raise PayError(401, "SIGN_ERROR", "Http头Authorization中的timestamp与发起请求的时间不得超过5分钟")
        message = b"%s\n%s\n%s\n%s\n%s\n" % (
            request.method.encode(),
            signed_target(request),
            pairs["timestamp"].encode(),
            pairs["nonce_str"].encode(),
            body,
        )
        if not rsa_verified(self._papers.merchant_public_key, message, pairs["signature"]):
            raise PayError(401, "SIGN_ERROR", "签名错误，请检查后再试")
        self._use_nonce(pairs["nonce_str"] + pairs["timestamp"])

    def _use_nonce(self, nonce: str) -> None:
        if nonce in self._nonces:
            raise PayError(401, "SIGN_ERROR", "Http头Authorization中的nonce_str不能重复")
        self._nonces[nonce] = now()
        while len(self._nonces) > NONCES_MAX or next(iter(self._nonces.values())) < now() - 2 * DRIFT_SECONDS_MAX:
            self._nonces.popitem(last=False)


def signed_target(request: WireRequest) -> bytes:
    """Raw path and raw query as sent, without the prefix that stands for the host name."""
    path: bytes = request.scope["raw_path"].split(b"?", 1)[0]
    path = path[path.index(HOST.encode()) + len(HOST) :]
    query = request.scope["query_string"]
    return path + b"?" + query if query else path
