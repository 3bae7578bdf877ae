"""The audit trail: a hash chain, so that a changed or missing entry shows (V2)."""

import hashlib
from uuid import UUID

import msgspec

from ports.governance.api import AuditEntry
from ports.governance.store import AuditRow, AuditStore
from ports.governance.views import AuditCheck, AuditFilter, AuditView, GovernanceViews
from ports.kernel import Clock, Ids, Page, Tx, UnitOfWork

GENESIS = bytes(32)
CHECK_BATCH = 1000
ACTION_TEXTS = {
    "session.open": "登录",
    "password.change": "修改密码",
    "totp.enable": "开启动态口令",
    "operator.create": "新建操作员",
    "operator.change": "修改操作员",
    "operator.reset": "重置密码",
    "role.create": "新建角色",
    "role.change": "修改角色",
    "role.delete": "删除角色",
    "orders.unmask": "查看收货人信息",
    "orders.readdress": "修改收货地址",
    "orders.cancel": "取消订单",
    "orders.note": "备注订单",
    "stock.receive": "采购入库",
    "stock.adjust": "调整库存",
    "stock.safety": "修改安全库存",
    "fulfilment.ship": "发货",
    "fulfilment.cancel_parcel": "取消运单",
    "fulfilment.print_labels": "打印面单",
    "fulfilment.resolve_work_order": "处理工单",
    "after_sale.approve": "同意售后",
    "after_sale.reject": "拒绝售后",
    "after_sale.receive": "确认收到退货",
    "after_sale.hand_over": "转交售后",
    "after_sale.leave_word": "售后留言",
    "refunds.resend": "重新发起退款",
    "product.create": "新建商品",
    "product.change": "修改商品",
    "product.publish": "上架商品",
    "product.unpublish": "下架商品",
    "category.create": "新建类目",
    "category.change": "修改类目",
    "category.delete": "删除类目",
    "category.order": "调整类目顺序",
    "window.dress": "布置首页",
    "promotions.create": "新建活动",
    "promotions.change": "修改活动",
    "promotions.publish": "发布活动",
    "promotions.stop": "停止活动",
    "promotions.delete": "删除活动",
    "coupons.create": "新建优惠券",
    "coupons.change": "修改优惠券",
    "coupons.publish": "发布优惠券",
    "coupons.stop": "停止领券",
    "coupons.revoke": "收回优惠券",
    "coupons.channel": "新增领券渠道",
    "coupons.grant": "发放优惠券",
    "coupons.grant_stop": "停止发放优惠券",
    "points.rule": "修改积分规则",
    "points.adjust": "调整会员积分",
    "points.approve": "同意积分调整",
    "points.reject": "拒绝积分调整",
    "levels.change": "修改会员等级规则",
    "members.adjust_growth": "调整成长值",
    "members.place_level": "调整会员等级",
    "members.check_in_rewards": "修改签到奖励",
    "members.task_change": "修改任务",
    "members.lottery_create": "新建抽奖",
    "members.lottery_change": "修改抽奖",
    "members.lottery_publish": "发布抽奖",
    "members.lottery_adjust": "调整中奖概率",
    "members.lottery_end": "结束抽奖",
    "members.redeem_item_create": "新建兑换品",
    "members.redeem_item_change": "修改兑换品",
    "members.award_hand_out": "核销兑换码",
    "members.award_cancel": "取消兑换",
    "subscription.plan": "修改付费会员方案",
    "subscription.rules": "修改付费会员规则",
    "subscription.end": "结束付费会员",
    "tags.create": "新建手工标签",
    "tags.change": "修改手工标签",
    "tags.give": "给会员加标签",
    "tags.take": "移除会员的标签",
    "delivery.retry": "重试投递",
    "community.compare": "核对企业微信客户",
    "community.stop_comparison": "停止核对",
    "community.compare_groups": "核对企业微信群",
    "community.stop_group_comparison": "停止核对群",
    "community.live_code_create": "新建活码",
    "community.live_code_change": "修改活码",
    "community.live_code_stop": "停用活码",
    "community.join_code_create": "新建入群活码",
    "community.join_code_change": "修改入群活码",
    "community.join_code_stop": "停用入群活码",
    "community.group_post_create": "新建社群内容",
    "community.group_post_change": "修改社群内容",
    "community.group_post_plan": "安排社群内容",
    "community.group_post_take_back": "社群内容改回草稿",
    "community.group_post_cancel": "取消社群内容",
    "community.group_post_said": "确认群发已发出",
    "community.group_post_again": "重新群发",
    "community.moment_create": "新建朋友圈",
    "community.moment_change": "修改朋友圈",
    "community.moment_plan": "安排朋友圈",
    "community.moment_take_back": "撤回朋友圈",
    "community.moment_cancel": "取消朋友圈",
    "community.moment_stop": "停止朋友圈",
    "community.moment_said": "确认朋友圈已创建",
    "community.moment_again": "重新创建朋友圈",
    "community.group_post_withdraw": "撤回群发",
    "community.group_posts_rules": "修改群发次数规则",
    "community.transfer_start": "接替客户",
    "community.transfer_stop": "停止接替客户",
    "community.transfer_rules": "修改接替规则",
    "community.loss_rules": "修改流失提醒",
    "community.attribution_rules": "修改归因规则",
    "community.handover_rules": "修改专属导购规则",
    "community.personal_guide": "指定专属导购",
    "community.personal_guide_end": "取消专属导购",
    "community.tag_link": "同步标签",
    "community.tag_unlink": "停止同步标签",
    "community.groups_rules": "修改入群规则",
    "community.group_kind": "设置群类型",
    "community.remark": "修改客户备注",
    "community.mark": "修改客户的企业微信标签",
    "community.script_create": "新建话术",
    "community.script_change": "修改话术",
    "community.allowance": "修改导购额度",
    "ugc.visible": "展示评价或晒单",
    "ugc.refused": "拒绝评价或晒单",
    "ugc.hidden": "隐藏评价或晒单",
    "ugc.undo": "撤销评价审核",
    "ugc.reply": "回复评价",
    "ugc.feature": "设置精选评价或晒单",
    "ugc.settle_reports": "驳回举报",
    "members.match_confirm": "确认为同一个人",
    "members.match_dismiss": "判定为不同的人",
    "members.merge": "合并会员",
    "members.part": "撤销会员合并",
    "members.compare_followers": "核对公众号关注者",
    "members.look_up": "扫会员码",
    "members.look_up_refused": "扫会员码未通过",
}


def chained(row: AuditRow) -> bytes:
    """SHA-256 over the previous hash and the entry."""
    fields = (
        str(row.id),
        row.at.isoformat(),
        str(row.operator_id),
        row.operator_name,
        row.action,
        row.target,
        str(row.target_id or ""),
        row.reason or "",
        row.ip,
        row.detail,
    )
    return hashlib.sha256(row.previous + msgspec.json.encode(fields)).digest()


class Audit:
    """Implements `ports.governance.api.AuditApi`."""

    def __init__(self, uow: UnitOfWork, store: AuditStore, views: GovernanceViews, system: tuple[Clock, Ids]) -> None:
        self._uow = uow
        self._store = store
        self._views = views
        self._clock, self._ids = system

    async def record(self, tx: Tx, entry: AuditEntry) -> None:
        previous = await self._store.lock_head(tx)
        row = AuditRow(
            id=self._ids.new(),
            at=self._clock.now(),
            operator_id=entry.actor.id,
            operator_name=entry.actor.name,
            action=entry.action,
            target=entry.target,
            target_id=entry.target_id,
            reason=entry.reason,
            ip=entry.actor.ip,
            detail=entry.detail,
            previous=previous,
            hash=b"",
        )
        await self._store.append(tx, msgspec.structs.replace(row, hash=chained(row)))

    async def entries(self, given: AuditFilter, cursor: str | None, limit: int) -> Page[AuditView]:
        async with self._uow.reading() as tx:
            page = await self._views.audit(tx, given, cursor, limit)
        items = [
            msgspec.structs.replace(item, action_text=ACTION_TEXTS.get(item.action, item.action)) for item in page.items
        ]
        return Page(items, page.next_cursor)

    async def verify(self) -> AuditCheck:
        """Walks the whole chain; the first entry that does not fit is named."""
        previous, count = GENESIS, 0
        after: UUID | None = None
        async with self._uow.reading() as tx:
            # Entries may be appended while we walk: the head that stood when we began must be passed.
            head = await self._store.head(tx)
            head_passed = head == GENESIS
            while rows := await self._store.chain(tx, after, CHECK_BATCH):
                for row in rows:
                    if row.previous != previous or row.hash != chained(row):
                        return AuditCheck(False, count, row.id)
                    previous, count = row.hash, count + 1
                    head_passed = head_passed or previous == head
                after = rows[-1].id
        return AuditCheck(head_passed, count, None)
