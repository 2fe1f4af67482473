"""The inbox: stored first, then sent to every open tab."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from functions.notifications import schemas
from functions.notifications.domain import KINDS, Message, Position
from functions.notifications.service.ports import InboxStore, PreferenceStore
from functions.notifications.service.push import Push
from serenity.clock import Clock
from serenity.data import Database
from serenity.errors import NotFound, invalid
from serenity.events import Event

BEYOND = 10**12  # above every sequence


class Inbox:
    """Lists, reads and fills a person's inbox."""

    def __init__(
        self,
        store: InboxStore,
        preferences: PreferenceStore,
        database: Database,
        push: Push,
        clock: Clock,
    ) -> None:
        self._store = store
        self._preferences = preferences
        self._database = database
        self._push = push
        self._clock = clock

    def list(self, user_id: UUID, query: schemas.InboxQuery) -> schemas.Inbox:
        """A page: newest first below `before`, or oldest first above `after`.

        Raises:
            Invalid: when both are given.
        """
        if query.before is not None and query.after is not None:
            raise invalid("/after", "exclusive", "Give before or after, not both.", where="query")
        position = self._store.position(user_id)
        next_before = None
        if query.after is not None:
            found = self._store.since(user_id, min(query.after, BEYOND), query.limit)
        else:
            before = min(query.before or BEYOND, BEYOND)
            found = self._store.newest(user_id, before, query.limit + 1)
            if len(found) > query.limit:
                found = found[: query.limit]
                next_before = found[-1].sequence
        return schemas.Inbox(
            items=[_document(message, position) for message in found],
            unread=self._store.unread(user_id, position),
            next_before=next_before,
            latest=position.latest,
        )

    def read(self, user_id: UUID, sequence: int) -> schemas.ReadState:
        """Mark one message as read, here and in every open tab.

        Raises:
            NotFound: if there is no such message.
        """
        known = 0 < sequence < BEYOND
        if not known or not self._store.mark_read(user_id, sequence, self._clock.now()):
            raise NotFound("There is no such message.")
        unread = self._unread(user_id)
        self._push.send(user_id, {"type": "read", "sequence": sequence, "unread": unread})
        return schemas.ReadState(unread=unread)

    def read_up_to(self, user_id: UUID, sequence: int) -> schemas.ReadState:
        """Mark every message up to a sequence as read, here and in every open tab."""
        reach = min(sequence, self._store.position(user_id).latest)
        if reach:
            self._store.mark_read_up_to(user_id, reach, self._clock.now())
        unread = self._unread(user_id)
        self._push.send(user_id, {"type": "read", "up_to": reach, "unread": unread})
        return schemas.ReadState(unread=unread)

    def receive(self, event: Event) -> None:
        """Consume an event that people are told of: kept once per event id, then pushed."""
        kind = KINDS[event.type]
        listener = self._preferences.listener(self._database.reader(event.user_id))
        # No profile: the account was erased, and nothing of it may come back.
        if listener is None:
            return
        now = self._clock.now()
        quiet = listener.choices.quiet(kind, now, listener.zone)
        draft = Message(event.id, kind, event.data, now, quiet)
        _document(draft, Position())  # an event that breaks the contract is refused, not stored
        kept = self._store.append(event.user_id, draft)
        if kept is not None:
            self._tell(event.user_id, kept)

    def _tell(self, user_id: UUID, message: Message) -> None:
        document = _document(message, Position()).model_dump(mode="json", exclude_none=True)
        unread = self._unread(user_id)
        self._push.send(
            user_id, {"type": "notification", "notification": document, "unread": unread}
        )

    def _unread(self, user_id: UUID) -> int:
        return self._store.unread(user_id, self._store.position(user_id))


def _document(message: Message, position: Position) -> schemas.Notification:
    return schemas.Notification.model_validate(
        {
            "id": message.id,
            "sequence": message.sequence,
            "content": {**message.data, "kind": message.kind},
            "created_at": message.created_at,
            "quiet": message.quiet,
            "read_at": _read_at(message, position),
        }
    )


def _read_at(message: Message, position: Position) -> datetime | None:
    """When a message was read; those read together carry the time of the latest such mark."""
    if message.read_at is None and message.sequence <= position.read_up_to:
        return position.read_up_to_at
    return message.read_at
