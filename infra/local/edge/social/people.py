"""The people who can consent: a few made-up ones, or whoever is typed in."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_EMAIL = re.compile(r"[^@\s<>\"']{1,64}@[^@\s<>\"']+\.[^@\s<>\"'.]+")
_LONGEST_NAME = 100
_LONGEST_EMAIL = 254
SOMEONE_ELSE = "other"


@dataclass(frozen=True)
class Person:
    """Someone a provider knows."""

    given_name: str
    family_name: str
    email: str
    locale: str

    @property
    def name(self) -> str:
        """The full name as shown."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def initials(self) -> str:
        """Up to two letters that stand for the face."""
        return "".join(part[:1] for part in (self.given_name, self.family_name)).upper()

    def claims(self, slug: str, scope: str) -> dict[str, Any]:
        """Return what the granted scopes tell; the subject is stable per provider and e-mail."""
        subject = hashlib.sha256(f"{slug}:{self.email.lower()}".encode()).hexdigest()
        claims: dict[str, Any] = {"sub": str(int(subject[:17], 16)).zfill(21)}
        scopes = scope.split()
        if "email" in scopes:
            claims |= {"email": self.email, "email_verified": True}
        if "profile" in scopes:
            claims |= {
                "name": self.name,
                "given_name": self.given_name,
                "family_name": self.family_name,
                "locale": self.locale,
            }
        return claims


def demo_people(slug: str) -> list[Person]:
    """Return the made-up people of a provider; `.example` can never be a real mailbox."""
    domain = f"{slug}.example"
    return [
        Person("Inès", "Haddad", f"ines.haddad@{domain}", "fr"),
        Person("Noé", "Lambert", f"noe.lambert@{domain}", "fr"),
        Person("Maya", "Okafor", f"maya.okafor@{domain}", "en"),
    ]


def typed_person(form: Mapping[str, str], locale: str) -> tuple[Person | None, dict[str, str]]:
    """Return the person typed in, or the text keys of what is wrong by field."""
    name = " ".join(form.get("name", "").split())
    email = form.get("email", "").strip()
    faults = {}
    if not name or len(name) > _LONGEST_NAME:
        faults["name"] = "consent_name_fault"
    if len(email) > _LONGEST_EMAIL or not _EMAIL.fullmatch(email):
        faults["email"] = "consent_email_fault"
    if faults:
        return None, faults
    given, _, family = name.partition(" ")
    return Person(given, family, email, locale), {}
