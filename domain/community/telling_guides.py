"""A guide is told of a member who is theirs now, by a message of our application in WeCom."""

import structlog

from ports.community.personal_guides import GuideNews, PersonalGuideStore, TellPersonalGuide, ToldGuide
from ports.kernel import UnitOfWork
from ports.outside.wecom import WecomRefused
from ports.outside.wecom_app import AppMessage, WecomApp

log = structlog.get_logger("siyu.wecom")


class TellingGuides:
    def __init__(self, uow: UnitOfWork, store: PersonalGuideStore, app: tuple[WecomApp, str], *, is_on: bool) -> None:
        """`app`: and the address that messages lead to. `is_on`: the shop has papers of WeCom."""
        self._uow = uow
        self._store = store
        self._app, self._url = app
        self._is_on = is_on

    async def on_tell(self, job: TellPersonalGuide) -> None:
        """WeCom passes over the same key within half an hour. Raises WecomThrottled, OutsideUnavailable: again."""
        if not self._is_on:
            return
        async with self._uow.reading() as tx:
            news = await self._store.news(tx, job.assignment_id)
        if news is None:
            return
        told: ToldGuide = "told"
        try:
            if await self._app.tell(_message(news, self._url)):
                told = "unreachable"
        except WecomRefused as refused:
            log.error("a guide could not be told of a member", guide=news.row.guide, errcode=refused.errcode)
            told = "refused"
        async with self._uow.begin() as tx:
            await self._store.told(tx, news.row.id, told)


def _message(news: GuideNews, url: str) -> AppMessage:
    row = news.row
    lines = [f"会员：{news.nickname}", f"原因：{row.reason}"]
    if news.others:
        lines.append(f"TA 已是 {'、'.join(news.others)} 的企业微信客户，如需转接请联系店主")
    else:
        lines.append("TA 会在小程序里看到您的二维码，添加后请及时问候")
    return AppMessage((row.guide,), "您有一位新的专属会员", "\n".join(lines), url, f"personal:{row.id}")
