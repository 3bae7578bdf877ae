"""Every action that is audited has words: the audit page shows them to people."""

import re

from app.settings import ROOT
from domain.governance.audit import ACTION_TEXTS

_RECORDED = re.compile(r'(?:AuditEntry|_record)\([^"]*?"([a-z_]+\.[a-z_]+)"')


def test_every_audited_action_has_words() -> None:
    found = {
        action for path in sorted((ROOT / "domain").rglob("*.py")) for action in _RECORDED.findall(path.read_text())
    }
    assert {"product.change", "stock.receive", "refunds.resend", "orders.readdress"} <= found
    assert found - ACTION_TEXTS.keys() == set()
