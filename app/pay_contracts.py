"""Settings of what a paid membership needs outside: contracts to collect by, and the purposes of messages."""

from collections.abc import Mapping
from typing import Literal, Protocol

from app.keys import Masked, SettingsError

MESSAGE_PURPOSES = (
    *("order_paid", "order_shipped", "refund_done", "coupon_expiring", "group_result"),
    *("membership_renewal", "guide_assigned"),
)


class Source(Protocol):
    """`app.settings` reads the environment."""

    def text(self, name: str, default: str | None = None) -> str: ...

    def filed(self, name: str, default: str | None = None) -> str: ...


class ContractSettings(Masked, frozen=True, kw_only=True):
    """Contracts to collect later 委托代扣. Without key and plan there is no automatic renewal, and the pages say so."""

    SECRET = frozenset({"v2_key"})
    v2_key: str
    plan_id: str
    sign_type: Literal["MD5", "HMAC-SHA256"]
    server_ip: str


def contract_settings(source: Source, papers: Mapping[str, object]) -> ContractSettings:
    """Nothing of it is required. Raises SettingsError."""
    sign_type = source.text("SIYU_PAPAY_SIGN_TYPE", "MD5")
    if sign_type not in ("MD5", "HMAC-SHA256"):
        raise SettingsError(f"SIYU_PAPAY_SIGN_TYPE={sign_type} is neither MD5 nor HMAC-SHA256")
    return ContractSettings(
        v2_key=source.filed("SIYU_PAY_V2_KEY", str(papers.get("apiv2_key", ""))),
        plan_id=source.text("SIYU_PAPAY_PLAN_ID", str(papers.get("papay_plan_id", ""))),
        sign_type="MD5" if sign_type == "MD5" else "HMAC-SHA256",
        server_ip=source.text("SIYU_PAPAY_SERVER_IP", "127.0.0.1"),
    )
