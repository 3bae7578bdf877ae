"""Guides come in through WeCom: sessions, signatures of pages, the header (G3)."""

import hashlib
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from msgspec import Struct

from ports.cache import Invalidation, session_topic
from ports.community.sidebar import (
    GuideSelf,
    GuideSession,
    LoginAddress,
    LoginAnswer,
    LoginNotBegun,
    PageSignatures,
)
from ports.community.sidebar_store import GuideSessionStore, SidebarViews
from ports.kernel import Clock, Invalid, NotFound, Rng, UnitOfWork
from ports.outside.wecom_app import StaffLoginRefused, WecomApp

SESSION_LASTS = timedelta(hours=12)
"""A working day: WeCom signs in again by itself."""
LOGIN_LASTS = timedelta(minutes=10)
"""From leaving for WeCom's login page until the sign-in; WeCom's code lives five minutes."""
TOKEN_BYTES = 32


class Place(Struct, frozen=True):
    """Where the sidebar lives. `corp_id` is empty in a shop without WeCom; `login_host` without a trailing slash.

    `app_id`: the mini-program that cards open.
    """

    corp_id: str
    agent_id: str
    app_id: str
    public_url: str
    login_host: str


def token_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


class GuideAccess:
    def __init__(
        self,
        uow: UnitOfWork,
        stores: tuple[GuideSessionStore, SidebarViews],
        outside: tuple[WecomApp, Invalidation],
        place: Place,
        system: tuple[Clock, Rng],
    ) -> None:
        self._uow = uow
        self._sessions, self._views = stores
        self._app, self._invalidation = outside
        self._place = place
        self._clock, self._rng = system

    async def sign_in(self, answer: LoginAnswer) -> GuideSession:
        """Of a login that this browser began: a link with somebody else's code signs nobody in.

        Raises LoginNotBegun, StaffLoginRefused, OutsideUnavailable. State and code are single-use: nothing is retried.
        """
        if not self._place.corp_id:
            raise StaffLoginRefused
        state, secret = token_hash(answer.state), token_hash(answer.secret)
        async with self._uow.single() as tx:
            if not await self._sessions.use_login(tx, state, secret, self._clock.now()):
                raise LoginNotBegun
        user_id = await self._app.staff_of(answer.code)
        token, now = self._rng.token(TOKEN_BYTES), self._clock.now()
        async with self._uow.begin() as tx:
            if not await self._sessions.open(tx, user_id, token_hash(token), (now, now + SESSION_LASTS)):
                raise StaffLoginRefused("您不在导购名单里，请联系管理员开通客户联系")
            found = await self._views.me(tx, user_id, now)
            assert found is not None, "a session was opened for them"
        return GuideSession(token, now + SESSION_LASTS, found)

    async def sign_out(self, token: str) -> None:
        async with self._uow.begin() as tx:
            await self._sessions.close(tx, token_hash(token))
        await self._invalidation.changed([session_topic(token)])

    async def session_guide(self, token: str) -> str | None:
        """None: no session, or the guide works here no more."""
        async with self._uow.reading() as tx:
            return await self._sessions.user(tx, token_hash(token), self._clock.now())

    async def forget_sessions(self) -> int:
        """Sweep: sessions and logins that have run out."""
        async with self._uow.single() as tx:
            return await self._sessions.forget(tx, self._clock.now())

    async def me(self, guide: str) -> GuideSelf:
        async with self._uow.reading() as tx:
            found = await self._views.me(tx, guide, self._clock.now())
        if found is None:
            raise NotFound
        return found

    async def begin_login(self, return_to: str | None) -> LoginAddress:
        """Back to `return_to`, a path of the sidebar, which gets `code` and `state` beside its own query.

        Raises Invalid.
        """
        path = return_to or "/sidebar/"
        parts = urlsplit(path)
        if parts.scheme or parts.netloc or not parts.path.startswith("/sidebar/") or "\\" in path or ".." in path:
            raise Invalid("只能回到侧边栏的页面", field="returnTo")
        if not self._place.corp_id:
            return LoginAddress(False, "")
        secret = self._rng.token(TOKEN_BYTES)
        # WeCom takes letters and digits alone (at most 128).
        state = token_hash(self._rng.token(TOKEN_BYTES)).hex()
        until = self._clock.now() + LOGIN_LASTS
        async with self._uow.single() as tx:
            await self._sessions.begin_login(tx, token_hash(state), token_hash(secret), until)
        query = {
            "appid": self._place.corp_id,
            "redirect_uri": self._place.public_url + path,
            "response_type": "code",
            "scope": "snsapi_base",
            "state": state,
            "agentid": self._place.agent_id,
        }
        host = self._place.login_host
        url = f"{host}/connect/oauth2/authorize?{urlencode(query)}#wechat_redirect"
        return LoginAddress(True, url, state, secret)

    async def signature(self, url: str) -> PageSignatures:
        """Of a page of our own. Raises Invalid, OutsideUnavailable."""
        asked, own = urlsplit(url), urlsplit(self._place.public_url)
        if (asked.scheme, asked.netloc) != (own.scheme, own.netloc):
            raise Invalid("只能为本站的页面签名", field="url")
        if not self._place.corp_id:
            raise Invalid("还没有接入企业微信", field="url")
        page = url.partition("#")[0]
        return PageSignatures(page, await self._app.sign(page))
