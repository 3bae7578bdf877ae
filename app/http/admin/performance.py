"""What guides have done, and by which rules orders are theirs."""

from datetime import date
from typing import Annotated, Literal

from litestar import get, put
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from app.http.admin.wecom import WecomId
from app.http.bodies import Body, Cursor, Limit
from app.http.context import AnyRequest, actor, services
from ports.community.attribution import AttributionRule, AttributionRules, CommissionRates, TouchWindows
from ports.community.performance import CreditedOrder, Leaderboard, PeriodKind
from ports.community.replies import GuideReplies
from ports.community.rule_books import RuleBook
from ports.kernel import Page

PeriodName = Annotated[PeriodKind, QueryParameter()]
Day = Annotated[date | None, QueryParameter()]
Days = Annotated[int, Meta(ge=0, le=90)]
Rate = Annotated[int, Meta(ge=0, le=5000)]


class WindowsBody(Body, frozen=True):
    welcome: Days
    script: Days
    coupon: Days
    post: Days
    mass_message: Days
    moment: Days = 3


class RatesBody(Body, frozen=True):
    """Parts in ten thousand."""

    personal: Rate
    touch: Rate
    coupon: Rate
    follow: Rate


class AttributionBody(Body, frozen=True):
    """`version`: of the rules that were changed."""

    order: Annotated[tuple[AttributionRule, ...], Meta(max_length=4)]
    windows: WindowsBody
    coupon_days: Days
    follow: Literal["first", "last"]
    commission: RatesBody
    version: Annotated[int, Meta(ge=0, le=2_000_000_000)]

    def rules(self) -> AttributionRules:
        given, rates = self.windows, self.commission
        windows = TouchWindows(given.welcome, given.script, given.coupon, given.post, given.mass_message, given.moment)
        commission = CommissionRates(rates.personal, rates.touch, rates.coupon, rates.follow)
        return AttributionRules(self.order, windows, self.coupon_days, self.follow, commission)


@get("/performance", operation_id="getGuidePerformance")
async def performance(request: AnyRequest, period: PeriodName = "month", day: Day = None) -> Leaderboard:
    """Of the day, the week or the month in which `day` lies; without it, of today's."""
    return await services(request).community.performance.desk.leaderboard(actor(request), period, day)


@get("/performance/{user_id:str}/orders", operation_id="listGuideOrders")
async def guide_orders(  # noqa: PLR0913 - the filters of the list
    request: AnyRequest,
    user_id: FromPath[WecomId],
    period: PeriodName = "month",
    day: Day = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Page[CreditedOrder]:
    """The last paid first."""
    desk = services(request).community.performance.desk
    return await desk.orders(actor(request), user_id, (period, day), (cursor, limit))


@get("/performance/{user_id:str}/replies", operation_id="getGuideReplies")
async def guide_replies(
    request: AnyRequest, user_id: FromPath[WecomId], period: PeriodName = "month", day: Day = None
) -> GuideReplies:
    """How the guide answered, day by day, as WeCom counts it; the newest day first, and days that were not read."""
    return await services(request).community.performance.desk.replies(actor(request), user_id, period, day)


@get("/attribution-rules", operation_id="getAttributionRules")
async def attribution_rules(request: AnyRequest) -> RuleBook[AttributionRules]:
    return await services(request).community.performance.rule_books.attribution(actor(request))


@put("/attribution-rules", operation_id="saveAttributionRules")
async def save_attribution_rules(request: AnyRequest, data: JSONBody[AttributionBody]) -> RuleBook[AttributionRules]:
    """For orders paid from now on."""
    desk = services(request).community.performance.rule_books
    return await desk.save_attribution(actor(request), data.rules(), data.version)


ROUTES = [performance, guide_orders, guide_replies, attribution_rules, save_attribution_rules]
