"""Where files lie: a folder of this machine, or any place that fsspec knows by a URL (S3, GCS, a hub, SFTP ...).

>>> location("data/card")
PosixPath('data/card')
>>> bucket = location("memory://bucket/card")
>>> (bucket / "data" / "a.parquet").path, is_remote(bucket), is_remote(location("data"))
('/bucket/card/data/a.parquet', True, False)

Both kinds have pathlib's methods (universal_pathlib), so most code does not care. A remote place differs in two ways:
nothing can be appended to or locked there, and what is written is whole when it is visible.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from caalm.errors import InputError

if TYPE_CHECKING:
    from upath import UPath

Location: TypeAlias = "Path | UPath"

_LOCAL = ("file://", "local://")


def location(place: str | Location) -> Location:
    """The folder or file of that name or URL; InputError where the library for its kind is not installed."""
    if not isinstance(place, str):
        return place
    for prefix in _LOCAL:
        if place.startswith(prefix):
            return Path(place.removeprefix(prefix))
    if "://" not in place:
        return Path(place)
    try:
        from upath import UPath
    except ImportError:
        raise InputError(f"{place}: places named by a URL need universal_pathlib: pip install 'caalm[ray]'") from None
    try:
        found = UPath(place)
        _ = found.fs  # the library of this kind of place is imported here
    except (ImportError, ValueError) as error:
        raise InputError(f"{place} cannot be opened: {str(error).splitlines()[0]}") from None
    return found


def is_remote(place: Location) -> bool:
    """Whether a place is named by a URL."""
    return not isinstance(place, Path)


def shared_name(place: Location) -> str:
    """The name by which another process, perhaps on another machine, finds the same place."""
    return str(place.absolute()) if isinstance(place, Path) else str(place)
