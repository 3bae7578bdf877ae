"""The corporation, put together once per process."""

from adapters.emulator.deliveries import Deliveries
from adapters.emulator.wechat.groups import Groups
from adapters.emulator.wechat.people import People
from adapters.emulator.wecom.behaviour import Behaviour
from adapters.emulator.wecom.bulk import Bulk
from adapters.emulator.wecom.chats import CorpGroups, Members
from adapters.emulator.wecom.contacts import Contacts
from adapters.emulator.wecom.desk import Desk
from adapters.emulator.wecom.follows import Follows, Parties
from adapters.emulator.wecom.gate import WecomGate
from adapters.emulator.wecom.grounds import Grounds
from adapters.emulator.wecom.join_ways import JoinWays
from adapters.emulator.wecom.lines import Lines
from adapters.emulator.wecom.masses import Crowd, Masses
from adapters.emulator.wecom.media import Media
from adapters.emulator.wecom.messages import Contents
from adapters.emulator.wecom.moments import Moments
from adapters.emulator.wecom.past import CorpPast
from adapters.emulator.wecom.push import WecomPush
from adapters.emulator.wecom.staff import Staff
from adapters.emulator.wecom.tags import CorpTags
from adapters.emulator.wecom.tokens import CorpTokens
from adapters.emulator.wecom.transfers import Hands, Transfers
from adapters.emulator.wecom.ways import Ways
from adapters.emulator.wecom.welcomes import Welcomes


class Phones:
    """WeChat itself: its people, who are the contacts, and its groups."""

    def __init__(self, people: People, groups: Groups) -> None:
        self.people = people
        self.groups = groups


class Corporation:
    def __init__(self, grounds: Grounds, deliveries: Deliveries, phones: Phones, hooks_url: str) -> None:
        self.tokens = CorpTokens(grounds)
        self.gate = WecomGate(grounds, self.tokens)
        self.push = WecomPush(grounds, deliveries, hooks_url)
        self.staff = Staff(grounds, self.push)
        self.contacts = Contacts(grounds, phones.people, self.staff)
        self.tags = CorpTags(grounds, self.push)
        self.media = Media(grounds)
        self.contents = Contents(grounds, self.media)
        self.lines = Lines(grounds)
        self.welcomes = Welcomes(grounds, self.contents, self.lines)
        parties = Parties(self.staff, self.contacts, self.tags, self.welcomes)
        self.follows = Follows(grounds, parties, self.push)
        self.bulk = Bulk(grounds, phones.people, self.contacts, self.tags)
        self.ways = Ways(grounds, self.staff, self.follows)
        members = Members(self.staff, self.contacts, phones.groups)
        self.groups = CorpGroups(grounds, members, self.push)
        self.join_ways = JoinWays(grounds, self.groups)
        hands = Hands(self.follows, parties, self.groups, self.lines)
        self.transfers = Transfers(grounds, hands)
        self.past = CorpPast(grounds, self.contacts, self.tags, phones.groups)
        self.desk = Desk(grounds, self.staff)
        self.behaviour = Behaviour(grounds, self.staff)
        self.masses = Masses(grounds, Crowd(self.staff, self.groups), self.contents, self.lines)
        self.moments = Moments(grounds, self.staff, self.media)
