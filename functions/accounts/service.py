"""Use cases of the profile: health, first arrival, reading and changing it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, LiteralString, Protocol
from uuid import UUID

from functions.accounts.domain import Arrival
from functions.accounts.schemas import Health, Profile, ProfileChange
from serenity.data import Database, Reader, Unit
from serenity.errors import NotFound, PreconditionFailed, invalid
from serenity.vault import Vault

NAME_PLACE = "accounts.profile.display_name"
EMAIL_PLACE = "accounts.profile.email"
NOBODY = UUID(int=0)


class Profiles(Protocol):
    """Keeps profiles and known devices."""

    def find(self, reader: Reader) -> Mapping[str, Any] | None:
        """The person's profile."""
        ...

    def change(
        self, unit: Unit, version: int, changes: Mapping[str, Any]
    ) -> Mapping[str, Any] | None:
        """Change the profile if it still has that version; answers it, or None."""
        ...

    def arrive(self, unit: Unit, profile: Mapping[str, Any], device_hash: str) -> bool:
        """Make the profile if there is none, note the device; tells whether to warn of it."""
        ...


class AccountsService:
    """The profile of a person, and whether the product is up."""

    def __init__(self, database: Database, profiles: Profiles, vault: Vault, version: str) -> None:
        self._database = database
        self._profiles = profiles
        self._vault = vault
        self._version = version

    def health(self) -> Health:
        """Up, if the database answers."""
        alive: LiteralString = "SELECT 1 AS alive"
        self._database.reader(NOBODY).fetch(alive)
        return Health(status="ok", version=self._version)

    def profile(self, reader: Reader) -> Profile:
        """The person's profile."""
        row = self._profiles.find(reader)
        if row is None:
            raise NotFound("You have no profile yet.", next_step="Sign in once in the web client.")
        return self._document(row)

    def change(self, unit: Unit, body: ProfileChange, version: int) -> Profile:
        """Change what the body names; what it leaves out stays."""
        given = body.model_dump(exclude_unset=True)
        _refuse_empty(given)
        row = self._profiles.change(unit, version, self._sealed(unit.user_id, given))
        if row is None:
            if self._profiles.find(unit) is None:
                raise NotFound("You have no profile yet.")
            raise PreconditionFailed("Your profile was changed meanwhile.")
        return self._document(row)

    def entering(self, user_id: UUID) -> AbstractContextManager[Unit]:
        """A unit for a person who signs in; an erased person is refused."""
        return self._database.unit(user_id)

    def arrive(
        self, unit: Unit, arrival: Arrival, device_hash: str, news: Mapping[str, Any]
    ) -> None:
        """Welcome a person who just signed in: a profile at first, a warning for a new device."""
        profile = {
            "language": arrival.language,
            "has_password": arrival.has_password,
            "email": self._seal(unit.user_id, EMAIL_PLACE, arrival.email),
            "display_name": self._seal(unit.user_id, NAME_PLACE, arrival.name),
        }
        if self._profiles.arrive(unit, profile, device_hash):
            unit.emit("SignedInFromNewDevice", news)

    def sessions_ended(self, user_id: UUID, session_ids: list[str]) -> None:
        """Tell the other domains which sessions of a person count no more."""
        with self._database.unit(user_id) as unit:
            unit.emit("SessionsEnded", {"session_ids": session_ids})

    def _sealed(self, user_id: UUID, given: Mapping[str, Any]) -> dict[str, Any]:
        changes = dict(given)
        if "focus" in changes:
            changes["focus"] = list(dict.fromkeys(changes["focus"]))
        if changes.get("display_name") is not None:
            changes["display_name"] = self._seal(user_id, NAME_PLACE, changes["display_name"])
        return changes

    def _seal(self, user_id: UUID, place: str, text: str | None) -> bytes | None:
        return None if text is None else self._vault.seal(user_id, place, text)

    def _open(self, user_id: UUID, place: str, sealed: bytes | None) -> str | None:
        return None if sealed is None else self._vault.open(user_id, place, sealed)

    def _document(self, row: Mapping[str, Any]) -> Profile:
        user_id: UUID = row["user_id"]
        opened = {
            "display_name": self._open(user_id, NAME_PLACE, row["display_name"]),
            "email": self._open(user_id, EMAIL_PLACE, row["email"]),
        }
        return Profile.model_validate({**row, **opened})


def _refuse_empty(given: Mapping[str, Any]) -> None:
    """Only the name may be emptied; every other setting has a value."""
    for name, value in given.items():
        if value is None and name != "display_name":
            raise invalid(f"/{name}", "null", "This setting cannot be empty; leave it out.")
