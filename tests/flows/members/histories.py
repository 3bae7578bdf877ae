"""Members with random histories, written straight into the tables: all that figures are made of."""

import random
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from ports.kernel import MemberId
from ports.members.devices import CLIENT_WORDS, SYSTEM_WORDS

_WIPE = """
    truncate commerce."order", commerce.order_line, commerce.after_sale, commerce.cart_line, commerce.favourite,
        commerce.sku, commerce.product, commerce.category, members.member, members.session, members.child,
        members.member_tag_set, members.tag_due, members.tag_fresh, members.tag_run, members.tag_size,
        members.tag_slot, members.manual_tag, members.member_manual_tag, members.message_grant, promotion.coupon,
        promotion.coupon_template, promotion.bargain, promotion.campaign cascade
"""
_ORDER = """
    insert into commerce."order" (id, number, member_id, openid, client_key, source, status, title, quantity, goods_fen,
        discount_fen, freight_fen, payable_fen, saved_fen, derivation, note, region, paid_fen, refunded_fen,
        paid_attempt_id, placed_at, pay_by, paid_at, activity)
    values ($1, $2, $3, '', $2, $4, $5, '小睡衣', $6, $7, $8, $9, cast($7 as bigint) - $8 + $9, 0, '{}', $10, $11,
        $12, $13,
        $14, $15, $15, $16, $17)
"""
_LINE = """
    insert into commerce.order_line (id, order_id, position, sku_id, product_id, kind, title, option_text, image_url,
        weight_g, unit_fen, quantity, payable_fen, no_reason_return, refunded, refunded_fen)
    values ($1, $2, 0, $1, $3, $4, '小睡衣', '', '', 100, $5, 1, $5, true, $6, $7)
"""
_PLACES = (
    "浙江省 杭州市 西湖区",
    "上海市 浦东新区",
    "广东省 深圳市 南山区",
    "广东省 佛山市 禅城区",
    "云南省 昆明市 五华区",
)


class Histories:
    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool
        self.products: list[UUID] = []
        self.skus: list[UUID] = []

    async def wipe(self) -> None:
        await self.pool.execute(_WIPE)

    async def fill(self, seed: int, members: int, now: datetime) -> list[MemberId]:
        dice = random.Random(seed)
        await self._goods(now)
        ids = [MemberId(uuid4()) for _ in range(members)]
        for member_id in ids:
            await self._member(dice, member_id, now)
        return ids

    async def _goods(self, now: datetime) -> None:
        for name in ("服饰", "喂养", "洗护", "玩具", "出行"):
            category = uuid4()
            await self.pool.execute(
                "insert into commerce.category (id, path, name, attribute_names, sort)"
                " values ($1, array[$1::uuid], $2, '{}', 0)",
                category,
                name,
            )
            for _ in range(2):
                product, sku = uuid4(), uuid4()
                await self.pool.execute(
                    "insert into commerce.product (id, kind, category_id, title, subtitle, tags, media, detail_media,"
                    " detail_text, attributes, options, no_reason_return, status, version, cover_url, cover_width,"
                    " cover_height, price_fen, price_fen_max, sku_count, title_tokens, tokens, created_at, updated_at)"
                    " values ($1, 'physical', $2, '商品', '', '{}', '[]', '[]', '', '[]', '[]', true, 'on_sale', 1, '',"
                    " 1, 1, 100, 100, 1, '{}', '{}', $3, $3)",
                    product,
                    category,
                    now,
                )
                await self.pool.execute(
                    "insert into commerce.sku (id, product_id, position, option_values, code, price_fen, weight_g,"
                    " volume_cm3, limit_per_order, enabled) values ($1, $2, 0, '{}', $3, 100, 1, 0, 9, true)",
                    sku,
                    product,
                    sku.hex,
                )
                self.products.append(product)
                self.skus.append(sku)

    async def _member(self, dice: random.Random, member_id: MemberId, now: datetime) -> None:
        joined = now - timedelta(days=dice.choice((0, 1, 7, 20, 60, 150, 300, 700)), hours=dice.randrange(24))
        await self.pool.execute(
            "insert into members.member (id, openid, nickname, level_code, joined_at, phone_index, address_count,"
            " birthday_month, birthday_day, device_system, device_client, device_seen_at)"
            " values ($1, $2, '会员', $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            member_id,
            str(member_id),
            dice.choice(("bronze", "silver", "gold", "diamond")),
            joined,
            member_id.bytes if dice.random() < 0.5 else None,
            dice.choice((0, 1, 2, 5)),
            *dice.choice(((None, None), (2, 29), (dice.randint(1, 12), 1), (now.month, 28))),
            *dice.choice(((None, None, None), (dice.choice(list(SYSTEM_WORDS)), dice.choice(list(CLIENT_WORDS)), now))),
        )
        habit = dice.random()
        for _ in range(dice.choice((0, 0, 1, 1, 2, 3, 5, 8, 14, 25))):
            at = now - timedelta(days=dice.choice((0, 3, 10, 25, 50, 80, 150, 300, 500)), minutes=dice.randrange(1440))
            await self.order(member_id, at, dice=dice, habit=habit)
        await self._visits(dice, member_id, now)
        for _ in range(dice.choice((0, 0, 0, 1, 1, 2, 3))):
            is_expected = dice.random() < 0.3
            day = (now + timedelta(days=dice.randrange(-30, 280))).date()
            month = (now - timedelta(days=dice.randrange(0, 2800))).date().replace(day=1)
            await self.pool.execute(
                "insert into members.child (member_id, id, due_on, born_month, created_at) values ($1, $2, $3, $4, $5)",
                member_id,
                uuid4(),
                day if is_expected else None,
                None if is_expected else month,
                now,
            )

    async def order(self, member_id: MemberId, at: datetime, **more: Any) -> UUID:
        dice: random.Random = more.get("dice") or random.Random(1)
        habit, order_id = more.get("habit", 0.5), uuid4()
        goods = more.get("paid_fen") or dice.choice((2_900, 8_900, 15_900, 39_900, 129_900))
        discount = 0 if more.get("paid_fen") or dice.random() < habit else goods // dice.choice((4, 10, 30))
        freight = dice.choice((0, 0, 800))
        # One that was cancelled after its payment: its goods were gone.
        states = ("completed",) if "paid_fen" in more else ("completed", "paid", "shipped", "completed", "cancelled")
        is_paid = "paid_fen" in more or dice.random() < 0.9
        paid = goods - discount + freight if is_paid else 0
        refunded = dice.choice((0, 0, 0, 0, paid, paid // 3)) if "paid_fen" not in more else 0
        await self.pool.execute(
            _ORDER,
            order_id,
            order_id.hex,
            member_id,
            "direct" if dice.random() < habit else "cart",
            dice.choice(states) if is_paid else "cancelled",
            dice.choice((1, 2, 5, 9)),
            goods,
            discount,
            freight,
            "请轻放" if dice.random() < habit / 2 else "",
            dice.choice((*_PLACES, None)),
            paid,
            refunded,
            uuid4() if is_paid else None,
            at,
            at + timedelta(seconds=dice.choice((9, 70, 300, 800))) if is_paid else None,
            dice.choice((None, None, "group_buy", "bargain", "flash")),
        )
        for _ in range(dice.choice((1, 1, 2))):
            is_back = dice.random() < 0.1
            await self.pool.execute(
                _LINE,
                uuid4(),
                order_id,
                dice.choice(self.products[: 2 + int(habit * 8)]),
                dice.choice(("physical", "physical", "virtual", "service")),
                goods // 2,
                int(is_back),
                goods // 2 if is_back else 0,
            )
        return order_id

    async def _visits(self, dice: random.Random, member_id: MemberId, now: datetime) -> None:
        if dice.random() < 0.6:
            await self.pool.execute(
                "insert into members.session (token_hash, member_id, created_at, expires_at) values ($1, $2, $3, $4)",
                uuid4().bytes,
                member_id,
                now - timedelta(days=dice.randrange(29)),
                now + timedelta(days=1),
            )
        for sku in dice.sample(self.skus, dice.choice((0, 0, 1, 4, 10))):
            added = now - timedelta(days=dice.choice((0, 1, 4, 10, 40)))
            await self.pool.execute(
                "insert into commerce.cart_line values ($1, $2, 1, true, $3)", member_id, sku, added
            )
        for product in dice.sample(self.products, dice.choice((0, 0, 1, 6))):
            await self.pool.execute("insert into commerce.favourite values ($1, $2, $3)", member_id, product, now)
        if dice.random() < 0.4:
            await self.pool.execute(
                "insert into members.message_grant values ($1, 'template', $2)", str(member_id), dice.choice((0, 2))
            )
        await self._coupons(dice, member_id, now)

    async def _coupons(self, dice: random.Random, member_id: MemberId, now: datetime) -> None:
        template = UUID(int=1)
        await self.pool.execute(
            "insert into promotion.coupon_template (id, name, rule, state, total, per_member_max, claim_from,"
            " claim_until, valid_days, returns_on_refund, is_listed, version, created_at, updated_at)"
            " values ($1, '券', '{}', 'published', 100000, 99, $2, $2, 9, true, true, 1, $2, $2)"
            " on conflict do nothing",
            template,
            now,
        )
        for _ in range(dice.choice((0, 0, 1, 2, 4, 8, 12))):
            state = dice.choice(("held", "used", "used", "expired", "revoked"))
            coupon = uuid4()
            await self.pool.execute(
                "insert into promotion.coupon (id, template_id, member_id, claim_key, state, claimed_at, valid_from,"
                " valid_until, order_id, changed_at) values ($1, $2, $3, $4, $5, $6, $6, $7, $8, $6)",
                coupon,
                template,
                member_id,
                coupon.hex,
                state,
                now - timedelta(days=9),
                now + timedelta(days=dice.choice((-1, 1, 2, 9))),
                uuid4() if state == "used" else None,
            )
