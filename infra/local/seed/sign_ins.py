"""The demo people's sign-ins in the user pool."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from infra.local.seed.people import DemoPerson


def sign_in_of(cognito: Any, pool_id: str, person: DemoPerson) -> UUID:
    """The person's id: of a confirmed sign-in made now, or of the one that is there."""
    attributes = {"email": person.email, "email_verified": "true", "locale": person.language}
    try:
        cognito.admin_create_user(
            UserPoolId=pool_id,
            Username=person.email,
            UserAttributes=[{"Name": k, "Value": v} for k, v in attributes.items()],
            MessageAction="SUPPRESS",
        )
    except cognito.exceptions.UsernameExistsException:
        return _id_of(cognito, pool_id, person)
    cognito.admin_set_user_password(
        UserPoolId=pool_id, Username=person.email, Password=person.password, Permanent=True
    )
    return _id_of(cognito, pool_id, person)


def _id_of(cognito: Any, pool_id: str, person: DemoPerson) -> UUID:
    user = cognito.admin_get_user(UserPoolId=pool_id, Username=person.email)
    return UUID(next(a["Value"] for a in user["UserAttributes"] if a["Name"] == "sub"))
