"""All modules, put together."""

from dataclasses import dataclass

from app.assembly.commerce import CommerceServices
from app.assembly.community import Community
from app.assembly.governance import Governance
from app.assembly.insight import Insight
from app.assembly.members import Members
from app.assembly.payments import PaymentServices
from app.assembly.promotion import PromotionServices
from app.assembly.supply import SupplyServices


@dataclass(frozen=True)
class Modules:
    governance: Governance
    members: Members
    payments: PaymentServices
    supply: SupplyServices
    promotion: PromotionServices
    commerce: CommerceServices
    community: Community
    insight: Insight
