"""`siyu migrate`: bring the database to the schema of this version."""

import os
from collections.abc import Sequence

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from app.runtime.errors import CannotStart
from app.settings import ROOT, load_settings


def main(arguments: Sequence[str] = ()) -> int:
    """Migrate the configured database. Raises `CannotStart` when a newer version of Siyu wrote it."""
    # Whoever migrates needs the database alone, not the merchant's secrets.
    upgrade(os.environ.get("SIYU_DATABASE_URL") or load_settings().database_url)
    return 0


def upgrade(database_url: str) -> None:
    """Run what is missing up to the newest revision. Raises `CannotStart`."""
    config = Config(str(ROOT / "alembic.ini"))
    config.set_main_option("script_location", str(ROOT / "migrations").replace("%", "%%"))
    config.set_main_option("sqlalchemy.url", database_url.replace("%", "%%"))
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        if "locate revision" not in str(error):
            raise
        newest = ", ".join(ScriptDirectory.from_config(config).get_heads())
        raise CannotStart(
            f"the database was written by a newer Siyu ({error}; newest here: {newest}); use that version, "
            "or set SIYU_HOME or SIYU_DATABASE_URL to another place"
        ) from error
    except OSError as error:
        raise CannotStart(f"the database does not answer: {error} (look at SIYU_DATABASE_URL)") from error
