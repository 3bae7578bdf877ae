"""Work of payments that runs after a commit."""

from uuid import UUID

from ports.kernel import AttemptId, Job, OrderId, RefundId


class HandleNotice(Job, tag="payments.handle_notice", frozen=True):
    """A verified callback of WeChat Pay waits in the inbox."""

    inbox_id: UUID


class CloseAttempt(Job, tag="payments.close_attempt", frozen=True):
    attempt_id: AttemptId


class SendRefund(Job, tag="payments.send_refund", frozen=True):
    refund_id: RefundId


class UploadShipping(Job, tag="payments.upload_shipping", frozen=True):
    """Tell WeChat which parcels of the order have left (A.9)."""

    order_id: OrderId


class HandlePush(Job, tag="payments.handle_push", frozen=True):
    """A verified message of the mini-program's push waits in the inbox."""

    inbox_id: UUID
