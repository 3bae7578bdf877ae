"""What the tests sell: a few products with pictures, each where the story needs it, and one operator with TOTP."""

import itertools
import secrets
import time
from uuid import UUID, uuid4

import pyotp
from msgspec import Struct

from app.seed.pictures import banner_picture, icon_picture, product_pictures, variant_picture
from app.wiring import Built
from domain.commerce.categories import CategoryDraft
from domain.commerce.product_draft import MediaPick, ProductDraft, SkuDraft
from domain.commerce.window import BannerDraft
from domain.governance.permissions import BUILT_IN_ROLES
from ports.commerce.views import Attribute, Option
from ports.governance.api import Actor
from ports.kernel import SkuId, WarehouseId
from ports.supply.store import Warehouse

TOTP_STEP_SECONDS = 30
UNITS = 40
EAST, SOUTH = "华东仓", "华南仓"
TONES = {"米白": "cream", "雾粉": "peach"}


class Spec(Struct, frozen=True):
    """One product as the tests want it; `at` names its warehouse.

    A return without a reason is granted by itself; where there is none, an operator decides.
    """

    title: str
    subtitle: str
    emoji: str
    backdrop: str
    at: str
    price_fen: int
    options: tuple[tuple[str, tuple[str, ...]], ...] = ()
    tag: str = ""
    no_reason_return: bool = True


ROMPER = Spec(
    *("四季连体衣", "侧开扣，换尿布不折腾", "onesie", "peach", EAST, 8_900),
    options=(("颜色", ("米白", "雾粉")), ("尺码", ("66", "73"))),
    tag="热卖",
)
KETTLE = Spec(
    *("恒温调奶壶", "一键 45 度，夜里不用等", "1fad6", "sand", SOUTH, 22_900),
    options=(("容量", ("1.0L", "1.3L")),),
    no_reason_return=False,
)
TISSUES = Spec("棉柔巾", "珍珠纹，干湿两用", "2601-fe0f", "cream", EAST, 4_200)
BOTTLE = Spec(
    *("宽口径玻璃奶瓶", "高硼硅玻璃，防胀气导管", "1f37c", "mint", EAST, 11_900),
    options=(("容量", ("160ml", "240ml")),),
    tag="新品",
)
RABBIT = Spec("安抚兔", "短毛绒，陪睡不掉毛", "1f430", "lilac", SOUTH, 7_900, tag="热卖")
STROLLER = Spec("轻便伞车", "一手收合，能上飞机", "stroller", "sky", SOUTH, 59_900)
SHELVES = {
    "婴童服饰": ("1f455", (ROMPER,)),
    "喂养用品": ("1f37c", (KETTLE, BOTTLE)),
    "日常护理": ("1f9fc", (TISSUES,)),
    "玩具出行": ("1f9f8", (RABBIT, STROLLER)),
}


class Operator(Struct):
    """`last_step` is the time step of the last code, since each serves once."""

    username: str
    password: str
    secret: str
    last_step: int

    def code(self) -> str:
        """A code that was not used yet; the server allows one step of drift."""
        self.last_step = max(int(time.time()) // TOTP_STEP_SECONDS, self.last_step + 1)
        return pyotp.TOTP(self.secret).generate_otp(self.last_step)


async def fill(built: Built) -> None:
    """Two warehouses, categories, the products above on sale, and a shop window."""
    services = built.services
    sites = {
        EAST: await _open(built, EAST, ("浙江省", "杭州市")),
        SOUTH: await _open(built, SOUTH, ("广东省", "广州市")),
    }
    roots = {}
    for name, (emoji, specs) in SHELVES.items():
        icon = await services.media.upload(icon_picture(emoji, specs[0].backdrop))
        root = await services.categories.add(CategoryDraft(name, None, icon.id, ("材质",)))
        leaf = await services.categories.add(CategoryDraft(f"{name}精选", root.id, icon.id, ("材质",)))
        roots[name] = root.id
        for spec in specs:
            for sku_id in await _sell(built, spec, leaf.id):
                await services.warehouse_desk.receive(f"browser:{sku_id}", sku_id, sites[spec.at], UNITS)
    banner = await services.media.upload(banner_picture(["1f9e5", "1f9e3", "1f9e6", "2728"], "peach", 1))
    hero = BannerDraft("新生的第一个秋冬", "贴身软，外出暖，从出生到学步", banner.id, f"/category/{roots['婴童服饰']}")
    await built.modules.commerce.window.dress([hero], ("连体衣", "奶瓶", "调奶壶", "棉柔巾"))


async def _open(built: Built, name: str, place: tuple[str, str]) -> WarehouseId:
    warehouse_id = WarehouseId(uuid4())
    contact = (name, "16000000001")
    where = (*place, "白云区" if name == SOUTH else "余杭区", "暖禾路 8 号")
    code = "HN" if name == SOUTH else "HD"
    await built.services.warehouse_desk.open(Warehouse(warehouse_id, code, name, "warehouse", *contact, *where))
    return warehouse_id


async def _sell(built: Built, spec: Spec, category_id: UUID) -> list[SkuId]:
    services = built.services
    pictures = [await services.media.upload(content) for content in product_pictures(spec.emoji, spec.backdrop, 7)]
    tones = {
        tone: (await services.media.upload(variant_picture(spec.emoji, backdrop, 7))).id
        for tone, backdrop in TONES.items()
        if any(tone in values for _, values in spec.options)
    }
    draft = ProductDraft(
        kind="physical",
        category_id=category_id,
        title=spec.title,
        subtitle=spec.subtitle,
        tags=(spec.tag,) if spec.tag else (),
        media=tuple(MediaPick(row.id) for row in pictures),
        detail_media=tuple(MediaPick(row.id) for row in pictures[1:]),
        detail_text="每一件都经过检测。",
        no_reason_return=spec.no_reason_return,
        attributes=(Attribute("材质", "棉 100%"),),
        options=tuple(Option(name, values) for name, values in spec.options),
        skus=tuple(
            SkuDraft(
                option_values=values,
                code=f"B-{uuid4().hex[:8]}",
                price_fen=spec.price_fen,
                market_price_fen=spec.price_fen + 2_000,
                weight_g=300,
                media_id=tones.get(values[0]) if values else None,
                limit_per_order=20,
            )
            for values in itertools.product(*(values for _, values in spec.options))
        ),
    )
    added = await services.catalogue.create_product(draft)
    await services.catalogue.publish(added.id, None)
    return [SkuId(sku.id) for sku in added.skus if sku.id is not None]


async def hire(built: Built) -> Operator:
    """An owner whose one-time codes are on."""
    services, password = built.services, secrets.token_urlsafe(12)
    await services.operators.ensure_built_in_roles()
    operator_id = await services.operators.ensure("owner", "林知暖", "店主", password)
    assert operator_id is not None
    actor = Actor(operator_id, "林知暖", BUILT_IN_ROLES["店主"], "127.0.0.1")
    secret = (await services.own_account.set_up_totp(actor)).secret
    operator = Operator("owner", password, secret, int(time.time()) // TOTP_STEP_SECONDS - 2)
    # The step before the present one is still good, so that the person's first login need not wait.
    operator.last_step += 1
    await services.own_account.confirm_totp(actor, pyotp.TOTP(secret).generate_otp(operator.last_step))
    return operator
