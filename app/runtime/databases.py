"""Databases on a server that is ours to use: made from a template in a fraction of a second, dropped again."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import asyncpg


def with_database(url: str, name: str) -> str:
    """The same address with another database."""
    return url.rsplit("/", 1)[0] + "/" + name


def create_database(server_url: str, name: str, template: str = "template1") -> str:
    """Make a database, replacing one of this name, and give its address. Nobody may be connected to the template."""
    drop_database(server_url, name)
    run_statements(server_url, [f'create database "{name}" template "{template}" strategy file_copy'])
    return with_database(server_url, name)


def drop_database(server_url: str, name: str) -> None:
    """Drop it, ending who is connected; no error if it is not there."""
    run_statements(server_url, [f'drop database if exists "{name}" with (force)'])


def run_statements(url: str, statements: Sequence[str]) -> None:
    """Run statements one by one, each in a transaction of its own, from code that is not asynchronous."""

    async def run() -> None:
        connection = await asyncpg.connect(url)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    # A thread of its own: the caller may be called from within a running loop.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, run()).result()
