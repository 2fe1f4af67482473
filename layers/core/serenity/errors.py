"""Problems a request can meet; `serenity.http` turns each into an RFC 9457 answer."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class FieldError:
    """One invalid field: a JSON pointer inside body, query, path or header, and why."""

    where: str
    pointer: str
    code: str
    detail: str

    def document(self) -> dict[str, str]:
        """The member of `errors` in a problem document."""
        return {
            "in": self.where,
            "pointer": self.pointer,
            "code": self.code,
            "detail": self.detail,
        }


class Problem(Exception):
    """A refusal with its cause (`detail`) and what the caller can do about it (`next_step`).

    `members` become extension members of the problem document; `headers` are sent with it.
    """

    status: ClassVar[int] = 500
    kind: ClassVar[str] = "internal"
    default_next_step: ClassVar[str | None] = None

    def __init__(
        self,
        detail: str,
        *,
        kind: str | None = None,
        next_step: str | None = None,
        headers: dict[str, str] | None = None,
        **members: Any,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.name = kind or self.kind
        self.next_step = next_step or self.default_next_step
        self.headers = headers or {}
        self.members = members

    def document(self, instance: str | None) -> dict[str, Any]:
        """The RFC 9457 problem document."""
        document: dict[str, Any] = {
            "type": f"/problems/{self.name}",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
        }
        if self.next_step:
            document["next_step"] = self.next_step
        if instance:
            document["instance"] = f"/requests/{instance}"
        return document | self.members


class Malformed(Problem):
    """The request cannot be read at all."""

    status = 400
    kind = "malformed"


class Unauthorized(Problem):
    """The caller is not signed in."""

    status = 401
    kind = "unauthorized"
    default_next_step = "Sign in and try again."


class Erased(Unauthorized):
    """The person asked to be erased; nothing of them is written any more."""

    default_next_step = "Nothing is left to do here; a new account begins afresh."


class Forbidden(Problem):
    """The caller is known and may not do this."""

    status = 403
    kind = "forbidden"


class NotFound(Problem):
    """Nothing here that the caller may see; unknown and foreign ids answer alike."""

    status = 404
    kind = "not-found"
    default_next_step = "Check the address, or load the list again."


class Conflict(Problem):
    """The request contradicts what is stored."""

    status = 409
    kind = "conflict"


class PreconditionFailed(Problem):
    """Someone changed the record since the caller read it."""

    status = 412
    kind = "changed-meanwhile"
    default_next_step = "Load the record again and repeat your change."


class TooLarge(Problem):
    """The body is larger than this API reads."""

    status = 413
    kind = "too-large"


class Invalid(Problem):
    """The request was read and is not valid; `errors` names every field at fault."""

    status = 422
    kind = "validation"
    default_next_step = "Correct the fields named in errors and send the request again."

    def __init__(self, errors: list[FieldError], detail: str = "The request is not valid.") -> None:
        super().__init__(detail, errors=[error.document() for error in errors])


class PreconditionRequired(Problem):
    """The route changes a record and needs to know which version the caller saw."""

    status = 428
    kind = "if-match-required"
    default_next_step = "Send If-Match with the ETag of the version you read."


class TooManyRequests(Problem):
    """The caller tries too often."""

    status = 429
    kind = "too-many-requests"

    def __init__(self, detail: str, retry_after: int) -> None:
        super().__init__(
            detail,
            headers={"Retry-After": str(retry_after)},
            next_step=f"Wait {retry_after} seconds and try again.",
        )


class Unavailable(Problem):
    """A part we depend on does not answer; nothing is lost by trying again."""

    status = 503
    kind = "unavailable"

    def __init__(self, detail: str, retry_after: int = 2) -> None:
        super().__init__(
            detail,
            headers={"Retry-After": str(retry_after)},
            next_step="Try again in a moment; repeat the same Idempotency-Key.",
        )


def invalid(pointer: str, code: str, detail: str, where: str = "body") -> Invalid:
    """An `Invalid` problem about one field."""
    return Invalid([FieldError(where, pointer, code, detail)])
