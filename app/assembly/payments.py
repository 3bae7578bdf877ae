"""Payments, put together."""

from dataclasses import dataclass

from app.assembly.base import Base
from domain.payments.attempts import Attempts, Inquiry, Payments, Recording
from domain.payments.contract_notices import ContractNoticeHandler, ContractNotices
from domain.payments.contracts import Contracts
from domain.payments.deductions import Deductions
from domain.payments.ledger import PAYMENT_FEE_RATE
from domain.payments.money_desk import MoneyDesk
from domain.payments.notices import NoticeHandler, Notices
from domain.payments.push import PushDesk, PushHandler
from domain.payments.refunds import Refunds
from domain.payments.service import PaymentsService
from domain.payments.shipping_upload import ShippingPace, ShippingUploads
from ports.governance.api import AuditApi
from ports.outside.pay import ContractGateway, PayGateway
from ports.outside.wechat import MessagePush, MiniProgram
from ports.payments.contract_store import ContractStore
from ports.payments.store import AttemptStore, RefundStore, ShippingStore
from ports.payments.views import MoneyViews


@dataclass(frozen=True)
class PaymentStores:
    attempts: AttemptStore
    refunds: RefundStore
    shipping: ShippingStore
    views: MoneyViews
    contracts: ContractStore


@dataclass(frozen=True)
class PaymentPartners:
    pay: PayGateway
    contracts: ContractGateway
    mini_program: MiniProgram
    push: MessagePush


@dataclass(frozen=True)
class PaymentServices:
    api: PaymentsService
    books: Payments
    attempts: Attempts
    inquiry: Inquiry
    refunds: Refunds
    notices: Notices
    notice_handler: NoticeHandler
    push_desk: PushDesk
    push_handler: PushHandler
    uploads: ShippingUploads
    money_desk: MoneyDesk
    contracts: Contracts
    deductions: Deductions
    contract_notices: ContractNotices
    contract_notice_handler: ContractNoticeHandler


def payments(base: Base, stores: PaymentStores, partners: PaymentPartners, audit: AuditApi) -> PaymentServices:
    uow, clock, ids = base.uow, base.clock, base.ids
    books = Payments(Recording(uow, clock, ids, stores.attempts, PAYMENT_FEE_RATE))
    attempts = Attempts(uow, clock, ids, stores.attempts, partners.pay)
    inquiry = Inquiry(uow, clock, stores.attempts, partners.pay, books)
    contracts = Contracts(uow, clock, stores.contracts, partners.contracts, attempts)
    deductions = Deductions(uow, clock, (stores.attempts, stores.contracts), partners.contracts, books)
    inquiry.collecting(deductions)
    refunds = Refunds(uow, clock, ids, stores.refunds, partners.pay)
    return PaymentServices(
        api=PaymentsService(attempts, inquiry, refunds),
        books=books,
        attempts=attempts,
        inquiry=inquiry,
        refunds=refunds,
        notices=Notices(base.inbox, partners.pay),
        notice_handler=NoticeHandler(partners.pay, books, refunds),
        push_desk=PushDesk(base.inbox, partners.push),
        push_handler=PushHandler(partners.push, stores.shipping),
        uploads=ShippingUploads(uow, clock, stores.shipping, partners.mini_program, ShippingPace()),
        money_desk=MoneyDesk(uow, stores.views, stores.refunds, audit),
        contracts=contracts,
        deductions=deductions,
        contract_notices=ContractNotices(base.inbox, partners.contracts),
        contract_notice_handler=ContractNoticeHandler(partners.contracts, contracts, deductions),
    )
