"""Chinese words for what supply's rows say, for every face and view."""

PARCEL_STATE_TEXTS = {
    "requesting": "正在向快递公司下单",
    "labelled": "已出面单，等待揽收",
    "collected": "已揽收",
    "in_transit": "运输中",
    "delivering": "派送中",
    "signed": "已签收",
    "problem": "配送异常",
    "returned": "退回中",
    "cancelled": "已取消",
}

MOVE_KIND_TEXTS = {
    "receive": "入库",
    "reserve": "下单占用",
    "release": "释放占用",
    "expire": "超时释放",
    "ship": "发货出库",
    "unship": "撤回发货",
    "return": "退货入库",
    "scrap": "退货报损",
    "adjust": "盘点调整",
    "set_aside": "秒杀备货",
    "dissolve": "秒杀退回",
}

WORK_ORDER_KIND_TEXTS = {
    "waybill_refused": "快递下单失败",
    "problem": "配送异常",
    "returned": "包裹退回",
    "stalled": "物流停滞",
}


def parcel_state_text(state: str, problem: str | None = None) -> str:
    """`problem` is set while a courier's refusal waits for an operator."""
    if state == "requesting" and problem:
        return "快递下单失败，等待处理"
    return PARCEL_STATE_TEXTS[state]


def region_text(province: str, city: str, district: str) -> str:
    """广东省 深圳市 南山区; a municipality is not said twice."""
    parts = [province] + ([city] if city and city.rstrip("市") != province.rstrip("市") else []) + [district]
    return " ".join(part for part in parts if part)
