"""WeChat Pay (or another channel) as the payments module needs it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, Protocol

from msgspec import Struct

from ports.kernel import DomainError, Fen


class PrepayOrder(Struct, frozen=True):
    """`out_trade_no`: 6-32 of [0-9A-Za-z_-]; the same number and content give the same prepay id."""

    out_trade_no: str
    openid: str
    amount_fen: Fen
    description: str
    expires_at: datetime


class ClientParams(Struct, frozen=True):
    app_id: str
    time_stamp: str
    nonce_str: str
    package: str
    sign_type: str
    pay_sign: str


TradeState = Literal["SUCCESS", "REFUND", "NOTPAY", "CLOSED", "REVOKED", "USERPAYING", "PAYERROR"]


class Trade(Struct, frozen=True):
    out_trade_no: str
    state: TradeState
    amount_fen: Fen | None
    transaction_id: str | None
    paid_at: datetime | None


class RefundOrder(Struct, frozen=True):
    out_refund_no: str
    out_trade_no: str
    refund_fen: Fen
    total_fen: Fen
    reason: str


class RefundResult(Struct, frozen=True):
    out_refund_no: str
    status: Literal["SUCCESS", "CLOSED", "PROCESSING", "ABNORMAL"]
    refund_id: str
    refunded_at: datetime | None


class Notice(Struct, frozen=True):
    """A decrypted callback: one of the two is set, or none for kinds that payments does not know."""

    id: str
    kind: str
    trade: Trade | None = None
    refund: RefundResult | None = None


class ForgedNotice(DomainError):
    code = "payments.forged_notice"
    kind = "unauthorised"
    message = "签名验证失败"


class TradeNotFound(DomainError):
    code = "payments.trade_not_found"
    kind = "not_found"
    message = "微信支付没有这笔交易"


class PayRefused(DomainError):
    """WeChat Pay said no for good (a 4xx): repeating will not help. The message carries its code and words."""

    code = "payments.refused"
    kind = "conflict"
    message = "微信支付拒绝了这次请求"


class PayGateway(Protocol):
    """Every call may raise OutsideUnavailable: then the effect is unknown and must be queried."""

    async def prepay(self, order: PrepayOrder) -> str:
        """The prepay id."""

    def client_params(self, prepay_id: str) -> ClientParams: ...

    async def query(self, out_trade_no: str) -> Trade:
        """Raises TradeNotFound."""

    async def close(self, out_trade_no: str) -> None:
        """Raises PayRefused when it was paid meanwhile, TradeNotFound when it was never placed."""

    async def refund(self, order: RefundOrder) -> RefundResult:
        """Safe to repeat under the same number. Raises PayRefused."""

    async def query_refund(self, out_refund_no: str) -> RefundResult:
        """Raises TradeNotFound."""

    async def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """Verifies signature and time, and decrypts. Header names in lower case. Raises ForgedNotice.

        May fetch the platform certificates when the serial is new.
        """

    def reopen_notice(self, body: bytes) -> Notice:
        """Decrypts a notice that was verified when it was received. Raises ForgedNotice."""


class SigningCall(Struct, frozen=True):
    """Opens WeChat's own mini-program, which asks for consent. `extra` is signed by the merchant."""

    app_id: str
    path: str
    extra: Mapping[str, str]


class ContractFacts(Struct, frozen=True):
    """`code` is our number, `ref` WeChat's. `state` unsigned: nobody has consented (yet)."""

    code: str
    ref: str
    openid: str
    state: Literal["unsigned", "active", "ended"]
    at: datetime | None = None


class DeductionOrder(Struct, frozen=True):
    """`out_trade_no` as in `PrepayOrder`: the same number is deducted once."""

    out_trade_no: str
    contract_ref: str
    amount_fen: Fen
    description: str


class Deduction(Struct, frozen=True):
    """`trade` is set when the money was taken, `reason` when it will not be."""

    out_trade_no: str
    state: Literal["accepted", "paid", "failed"]
    trade: Trade | None = None
    reason: str = ""


class ContractNotice(Struct, frozen=True):
    """A verified notice. `key` is the same for the same fact, however often it is told."""

    key: str
    kind: str
    contract: ContractFacts | None = None
    deduction: Deduction | None = None


class ContractGateway(Protocol):
    """Contracts to collect later 委托代扣. As with PayGateway, after OutsideUnavailable the effect must be queried."""

    @property
    def is_configured(self) -> bool: ...

    def signing(self, code: str, serial: int) -> SigningCall:
        """`code`: at most 32 letters and digits, never used before; `serial` grows."""

    async def query_contract(self, code: str) -> ContractFacts:
        """Raises TradeNotFound when nobody ever signed it."""

    async def end_contract(self, code: str) -> None:
        """Raises TradeNotFound, PayRefused (it may have ended before: ask)."""

    async def announce(self, contract_ref: str, amount_fen: Fen) -> None:
        """WeChat tells the payer of the coming deduction. Raises PayRefused."""

    async def deduct(self, order: DeductionOrder) -> None:
        """Accepted, not yet taken. Raises PayRefused: nothing will be taken under this number."""

    async def query_deduction(self, out_trade_no: str) -> Deduction:
        """Raises TradeNotFound."""

    def read_notice(self, body: bytes) -> ContractNotice:
        """Verifies the signature in the body itself. Raises ForgedNotice."""
