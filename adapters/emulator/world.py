"""Everything the emulator consists of, put together once per process."""

from litestar.di import NamedDependency

from adapters.emulator.database import Database
from adapters.emulator.deliveries import Deliveries
from adapters.emulator.faults import FaultBoard
from adapters.emulator.friends.phone import Shopfront
from adapters.emulator.friends.rounds import Friends
from adapters.emulator.kdniao.desk import KdniaoDesk
from adapters.emulator.kdniao.tracks import Tracks
from adapters.emulator.kdniao.waybills import Waybills
from adapters.emulator.merchant import load_papers
from adapters.emulator.pay.bills import Bills
from adapters.emulator.pay.contracts import Contracts
from adapters.emulator.pay.notices import Notices
from adapters.emulator.pay.orders import Orders
from adapters.emulator.pay.refunds import Refunds, RefundTerms
from adapters.emulator.pay.seal import PaySeal
from adapters.emulator.settings import Settings
from adapters.emulator.timers import Timers
from adapters.emulator.wechat.content import ContentChecks
from adapters.emulator.wechat.gate import WechatGate
from adapters.emulator.wechat.groups import Groups
from adapters.emulator.wechat.messages import Messages
from adapters.emulator.wechat.official import OfficialAccount, OfficialPush
from adapters.emulator.wechat.people import People
from adapters.emulator.wechat.push import MessagePush
from adapters.emulator.wechat.shipping import Shipping
from adapters.emulator.wechat.tokens import Tokens
from adapters.emulator.wecom.corp import Corporation, Phones
from adapters.emulator.wecom.grounds import Grounds

SWEEP_SECONDS = 2.0


class World:
    """The parts and their one order of start and stop."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.papers = load_papers(settings.home)
        self.db = Database(settings.home / "emulator.sqlite3")
        self.faults = FaultBoard(self.db)
        self.timers = Timers()
        self.deliveries = Deliveries(self.db, self.faults, self.timers)
        self.seal = PaySeal(self.papers, self.faults)
        self.notices = Notices(self.papers, self.faults, self.seal, self.deliveries)
        self.orders = Orders(self.db, self.papers, self.notices)
        terms = RefundTerms(settings.refund_seconds)
        self.refunds = Refunds(self.db, self.papers, self.orders, self.notices, terms)
        ended_url = f"{settings.hooks_url}/hooks/wechat-pay/contracts"
        board = (self.faults, self.timers)
        self.contracts = Contracts(self.db, self.papers, board, self.deliveries, ended_url)
        self.bills = Bills(self.db, self.papers, self.faults)
        self.people = People(self.db, self.papers)
        self.groups = Groups(self.db, self.papers, self.people)
        front = Shopfront(settings.hooks_url, self.deliveries.wire, self.people, self.orders)
        self.friends = Friends(front, self.timers)
        self.tokens = Tokens(self.db)
        self.gate = WechatGate(self.faults, self.tokens)
        self.official_tokens = Tokens(self.db, "official ")
        self.official_gate = WechatGate(self.faults, self.official_tokens)
        self.official_push = OfficialPush(self.papers, self.faults, self.deliveries, settings.hooks_url)
        self.official = OfficialAccount((self.db, self.papers, self.faults), self.people, self.official_push)
        self.push = MessagePush(self.papers, self.faults, self.deliveries, settings.hooks_url)
        self.messages = Messages(self.db, self.papers, self.people, self.push)
        checking = (self.faults, self.timers, self.deliveries.wire, self.papers.merchant.appid)
        self.content = ContentChecks(self.db, self.people, self.push, checking)
        self.shipping = Shipping(self.db, self.papers, self.push, settings.shipping_sync_seconds)
        grounds = Grounds(self.db, self.papers, self.faults, self.timers)
        self.wecom = Corporation(grounds, self.deliveries, Phones(self.people, self.groups), settings.hooks_url)
        self.desk = KdniaoDesk(self.papers, self.faults)
        self.tracks = Tracks(self.db, self.papers, self.faults, self.deliveries, settings.hooks_url)
        self.waybills = Waybills(self.db, self.papers, self.tracks)

    async def start(self) -> None:
        self.people.forget_old_codes()
        self.deliveries.start()
        self.contracts.start()
        self.refunds.start(self.faults, self.timers)
        self.timers.every(SWEEP_SECONDS, self._sweep)

    async def stop(self) -> None:
        await self.timers.stop()
        self.deliveries.stop()
        self.db.close()

    async def _sweep(self) -> None:
        self.shipping.sweep(self.faults)
        self.wecom.transfers.sweep()


LiveWorld = NamedDependency[World]
"""The type by which route handlers ask for the running world."""
