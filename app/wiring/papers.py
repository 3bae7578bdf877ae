"""What the adapters are told, out of the settings."""

from typing import Any

from adapters.kdniao.gateway import KdniaoSettings
from adapters.wechat.config import WechatConfig
from adapters.wechat_pay.contracts import ContractConfig
from adapters.wechat_pay.keys import PayConfig
from adapters.wecom.config import WecomConfig
from app.settings import Settings

_NO_WECOM: dict[str, Any] = {
    **dict.fromkeys(("corp_id", "contact_secret", "agent_id", "agent_secret"), ""),
    **dict.fromkeys(("callback_token", "callback_aes_key", "base_url"), ""),
}


def wechat_config(settings: Settings) -> WechatConfig:
    names = ("appid", "app_secret", "push_token", "push_aes_key", "base_url", "group_fresh_seconds")
    return WechatConfig(**{name: getattr(settings.wechat, name) for name in names})


def official_config(settings: Settings) -> WechatConfig:
    """Empty in a shop without an official account: nobody calls it then."""
    papers = settings.official
    if papers is None:
        return WechatConfig(appid="", app_secret="", push_token="", push_aes_key="", base_url="")
    names = ("appid", "app_secret", "push_token", "push_aes_key", "base_url")
    return WechatConfig(**{name: getattr(papers, name) for name in names})


def pay_config(settings: Settings) -> PayConfig:
    names = ("mchid", "serial", "private_key_pem", "apiv3_key", "key_mode", "public_key_id", "public_key_pem")
    given = {name: getattr(settings.pay, name) for name in (*names, "base_url", "notify_url")}
    return PayConfig(appid=settings.wechat.appid, **given)


def corp_config(settings: Settings) -> WecomConfig:
    """Empty in a shop without WeCom: nobody calls it then."""
    papers, appid = settings.wecom, settings.wechat.appid
    given = {name: getattr(papers, name) for name in papers.__struct_fields__} if papers else _NO_WECOM
    return WecomConfig(**given, card_appid=appid)


def contract_config(settings: Settings) -> ContractConfig:
    given = settings.pay.contracts
    return ContractConfig(
        v2_key=given.v2_key, plan_id=given.plan_id, sign_type=given.sign_type, server_ip=given.server_ip
    )


def kdniao_settings(settings: Settings) -> KdniaoSettings:
    given = settings.kdniao
    return KdniaoSettings(
        business_id=given.ebusiness_id,
        app_key=given.app_key,
        base_url=given.base_url,
        callback_url=f"{settings.public_url}/hooks/kdniao",
    )
