"""What goes wrong, with its place."""

from __future__ import annotations


class ZoneError(Exception):
    """Base of all errors of this package.

    Attributes:
        kind: a stable short name, such as ``bad_ttl``, ``input``, ``pipeline`` or ``no_snapshot``.
        file: the file at fault as the caller named it, or None.
        line: its line, from 1, or None.
        column: the column, from 1 (bytes in a zone, characters in a pipeline), or None.
        byte: offset in the plain bytes of a zone, or None.
        text: the first line of the record as written, at most 200 bytes, or None. Hostile: escape it before it is shown.
        hint: what can be done about it, or None.
    """

    def __init__(
        self,
        message: str,
        *,
        kind: str = "failed",
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
        byte: int | None = None,
        text: bytes | None = None,
        hint: str | None = None,
        errno: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.kind = kind
        self.file = file
        self.line = line
        self.column = column
        self.byte = byte
        self.text = text
        self.hint = hint
        self.errno = errno

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class RecordError(ZoneError, ValueError):
    """A record that cannot be read, where that is not tolerated (``strict=True``, ``stop_after=N``)."""


class InputError(ZoneError, OSError):
    """A file or folder that cannot be read or written; ``errno`` is set where the system gave one."""


class PipelineError(ZoneError, ValueError):
    """A mistake in a pipeline, in a table definition, or in the cohort file."""


class StoreError(ZoneError, LookupError):
    """No such store, snapshot, table or domain; or a snapshot that is already there."""


class ArgumentError(ZoneError, ValueError):
    """An argument that cannot be used: a type, date, origin or lookup that is none."""
