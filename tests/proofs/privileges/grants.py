"""What each function may do, and what it did: from the deployed roles, or from the template."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from tests.support.product import Product
from tests.support.stacks import Names, Stack, policies

OF_AWS = "arn:aws:iam::aws:policy/"


class Grant(NamedTuple):
    """An action on a resource, or pattern of resources, that a function is allowed."""

    function: str
    action: str
    resource: str

    def covers(self, use: Use) -> bool:
        """Whether a call needs it."""
        same = self.function == use.function and fnmatchcase(use.action, self.action)
        return same and fnmatchcase(use.resource, self.resource)

    def __str__(self) -> str:
        return " ".join(self)


class Use(NamedTuple):
    """A call that a function made."""

    function: str
    action: str
    resource: str
    allowed: bool = True

    def __str__(self) -> str:
        return " ".join(self[:3])


def unused(grants: Iterable[Grant], uses: set[Use]) -> list[Grant]:
    """What is granted and no call needs."""
    return [grant for grant in grants if not any(grant.covers(use) for use in uses)]


def missing(grants: set[Grant], uses: Iterable[Use]) -> list[Use]:
    """The calls that were refused, or that nothing of ours grants."""
    granted = (any(grant.covers(use) for grant in grants) for use in uses)
    return [use for use, known in zip(uses, granted, strict=True) if not known or not use.allowed]


def too_wide(grants: Iterable[Grant]) -> list[Grant]:
    """The grants of anything, or on everything."""
    return [each for each in grants if "*" in each.action or each.resource == "*"]


def patterns(grants: Iterable[Grant]) -> list[Grant]:
    """The grants on whatever fits a pattern; one call would make each of them look used."""
    return [each for each in grants if set("*?") & set(each.resource)]


class Deployment:
    """The roles of a deployed product, and what they were used for."""

    def __init__(self, product: Product) -> None:
        self._product = product
        self._iam = product.client("iam")
        self._roles = product.roles()
        self.functions = sorted(self._roles.values())

    def grants(self) -> set[Grant]:
        """What the functions' own policies allow."""
        return {
            grant
            for role, function in self._roles.items()
            for document in self._documents(role)
            for grant in grants_of(function, document)
        }

    def managed(self) -> list[str]:
        """The policies written by AWS that a function has, as `function policy`."""
        return [
            f"{function} {arn.rpartition('/')[2]}"
            for role, function in self._roles.items()
            for arn in self._attached(role)
            if arn.startswith(OF_AWS)
        ]

    def uses(self) -> set[Use]:
        """Every kind of call that a function made."""
        return {
            Use(self._roles[each["role"]], each["action"], each["resource"], each["allowed"])
            for each in self._product.calls()
            if each["role"] in self._roles
        }

    def _documents(self, role: str) -> Iterator[dict[str, Any]]:
        for name in self._iam.list_role_policies(RoleName=role)["PolicyNames"]:
            yield self._iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        for arn in self._attached(role):
            if not arn.startswith(OF_AWS):
                version = self._iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
                found = self._iam.get_policy_version(PolicyArn=arn, VersionId=version)
                yield found["PolicyVersion"]["Document"]

    def _attached(self, role: str) -> list[str]:
        found = self._iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
        return [each["PolicyArn"] for each in found]


def grants_of(function: str, document: dict[str, Any]) -> Iterator[Grant]:
    """The grants of a policy."""
    for statement in document["Statement"]:
        for action in _listed(statement["Action"]):
            for resource in _listed(statement["Resource"]):
                yield Grant(function, action, resource)


def granted_by(stacks: dict[str, Stack]) -> set[Grant]:
    """What the stacks of a stage grant to functions, on names like AWS's."""
    names, written = Names(stacks), policies(stacks)
    resources = stacks["Root"]["Resources"]
    found: set[Grant] = set()
    for resource in resources.values():
        if resource["Type"] != "AWS::Lambda::Function":
            continue
        function = names.text(resource["Properties"]["FunctionName"]).split("-", 2)[2]
        role = resource["Properties"]["Role"]["Fn::GetAtt"][0]
        attached = resources[role]["Properties"].get("ManagedPolicyArns", [])
        shared = [f"{each['Ref']}.policy" for each in attached if "Ref" in each]
        for name, document in written.items():
            if name.startswith(f"Root.{role}.") or name.removeprefix("Root.") in shared:
                found |= set(grants_of(function, document))
    return found


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
