"""The pseudonym key: made on first use, kept outside repository and home, known to a home by fingerprint."""

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp
from typing import Final

import platformdirs

from etl.warehouse.errors import WarehouseError
from etl.warehouse.home import Home, write_durably

KEY_FILE: Final = "READINESS_KEY_FILE"
PSEUDONYM_BYTES: Final = 16
_KEY_BYTES: Final = 32
_BLOCK: Final = hashlib.sha256().block_size
_INNER, _OUTER = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))
"""What HMAC turns each byte of the key into, for the hash inside and for the one around it (RFC 2104)."""

Pseudonym = Callable[[Sequence[str]], list[bytes]]


def key_path() -> Path:
    """Return where the key lies: READINESS_KEY_FILE, else the user's configuration folder."""
    named = os.environ.get(KEY_FILE)
    return Path(named) if named else platformdirs.user_config_path("thai-readiness") / "pseudonym.key"


def read_key(path: Path) -> bytes:
    """Return the key, made with mode 600 on first use; WarehouseError where the file holds no key."""
    try:
        _make_key(path)
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as fault:
        raise WarehouseError("key_unreadable", path=path) from fault
    if len(key) < _KEY_BYTES:
        raise WarehouseError("key_unreadable", path=path)
    return key


def key_of(home: Home) -> bytes:
    """Return the key of a home being written; another key than the home's first is refused.

    Two keys in one home would make two persons of everybody.
    """
    key = read_key(key_path())
    fingerprint = hmac.digest(key, b"fingerprint of the pseudonym key", hashlib.sha256).hex()
    remembered = home.key_fingerprint_file
    if not remembered.exists():
        write_durably(remembered, fingerprint.encode(), through=home.temporary)
    elif not hmac.compare_digest(remembered.read_text(encoding="ascii").strip(), fingerprint):
        raise WarehouseError("key_other", path=key_path())
    return key


def pseudonyms(key: bytes) -> Pseudonym:
    """Return the function that turns person ids into keyed pseudonyms: 16 bytes of their HMAC-SHA-256.

    The key is hashed once and not once a person, as `hmac.digest` would: a third of its time.
    """
    block = (hashlib.sha256(key).digest() if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
    inner, outer = hashlib.sha256(block.translate(_INNER)), hashlib.sha256(block.translate(_OUTER))

    def pseudonym(person: str) -> bytes:
        inside, around = inner.copy(), outer.copy()
        inside.update(person.encode())
        around.update(inside.digest())
        return around.digest()[:PSEUDONYM_BYTES]

    return lambda persons: list(map(pseudonym, persons))


def _make_key(path: Path) -> None:
    """Write a key unless there is one; it is linked to its name whole, so that nobody reads half of it."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = mkstemp(prefix=f"{path.name}.", dir=path.parent)  # mode 600, a name nobody has
    try:
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(secrets.token_hex(_KEY_BYTES))
            stream.flush()
            os.fsync(stream.fileno())
        with suppress(FileExistsError):  # another process was first: its key is the key
            path.hardlink_to(unfinished)
    finally:
        Path(unfinished).unlink()
