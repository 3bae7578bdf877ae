"""The outer world: WeChat, WeChat Pay, WeCom, couriers, files."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta

from redis.asyncio import Redis

from adapters.images.cover import JpegCovers
from adapters.images.webp import WebpRenderer
from adapters.kdniao.gateway import KdniaoGateway
from adapters.storage.local_folder import LocalFolder
from adapters.wechat.client import WechatClient
from adapters.wechat.content_check import WechatContentCheck
from adapters.wechat.group_proofs import WechatGroupProofs
from adapters.wechat.mini_program import WechatMiniProgram
from adapters.wechat.official_account import WechatOfficialAccount
from adapters.wechat.official_push import WechatOfficialPush
from adapters.wechat.push import WechatPush
from adapters.wechat_pay.client import PayClient
from adapters.wechat_pay.contracts import WechatContracts
from adapters.wechat_pay.gateway import WechatPay
from adapters.wecom.client import WecomClient
from app.assembly.base import Base
from app.assembly.community import WecomPartners
from app.assembly.official import OfficialPartner
from app.assembly.payments import PaymentPartners
from app.assembly.ugc import ContentChecking
from app.settings import Settings, read_again
from app.wiring.papers import contract_config, corp_config, kdniao_settings, official_config, pay_config, wechat_config
from app.wiring.wecom import wecom_partners
from ports.deliveries import Waker
from ports.kernel import Clock
from ports.outside.content_check import ContentCheck
from ports.outside.courier import CourierGateway
from ports.outside.images import CoverMaker, ImageRenderer
from ports.outside.pay import ContractGateway, PayGateway
from ports.outside.storage import BlobStore
from ports.outside.wechat import GroupProofs, MiniProgram


@dataclass(frozen=True)
class Replacements:
    """What the seed puts in place of the machine's own: a clock of the past and its outer world, its own delivery."""

    clock: Clock | None = None
    waker: Waker | None = None
    courier: CourierGateway | None = None
    pay: PayGateway | None = None
    mini_program: MiniProgram | None = None
    images: ImageRenderer | None = None
    contracts: ContractGateway | None = None
    wecom: WecomPartners | None = None
    content_check: ContentCheck | None = None
    official: OfficialPartner | None = None


@dataclass(frozen=True)
class OuterWorld:
    mini_program: MiniProgram
    group_proofs: GroupProofs
    payments: PaymentPartners
    courier: CourierGateway
    wecom: WecomPartners
    files: BlobStore
    images: ImageRenderer
    covers: CoverMaker
    content: ContentChecking
    official: OfficialPartner


def outer_world(
    base: Base, settings: Settings, valkey: Redis, given: tuple[Replacements, AsyncExitStack]
) -> OuterWorld:
    """Connections are closed with the stack. Nothing is connected yet."""
    replaced, closing = given

    def closed_at_end[T: (WechatClient, PayClient, WechatContracts, KdniaoGateway, WecomClient)](client: T) -> T:
        closing.push_async_callback(client.close)
        return client

    wechat = wechat_config(settings)
    talking = closed_at_end(WechatClient(wechat, valkey))
    mini_program = replaced.mini_program or WechatMiniProgram(talking)
    content_check = replaced.content_check or WechatContentCheck(talking)
    pay, contracts = replaced.pay, replaced.contracts
    if pay is None or contracts is None:
        client = PayClient(pay_config(settings), base.clock, reload=lambda: pay_config(read_again(settings)))
        pay = pay or WechatPay(closed_at_end(client), base.clock)
        contracts = contracts or closed_at_end(WechatContracts(contract_config(settings), client, base.clock))
    wecom = replaced.wecom or wecom_partners(
        closed_at_end(WecomClient(corp_config(settings), valkey, base.clock)), settings.public_url
    )
    account = official_config(settings)
    following = replaced.official or OfficialPartner(
        account.appid,
        WechatOfficialAccount(closed_at_end(WechatClient(account, valkey))),
        WechatOfficialPush(account, base.clock),
    )
    return OuterWorld(
        mini_program=mini_program,
        group_proofs=WechatGroupProofs(wechat, base.clock),
        payments=PaymentPartners(pay, contracts, mini_program, WechatPush(wechat, base.clock)),
        courier=replaced.courier or closed_at_end(KdniaoGateway(kdniao_settings(settings))),
        wecom=wecom,
        files=LocalFolder(settings.storage_folder),
        images=replaced.images or WebpRenderer(),
        covers=JpegCovers(),
        content=ContentChecking(content_check, settings.public_url, timedelta(minutes=settings.wechat.verdict_minutes)),
        official=following,
    )
