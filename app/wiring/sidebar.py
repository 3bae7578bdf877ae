"""What the sidebar is given of the outer world and of other modules."""

from app.assembly.commerce import CommerceServices
from app.assembly.community import WecomPartners
from app.assembly.governance import Governance
from app.assembly.members import Members
from app.assembly.promotion import PromotionServices
from app.assembly.sidebar import SidebarPartners
from app.settings import Settings
from domain.community.guide_access import Place
from ports.cache import Invalidation


def sidebar_partners(
    settings: Settings,
    wecom: WecomPartners,
    modules: tuple[Members, PromotionServices, CommerceServices, Governance],
    invalidation: Invalidation,
) -> SidebarPartners:
    members, promotion, commerce, governance = modules
    return SidebarPartners(
        app=wecom.app,
        place=_place(settings, wecom.corp_id),
        invalidation=invalidation,
        portraits=members.tags.portraits,
        coupons=promotion.guide_coupons,
        after_sales=commerce.after_sale_deciding,
        audit=governance.audit,
    )


def _place(settings: Settings, corp_id: str) -> Place:
    papers, host = settings.wecom, "open.weixin.qq.com"
    return Place(
        corp_id=corp_id,
        agent_id=papers.agent_id if papers else "",
        app_id=settings.wechat.appid,
        public_url=settings.public_url,
        login_host=f"{settings.emulator_url}/{host}" if settings.emulator_url else f"https://{host}",
    )
