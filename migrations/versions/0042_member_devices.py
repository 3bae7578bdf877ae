"""The device that a member was last seen with, as a small enumeration."""

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        alter table members.member
            add column device_system text,
            add column device_client text,
            add column device_seen_at timestamptz,
            add constraint ck_member_device check (
                (device_system is null) = (device_client is null)
                and (device_system is null) = (device_seen_at is null)
                and (device_system is null or device_system in
                     ('ios', 'android', 'harmony', 'windows', 'mac', 'other'))
                and (device_client is null or device_client in ('mini_program', 'wechat', 'browser', 'other')))
    """)


def downgrade() -> None:
    op.execute("""
        alter table members.member
            drop constraint ck_member_device,
            drop column device_system,
            drop column device_client,
            drop column device_seen_at
    """)
