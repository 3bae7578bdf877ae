"""WeChat Pay's contracts, played by the test: consent, announcements, and deductions that wait for a word."""

from datetime import datetime

from ports.kernel import OutsideUnavailable, refuse_in_transaction
from ports.outside.pay import (
    ContractFacts,
    ContractNotice,
    Deduction,
    DeductionOrder,
    ForgedNotice,
    PayRefused,
    SigningCall,
    Trade,
    TradeNotFound,
)


class HandContracts:
    def __init__(self) -> None:
        self.is_configured = True
        self.is_away = False
        self.loses_answers = False
        self.known: dict[str, ContractFacts] = {}
        self.announced: list[tuple[str, int]] = []
        self.orders: dict[str, DeductionOrder] = {}
        self.results: dict[str, Deduction] = {}
        self.calls: list[str] = []

    def _answer(self) -> None:
        refuse_in_transaction()
        if self.is_away:
            raise OutsideUnavailable

    def signing(self, code: str, serial: int) -> SigningCall:
        return SigningCall("wx-signing", "pages/index/index", {"contract_code": code, "request_serial": str(serial)})

    def consent(self, code: str, openid: str, at: datetime) -> ContractFacts:
        self.known[code] = ContractFacts(code, f"Wx{code[:20]}", openid, "active", at)
        return self.known[code]

    def withdraw(self, code: str, at: datetime) -> ContractFacts:
        """The member ends it in WeChat."""
        facts = self.known[code]
        self.known[code] = ContractFacts(code, facts.ref, facts.openid, "ended", at)
        return self.known[code]

    def take(self, number: str, at: datetime, amount_fen: int | None = None) -> Deduction:
        order = self.orders[number]
        trade = Trade(number, "SUCCESS", amount_fen or order.amount_fen, f"4200{number[-16:]}", at)
        self.results[number] = Deduction(number, "paid", trade=trade)
        return self.results[number]

    def refuse(self, number: str, reason: str = "账户余额不足") -> Deduction:
        self.results[number] = Deduction(number, "failed", reason=reason)
        return self.results[number]

    async def query_contract(self, code: str) -> ContractFacts:
        self._answer()
        if code not in self.known:
            raise TradeNotFound
        return self.known[code]

    async def end_contract(self, code: str) -> None:
        self._answer()
        if code not in self.known:
            raise TradeNotFound
        facts = self.known[code]
        if facts.state == "ended":
            raise PayRefused
        self.known[code] = ContractFacts(code, facts.ref, facts.openid, "ended", facts.at)

    async def announce(self, contract_ref: str, amount_fen: int) -> None:
        self._answer()
        self.announced.append((contract_ref, amount_fen))

    async def deduct(self, order: DeductionOrder) -> None:
        self._answer()
        self.calls.append(order.out_trade_no)
        self.orders[order.out_trade_no] = order
        if self.loses_answers:
            raise OutsideUnavailable

    async def query_deduction(self, out_trade_no: str) -> Deduction:
        self._answer()
        if out_trade_no not in self.orders:
            raise TradeNotFound
        return self.results.get(out_trade_no, Deduction(out_trade_no, "accepted"))

    def read_notice(self, body: bytes) -> ContractNotice:
        raise ForgedNotice
