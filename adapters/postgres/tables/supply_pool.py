"""Pools of supply: units of the stock that are set aside for one campaign."""

from sqlalchemy import CheckConstraint, Column, DateTime, Integer, Table, Uuid

from adapters.postgres.tables.metadata import metadata

# The units of a pool are reserved in `supply.stock`: those that nobody has taken, and (in reservations) those taken.
pool = Table(
    "pool",
    metadata,
    Column("campaign_id", Uuid, primary_key=True),
    Column("sku_id", Uuid, primary_key=True),
    Column("warehouse_id", Uuid, primary_key=True),
    Column("set_aside", Integer, nullable=False),
    Column("taken", Integer, nullable=False, server_default="0"),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("dissolved_at", DateTime(timezone=True)),
    CheckConstraint("taken between 0 and set_aside", name="taken"),
    CheckConstraint("dissolved_at is null or taken = set_aside", name="dissolved"),
    schema="supply",
    postgresql_with={"fillfactor": 70},
)
