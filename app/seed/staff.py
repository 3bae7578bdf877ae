"""The people at work: built-in roles, and in a demo one account each, with passwords made for this machine."""

import secrets
from datetime import datetime
from pathlib import Path

import msgspec
import pyotp

from app.http.welcome import DemoAccount
from app.keys import write_private
from app.seed.brand import WORKERS
from app.seed.shop import Shop
from domain.governance.permissions import BUILT_IN_ROLES
from ports.governance.api import Actor

ACCOUNTS = "demo-accounts.json"
LETTERS = "abcdefghjkmnpqrstuvwxyz"
DIGITS = "23456789"


def password() -> str:
    """Twelve letters and digits that cannot be mistaken for one another: some 48 bits, behind a throttled login."""
    parts = (LETTERS, DIGITS, LETTERS)
    return "-".join("".join(secrets.choice(part) for _ in range(4)) for part in parts)


async def hire(shop: Shop, at: datetime, accounts_folder: Path | None) -> None:
    """Without a folder the accounts stay unknown: nobody can use them."""
    services = shop.built.services
    shop.at(at)
    await services.operators.ensure_built_in_roles()
    accounts = []
    for worker in WORKERS:
        secret = password()
        operator_id = await services.operators.ensure(worker.username, worker.name, worker.role, secret)
        assert operator_id is not None, "a shop that is filled has no operators yet"
        actor = Actor(operator_id, worker.name, BUILT_IN_ROLES[worker.role], "127.0.0.1")
        shop.actors[worker.role] = actor
        totp = await _with_totp(shop, actor, at) if worker.has_totp else ""
        accounts.append(DemoAccount(worker.username, secret, worker.role, totp))
    if accounts_folder is not None:
        write_private(accounts_folder / ACCOUNTS, msgspec.json.format(msgspec.json.encode(accounts), indent=1))


async def _with_totp(shop: Shop, actor: Actor, at: datetime) -> str:
    own = shop.built.services.own_account
    secret = (await own.set_up_totp(actor)).secret
    await own.confirm_totp(actor, pyotp.TOTP(secret).at(at))
    return secret
