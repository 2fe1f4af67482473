"""Writes every change of a DynamoDB item to a journal before it is answered.

Stock keeps items in memory and writes them only on a clean stop. A snapshot names the first
journal that is not contained in it; a start loads the snapshot and replays the journals from there.
"""

from __future__ import annotations

import contextlib
import json
import threading
from typing import IO, TYPE_CHECKING, Any

from ministack.core import persistence
from ministack.services import dynamodb

from infra.local.cloud import mending

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GENERATION = "item_journal"


class ItemJournal:
    """The journals of one state folder, numbered upwards."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.generation = 0
        self.size = 0
        self._file: IO[str] | None = None
        self._together: list[str] | None = None
        self._lock = threading.RLock()

    def path(self, generation: int) -> Path:
        """Return where a journal lies."""
        return self.folder / f"items.{generation:08d}.jsonl"

    def existing(self) -> list[int]:
        """Return the numbers of the journals on disk, in order."""
        return sorted(int(file.name.split(".")[1]) for file in self.folder.glob("items.*.jsonl"))

    def begin(self) -> int:
        """Start a new journal and return its number."""
        with self._lock:
            if self._file:
                self._file.close()
            self.generation = max([self.generation, *self.existing()], default=0) + 1
            self._file = self.path(self.generation).open("a")
            self.size = 0
            return self.generation

    def add(self, table: dict[str, Any], key: list[Any], item: Any) -> None:
        """Append one change; `None` stands for a removed item."""
        change = json.dumps([table["TableArn"], *key, item], default=persistence._json_default)
        if self._together is None:
            self._write([change])
        else:
            self._together.append(change)

    def _write(self, changes: list[str]) -> None:
        line = f"[{', '.join(changes)}]\n"
        with self._lock:
            if self._file is None:
                self.begin()
            assert self._file is not None  # noqa: S101 - `begin` opened it
            self._file.write(line)
            self._file.flush()
            self.size += len(line)

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """Write what a transaction changes as one line, so that a kill leaves all or nothing."""
        self._together = []
        try:
            yield
        finally:
            changes, self._together = self._together, None
            if changes:
                self._write(changes)

    def replay(self, first: int) -> int:
        """Apply the journals from a number on; return how many changes there were."""
        changes = 0
        for generation in self.existing():
            if generation < first:
                continue
            for line in self.path(generation).read_text().splitlines():
                try:
                    together = json.loads(line, object_hook=persistence._json_object_hook)
                except ValueError:
                    break  # the last line of a killed process; it was never answered
                changes += sum(apply(*change) for change in together)
        return changes

    def forget(self, before: int) -> None:
        """Remove the journals that a snapshot on disk contains."""
        for generation in self.existing():
            if generation < before:
                self.path(generation).unlink(missing_ok=True)


def apply(arn: str, partition: str, sort: str, item: Any) -> int:
    """Bring one journalled change back into its table, if that still exists."""
    _, _, _, region, account, name = arn.split(":", 5)
    table = dynamodb._tables.get_scoped(account, region, name.removeprefix("table/"))
    if table is None:
        return 0
    if item is None:
        dynamodb._remove_item(table, partition, sort)
    else:
        dynamodb._set_item(table, partition, sort, item)
    return 1


def mend(folder: Path) -> ItemJournal:
    """Journal every change of an item and replay what is left at the start."""
    folder.mkdir(parents=True, exist_ok=True)
    mending.require(dynamodb, "_tables", "_set_item", "_remove_item")
    mending.require(persistence, "_json_default", "_json_object_hook")
    journal = ItemJournal(folder)
    restoring = [False]

    def set_item(original: Any, table: Any, partition: Any, sort: Any, item: Any) -> Any:
        old = original(table, partition, sort, item)
        if not restoring[0]:
            journal.add(table, [partition, sort], item)
        return old

    def remove_item(original: Any, table: Any, partition: Any, sort: Any) -> Any:
        old = original(table, partition, sort)
        if old is not None and not restoring[0]:
            journal.add(table, [partition, sort], None)
        return old

    def transact(original: Any, data: Any) -> Any:
        with journal.together():
            return original(data)

    def get_state(original: Any) -> Any:
        # The new journal comes first: what changes during the copy is then in both, and replaying
        # a change twice does no harm.
        generation = journal.begin()
        return {**original(), GENERATION: generation}

    def restore(original: Any, data: dict[str, Any]) -> Any:
        result = original(data)
        restoring[0] = True
        try:
            journal.replay(int((data or {}).get(GENERATION, 0)))
        finally:
            restoring[0] = False
        return result

    mending.wrap(dynamodb, "_set_item", set_item)
    mending.wrap(dynamodb, "_remove_item", remove_item)
    mending.wrap(dynamodb, "_transact_write_items", transact)
    mending.wrap(dynamodb, "get_state", get_state)
    mending.wrap(dynamodb, "_restore_state", restore)
    return journal
