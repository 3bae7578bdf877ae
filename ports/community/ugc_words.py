"""What reviews and posts are called in Chinese, for views and rules alike. Pure."""

from datetime import timedelta

from ports.community.ugc import Check, Doubt, UgcState

FOLLOW_UP_WITHIN = timedelta(days=180)
ANONYMOUS = "匿名用户"
# WeChat's labels (A.6).
_LABELS = {
    100: "正常",
    10001: "广告",
    20001: "时政",
    20002: "色情",
    20003: "辱骂",
    20006: "违法犯罪",
    20008: "欺诈",
    20012: "低俗",
    20013: "版权",
    21000: "其他",
}
DOUBTS: dict[Doubt, str] = {
    "verdict": "微信拿不准，需要人看一眼",
    "no_verdict": "微信在时限内没有给出结果",
    "check_failed": "微信没有完成检测",
}
_STATES: dict[UgcState, str] = {
    "submitted": "检测中",
    "checking": "检测中",
    "in_review": "人工审核中",
    "visible": "已展示",
    "hidden": "已隐藏",
    "refused": "没有通过",
    "deleted": "已删除",
}


def label_text(label: int | None) -> str:
    return _LABELS.get(label or 0, "其他")


def state_text(state: UgcState) -> str:
    return _STATES[state]


def check_text(check: Check) -> str:
    """What WeChat found, for an operator."""
    match check.state:
        case "pass":
            return "通过"
        case "review":
            return f"可能涉及{label_text(check.label)}"
        case "risky":
            return f"疑似{label_text(check.label)}"
        case "failed":
            return check.note or "没有完成检测"
        case _:
            return "等待结果"


def masked(nickname: str, *, is_anonymous: bool) -> str:
    """小**: nobody's length shows."""
    return ANONYMOUS if is_anonymous or not nickname else f"{nickname[0]}**"
