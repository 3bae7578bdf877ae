"""Work of payments that runs after a commit."""

from uuid import UUID

from ports.kernel import AttemptId, Job, OrderId, RefundId


class CloseAttempt(Job, tag="payments.close_attempt", frozen=True):
    attempt_id: AttemptId


class SendRefund(Job, tag="payments.send_refund", frozen=True):
    refund_id: RefundId


class UploadShipping(Job, tag="payments.upload_shipping", frozen=True):
    """Tell WeChat which parcels of the order have left (A.9)."""

    order_id: OrderId


class Deduct(Job, tag="payments.deduct", frozen=True):
    attempt_id: AttemptId


class EndContract(Job, tag="payments.end_contract", frozen=True):
    contract_id: UUID


class AnnounceDeduction(Job, tag="payments.announce_deduction", frozen=True):
    key: str
