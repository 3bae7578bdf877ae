"""Alembic's environment: one database, addressed by SIYU_DATABASE_URL or by `sqlalchemy.url` of the caller."""

import asyncio
import importlib
import os
import pkgutil

from alembic import context
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine

from adapters.postgres import tables
from adapters.postgres.tables.metadata import metadata

for module in pkgutil.iter_modules(tables.__path__):
    importlib.import_module(f"{tables.__name__}.{module.name}")

MIGRATION_LOCK = 7_318_001


def _is_ours(item: object, name: str | None, kind: str, reflected: bool, compared: object) -> bool:
    # Alembic's own table is in no metadata.
    return (kind, name) != ("table", "alembic_version")


def _migrate(connection: Connection) -> None:
    # Two deployments that start at once must not both migrate.
    connection.execute(text("select pg_advisory_lock(:key)"), {"key": MIGRATION_LOCK})
    connection.commit()
    try:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            include_schemas=True,
            version_table_schema="public",
            compare_server_default=False,
            include_object=_is_ours,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
    finally:
        connection.execute(text("select pg_advisory_unlock(:key)"), {"key": MIGRATION_LOCK})
        connection.commit()


async def _run() -> None:
    url = context.config.get_main_option("sqlalchemy.url") or os.environ["SIYU_DATABASE_URL"]
    engine = create_async_engine(url.replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.connect() as connection:
        await connection.run_sync(_migrate)
    await engine.dispose()


asyncio.run(_run())
