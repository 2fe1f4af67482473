"""Who is calling: the principal an authorizer vouches for, and the policies routes may name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_args
from uuid import UUID

from serenity.errors import Forbidden, Unauthorized

Policy = Literal["public", "user", "owner-of", "member-of", "teacher", "admin", "premium"]
POLICIES: frozenset[str] = frozenset(get_args(Policy))
RECENT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Principal:
    """A verified caller: the person, the session, and when they last proved who they are."""

    user_id: UUID
    session_id: str
    authenticated_at: datetime
    roles: frozenset[str] = frozenset()

    @classmethod
    def from_context(cls, context: Mapping[str, Any]) -> Principal:
        """The principal in an API Gateway request context.

        Raises:
            Unauthorized: when no authorizer vouched for the caller.
        """
        vouched = context.get("authorizer") or {}
        try:
            return cls(
                user_id=UUID(vouched["user_id"]),
                session_id=str(vouched["session_id"]),
                authenticated_at=datetime.fromtimestamp(float(vouched["authenticated_at"]), UTC),
                roles=frozenset(filter(None, str(vouched.get("roles", "")).split(","))),
            )
        except (KeyError, ValueError):
            raise Unauthorized("This needs a signed-in person.") from None

    def context(self) -> dict[str, str]:
        """The authorizer context that `from_context` reads; API Gateway carries only strings."""
        return {
            "user_id": str(self.user_id),
            "session_id": self.session_id,
            "authenticated_at": str(int(self.authenticated_at.timestamp())),
            "roles": ",".join(sorted(self.roles)),
        }

    def require_recent(self, now: datetime) -> None:
        """Refuse unless the person proved who they are within the last five minutes.

        Raises:
            Forbidden: of kind `reauthenticate`.
        """
        if now - self.authenticated_at > RECENT:
            raise Forbidden(
                "This needs a fresh proof that it is you.",
                kind="reauthenticate",
                next_step="Confirm your password or sign in with your provider again.",
            )

    def may(self, policy: Policy) -> bool:
        """Whether a policy that names a role is met; ownership is decided by the rows."""
        return policy in {"public", "user", "owner-of", "member-of"} or policy in self.roles
