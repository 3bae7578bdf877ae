"""What the mini-program must know before it shows anything."""

from litestar import get
from msgspec import Struct

from app.http.context import AnyRequest
from app.settings import Settings

PRIVACY_VERSION = "2026-11"


class Brand(Struct, frozen=True, rename="camel"):
    name: str
    slogan: str
    logo_url: str


class Templates(Struct, frozen=True, rename="camel"):
    order_paid: str
    order_shipped: str
    refund_done: str
    coupon_expiring: str
    group_result: str
    membership_renewal: str
    guide_assigned: str


class Disclosures(Struct, frozen=True, rename="camel"):
    """What the law wants on the home page (V6)."""

    company: str
    licence_number: str
    icp: str
    food_permit: str | None


class Bootstrap(Struct, frozen=True, rename="camel"):
    """`emulator_url` is set in a demo alone: there the emulator plays WeChat."""

    mode: str
    brand: Brand
    emulator_url: str | None
    privacy_version: str
    app_id: str
    templates: Templates
    service_url: str | None
    disclosures: Disclosures


@get("/bootstrap", operation_id="getBootstrap", opt={"public": True}, sync_to_thread=False)
def get_bootstrap(request: AnyRequest) -> Bootstrap:
    settings: Settings = request.app.state.settings
    templates = settings.wechat.templates
    return Bootstrap(
        mode=settings.mode,
        brand=Brand("暖禾", "给妈妈和宝宝的温柔日常", "/mini/logo.png"),
        emulator_url=settings.emulator_url,
        privacy_version=PRIVACY_VERSION,
        app_id=settings.wechat.appid,
        templates=Templates(**{name: templates.get(name, "") for name in Templates.__struct_fields__}),
        service_url=None,
        disclosures=Disclosures(
            "暖禾（示例）母婴用品有限公司", "91330100MA00000000", "浙ICP备00000000号-1", "JY13301000000000"
        ),
    )


ROUTES = [get_bootstrap]
