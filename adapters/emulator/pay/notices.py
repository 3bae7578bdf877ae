"""Callbacks of WeChat Pay: sealed with the APIv3 key, signed, repeated for a day."""

from typing import Any

import msgspec

from adapters.emulator.crypto import gcm_seal
from adapters.emulator.deliveries import Channel, Deliveries, Delivery, Envelope
from adapters.emulator.faults import FaultBoard, happens, within_a_second
from adapters.emulator.merchant import Papers
from adapters.emulator.pay.seal import PaySeal
from adapters.emulator.wire import Answer
from adapters.emulator.wording import china_time, random_text

LADDER_SECONDS = (15, 15, 30, 180, 600, 1200, 1800, 1800, 1800, 3600, 10800, 10800, 10800, 21600, 21600)
_SUMMARIES = {
    "TRANSACTION.SUCCESS": "支付成功",
    "REFUND.SUCCESS": "退款成功",
    "REFUND.ABNORMAL": "退款异常",
    "REFUND.CLOSED": "退款关闭",
}


class Notices:
    """Writes a notice together with the fact it tells, then lets it go."""

    def __init__(self, papers: Papers, faults: FaultBoard, seal: PaySeal, deliveries: Deliveries) -> None:
        self._papers = papers
        self._faults = faults
        self._seal = seal
        self._deliveries = deliveries
        deliveries.open_channel("pay", Channel(LADDER_SECONDS, 5.0, self._envelope, _accepted))

    def write(self, event: str, subject: str, url: str, resource: dict[str, Any]) -> int:
        """Inside the transaction of the fact. `resource` is the plain content."""
        late_seconds = self._faults.now.pay.late_notify_ms / 1000
        return self._deliveries.write("pay", (event, subject), url, msgspec.json.encode(resource), late_seconds)

    def release(self, delivery_id: int) -> None:
        """After the commit: send, send twice, or lose it, as the switches say."""
        faults = self._faults.now.pay
        if happens(faults.drop_notify_rate):
            self._deliveries.drop(delivery_id)
            return
        late_seconds = faults.late_notify_ms / 1000
        self._deliveries.send(delivery_id, late_seconds)
        if happens(faults.duplicate_notify_rate):
            self._deliveries.repeat(delivery_id, late_seconds + within_a_second())

    def _envelope(self, delivery: Delivery) -> Envelope:
        kind = "refund" if delivery.event.startswith("REFUND") else "transaction"
        nonce = random_text(12)
        body = msgspec.json.encode(
            {
                "id": f"EV-{delivery.id:032d}",
                "create_time": china_time(delivery.created_at),
                "resource_type": "encrypt-resource",
                "event_type": delivery.event,
                "summary": _SUMMARIES[delivery.event],
                "resource": {
                    "original_type": kind,
                    "algorithm": "AEAD_AES_256_GCM",
                    "ciphertext": gcm_seal(self._papers.merchant.apiv3_key, nonce, kind, delivery.payload),
                    "associated_data": kind,
                    "nonce": nonce,
                },
            }
        )
        headers = self._seal.notice_headers(body, delivery.tries) | {
            "Content-Type": "application/json",
            "User-Agent": "Mozilla/4.0",
        }
        if happens(self._faults.now.pay.sign_test_rate):
            return Envelope(headers, body, probe=Envelope(self._seal.sign_test_headers(headers), body))
        return Envelope(headers, body)


def _accepted(answer: Answer) -> bool:
    # The status wins over the body: 200 with code FAIL is taken as received and never repeated.
    return answer.status in (200, 204)
