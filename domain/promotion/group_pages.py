"""Group-buys as they are read: the list, the product's offer, the team's page, the operators' list of teams."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from domain.promotion.teams import TeamNotFound, missing, sits
from ports.crypto import mask_name
from ports.governance.api import Actor
from ports.kernel import CampaignId, Clock, MemberId, OrderId, Page, ProductId, UnitOfWork
from ports.promotion.group_views import (
    Face,
    GroupCard,
    GroupCards,
    GroupOffer,
    GroupProduct,
    GroupSize,
    GroupViews,
    MySeat,
    ProductGroup,
    SeatView,
    TeamFilter,
    TeamPage,
    TeamRow,
)
from ports.promotion.groups import Gathering, Seat, SeatState, TeamStore

CARDS_MAX = 100
SHARE_PATH = "features/promotion/group/team/index?id={}"
NAMELESS = "微信用户"


class GroupPages:
    def __init__(self, uow: UnitOfWork, stores: tuple[TeamStore, GroupViews], clock: Clock) -> None:
        self._uow = uow
        self._store, self._views = stores
        self._clock = clock

    async def cards(self) -> GroupCards:
        """All that runs, at most CARDS_MAX."""
        now = self._clock.now()
        async with self._uow.reading() as tx:
            found = await self._views.products(tx, now, None, CARDS_MAX)
        return GroupCards(tuple(_card(one) for one in found), now)

    async def of_product(self, product_id: ProductId, member_id: MemberId | None) -> ProductGroup:
        """The first of its campaigns by priority, if any runs."""
        now = self._clock.now()
        async with self._uow.reading() as tx:
            found = await self._views.products(tx, now, product_id, 1)
            if not found:
                return ProductGroup(None, now)
            one = found[0]
            shown = one.joins_strangers
            teams = await self._views.joinable(tx, (one.campaign_id, product_id), member_id, now) if shown else ()
        offer = GroupOffer(
            campaign_id=one.campaign_id,
            name=one.name,
            label=one.label,
            ends_at=one.ends_at,
            hours=one.hours,
            sizes=_sizes(one),
            prices=one.prices,
            units=one.units,
            people=one.people,
            teams=tuple(replace(team, nickname=masked(team.nickname)) for team in teams),
        )
        return ProductGroup(offer, now)

    async def team(self, team_id: UUID, member_id: MemberId | None, order_id: OrderId | None = None) -> TeamPage:
        """`order_id`: whose seat is the caller's own, if there are several. Raises TeamNotFound."""
        now = self._clock.now()
        async with self._uow.reading() as tx:
            gathering = await self._store.read(tx, team_id)
            if gathering is None:
                raise TeamNotFound
            team = gathering.team
            campaign = await self._store.campaign(tx, team.campaign_id)
            goods = await self._views.product(tx, team.campaign_id, team.product_id)
            shown = _shown(gathering, now)
            faces = await self._views.faces(tx, [seat.member_id for seat in shown])
        runs = campaign is not None and campaign.runs(now) and goods is not None
        mine = _mine(gathering, member_id, order_id)
        free = missing(gathering, now) if team.state == "open" else 0
        is_open = team.state == "open" and now < team.expires_at
        is_in = mine is not None and sits(mine, now)
        known = {face.member_id: face for face in faces}
        return TeamPage(
            id=team.id,
            campaign_id=team.campaign_id,
            product_id=team.product_id,
            title=team.title,
            cover_url=goods.cover_url if goods else "",
            list_price_fen=goods.list_price_fen if goods else 0,
            size=team.size,
            state=team.state,
            missing=free,
            sentence=sentence(gathering, mine, now),
            opened_at=team.opened_at,
            expires_at=team.expires_at,
            ended_at=team.ended_at,
            now=now,
            seats=tuple(_seat(seat, known.get(seat.member_id), team.leader_id, member_id) for seat in shown),
            mine=MySeat(mine.order_id, _state(mine, now), mine.held_until, note(mine, now)) if mine else None,
            can_join=runs and is_open and free > 0 and not is_in,
            can_open=runs,
            prices=tuple(price for price in goods.prices if price.size == team.size) if goods else (),
            share_path=SHARE_PATH.format(team.id),
        )

    async def of_order(self, member_id: MemberId, order_id: OrderId) -> TeamPage:
        """The team that the member's order is in now. Raises TeamNotFound."""
        async with self._uow.reading() as tx:
            team_id = await self._views.own_team(tx, order_id, member_id)
        if team_id is None:
            raise TeamNotFound
        return await self.team(team_id, member_id, order_id)

    async def teams(
        self, actor: Actor, campaign_id: CampaignId, which: TeamFilter, place: tuple[str | None, int]
    ) -> Page[TeamRow]:
        """`place`: cursor and limit."""
        actor.require("promotions.read")
        async with self._uow.reading() as tx:
            page = await self._views.teams(tx, campaign_id, which, *place)
        rows = [
            replace(row, members=tuple(replace(one, nickname=masked(one.nickname)) for one in row.members))
            for row in page.items
        ]
        return Page(rows, page.next_cursor)


def masked(nickname: str) -> str:
    return mask_name(nickname) or NAMELESS


def sentence(gathering: Gathering, mine: Seat | None, now: datetime) -> str:
    """How the team stands, to whoever looks at it."""
    team, free = gathering.team, missing(gathering, now)
    match team.state:
        case "succeeded" if mine is not None and mine.is_counted:
            return "拼团成功，商家将尽快发货"
        case "succeeded":
            return "已满员，可自己开团"
        case "failed" if mine is not None and mine.paid_at is not None:
            return "未成团，款项已自动原路退回"
        case "failed" | "closed":
            return "这个团已结束，可自己开团"
    if now >= team.expires_at:
        return "拼团时间已到，正在处理"
    return f"还差 {free} 人成团" if free else "名额已满，等待团友付款"


def note(seat: Seat, now: datetime) -> str:
    match _state(seat, now):
        case "held":
            return "名额已为您保留，请尽快付款"
        case "lapsed":
            return "名额已释放，付款时如有空位仍可入团"
        case "left":
            return seat.reason or "订单已结束"
    return "付款时原来的团已满员或已结束，已为您新开一个团" if seat.is_moved else ""


def _card(one: GroupProduct) -> GroupCard:
    limited = all(units.quota is not None for units in one.units)
    return GroupCard(
        campaign_id=one.campaign_id,
        product_id=one.product_id,
        title=one.title,
        cover_url=one.cover_url,
        list_price_fen=one.list_price_fen,
        sizes=_sizes(one),
        quota=sum(units.quota or 0 for units in one.units) if limited else None,
        remaining=sum(units.remaining or 0 for units in one.units) if limited else None,
        people=one.people,
        ends_at=one.ends_at,
    )


def _sizes(one: GroupProduct) -> tuple[GroupSize, ...]:
    """Each size with its lowest price, the smallest first."""
    sizes = sorted({price.size for price in one.prices})
    return tuple(GroupSize(size, min(price.price_fen for price in one.prices if price.size == size)) for size in sizes)


def _shown(gathering: Gathering, now: datetime) -> Sequence[Seat]:
    """Who is in it; in one that has ended, who was."""
    match gathering.team.state:
        case "open":
            return [seat for seat in gathering.seats if sits(seat, now)]
        case "succeeded":
            return [seat for seat in gathering.seats if seat.is_counted]
    return [seat for seat in gathering.seats if seat.paid_at is not None]


def _mine(gathering: Gathering, member_id: MemberId | None, order_id: OrderId | None) -> Seat | None:
    """The given order's; else the one that counts most: paid, then held, then the newest."""
    own = [seat for seat in gathering.seats if member_id is not None and seat.member_id == member_id]
    if order_id is not None:
        own = [seat for seat in own if seat.order_id == order_id]
    return max(own, key=lambda seat: (seat.state == "paid", seat.state == "held", seat.taken_at), default=None)


def _state(seat: Seat, now: datetime) -> SeatState:
    """As it is in effect: a hold that ran out is lapsed before the sweep has said so."""
    return "lapsed" if seat.state == "held" and not sits(seat, now) else seat.state


def _seat(seat: Seat, face: Face | None, leader_id: MemberId, member_id: MemberId | None) -> SeatView:
    return SeatView(
        nickname=masked(face.nickname if face else ""),
        avatar_url=face.avatar_url if face else None,
        is_leader=seat.member_id == leader_id,
        is_me=seat.member_id == member_id,
        is_paid=seat.paid_at is not None,
    )
