"""Files written whole: a reader sees the old one or the new one, and equal content gives equal bytes."""

import os
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_FIRST_MEMBERS: Final = ("[Content_Types].xml", "_rels/.rels")
_ZIP_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE: Final = 0o600 << 16


def replace_file(path: Path, content: bytes) -> None:
    """Put `content` at `path` atomically: a reader sees the old file or the whole new one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def settled(archive: BytesIO, replaced: dict[str, bytes]) -> bytes:
    """Return the zip archive with its members in a fixed order, with fixed times and rights."""
    result = BytesIO()
    with ZipFile(archive) as source, ZipFile(result, "w", ZIP_DEFLATED) as target:
        names = sorted(source.namelist(), key=lambda name: (name not in _FIRST_MEMBERS, name))
        for name in names:
            member = ZipInfo(name, date_time=_ZIP_EPOCH)
            member.compress_type = ZIP_DEFLATED
            member.create_system = 3
            member.external_attr = _PLAIN_FILE
            target.writestr(member, replaced.get(name) or source.read(name))
    return result.getvalue()
