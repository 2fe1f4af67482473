"""What the template says agrees with the code it deploys."""

from __future__ import annotations

import importlib
import json
import re
from dataclasses import fields

import pytest
import yaml

from functions.accounts.attempts import ORIGIN_SECRET
from infra.local.edge.security import content_security_policy
from infra.local.packaging import ROOT, read_template
from serenity.idempotency import LEASE, WAIT_SECONDS
from serenity.settings import Settings
from tests.support.templates import functions, repeated, resources, transformed

FUNCTIONS = functions()
# Read by the libraries or by the migrations, which are no domain.
ELSEWHERE = {
    "LOG_LEVEL", "POWERTOOLS_SERVICE_NAME", "POWERTOOLS_METRICS_NAMESPACE",
    "OWNER_DATABASE_URL", "OWNER_SECRET_ARN", "ROLE_PASSWORD", "ROLE_SECRETS_PREFIX",
}  # fmt: skip
WITHOUT_DATABASE = {
    "AuthorizerFunction", "NotificationsSocketFunction", "NotificationsTicketFunction",
}  # fmt: skip


def short_name(properties: dict[str, object]) -> str:
    name = properties["FunctionName"]
    assert isinstance(name, dict)
    return str(name["Fn::Sub"]).removeprefix("serenity-${Stage}-")


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_handler_exists(name: str) -> None:
    module, _, handler = FUNCTIONS[name]["Handler"].rpartition(".")
    assert callable(getattr(importlib.import_module(module), handler))


def test_every_function_has_logs_and_alarms() -> None:
    names = {short_name(properties) for properties in FUNCTIONS.values()}
    assert set(repeated("logs.yaml", "Groups")) == names
    assert set(repeated("observability.yaml", "Functions")) == names


def test_every_function_has_a_build() -> None:
    makefiles = [
        (ROOT / folder / "Makefile").read_text() for folder in ("functions", "infra/migrations")
    ]
    rules = set(re.findall(r"build-(\w+)", "".join(makefiles)))
    assert rules == set(FUNCTIONS)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_settings_are_ones_the_code_reads(name: str) -> None:
    common = read_template(ROOT / "template.yaml")["Globals"]["Function"]["Environment"][
        "Variables"
    ]
    given = set(common) | set(FUNCTIONS[name]["Environment"]["Variables"])
    assert given - ELSEWHERE <= {field.name.upper() for field in fields(Settings)} - {"AWS_REGION"}


@pytest.mark.parametrize("name", sorted(set(FUNCTIONS) - WITHOUT_DATABASE - {"MigrateFunction"}))
def test_a_function_logs_in_as_its_domain_only(name: str) -> None:
    properties = FUNCTIONS[name]
    domain = properties["Handler"].split(".")[1]
    assert properties["Environment"]["Variables"]["DATABASE_USER"] == domain
    users = re.findall(r"dbuser:\$\{Proxy\}/(\w+)", json.dumps(properties["Policies"]))
    assert users == [domain]


@pytest.mark.parametrize("name", sorted(WITHOUT_DATABASE))
def test_who_needs_no_database_has_no_way_to_it(name: str) -> None:
    assert "VpcConfig" not in FUNCTIONS[name]
    assert "rds-db" not in json.dumps(FUNCTIONS[name])


def test_the_api_may_call_each_of_its_functions() -> None:
    document = (ROOT / "infra" / "api_gateway.json").read_text()
    called = set(re.findall(r"\$\{(\w+Function)\.Arn\}", document))
    called |= {"NotificationsSocketFunction", "NotificationsTicketFunction"}
    permitted = [
        resource["Properties"]["FunctionName"]["Ref"]
        for _, resource in resources("AWS::Lambda::Permission")
    ]
    assert sorted(permitted) == sorted(called), "one permission per function, none too many"


def test_rules_wait_for_events_that_their_sources_tell() -> None:
    rules = dict(resources("AWS::Events::Rule"))
    assert set(rules) == {"GoalsRule", "NotificationsRule"}
    for rule in rules.values():
        pattern = rule["Properties"]["EventPattern"]
        domains = [source.removeprefix("serenity.") for source in pattern["source"]]
        code = "".join(
            file.read_text()
            for domain in domains
            for file in (ROOT / "functions" / domain).rglob("*.py")
        )
        silent = [kind for kind in pattern["detail-type"] if f'"{kind}"' not in code]
        assert not silent, f"nobody in {domains} tells {silent}"


def test_every_secret_role_of_the_database_is_known_to_the_proxy() -> None:
    database = read_template(ROOT / "infra" / "database.yaml")["Resources"]
    secrets = {n for n, r in database.items() if r["Type"] == "AWS::SecretsManager::Secret"}
    proxied = {auth["SecretArn"]["Ref"] for auth in database["Proxy"]["Properties"]["Auth"]}
    readable = database["ProxyRole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"][0]
    roles = {p["Environment"]["Variables"].get("DATABASE_USER") for p in FUNCTIONS.values()} - {
        None
    }
    assert secrets == proxied == {ref["Ref"] for ref in readable["Resource"]}
    assert secrets == {f"{role.capitalize()}Secret" for role in roles}


def test_cloudfront_sends_the_headers_of_the_local_edge() -> None:
    wanted = yaml.safe_load((ROOT / "infra" / "security_headers.yaml").read_text())
    web = read_template(ROOT / "infra" / "web.yaml")["Resources"]
    for kind, policy in (("web", web["WebHeaders"]), ("api", web["ApiHeaders"])):
        config = policy["Properties"]["ResponseHeadersPolicyConfig"]
        csp = content_security_policy(wanted[kind]["content_security_policy"], "wss://${Host}")
        expected = {
            "Content-Security-Policy": csp,
            **wanted[kind]["headers"],
            **wanted[kind]["aws_only"],
        }
        assert sent_headers(config) == expected


def sent_headers(config: dict[str, dict[str, dict[str, object]]]) -> dict[str, str]:
    """The headers that a CloudFront response headers policy sends."""
    security = config["SecurityHeadersConfig"]
    csp = security["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    transport = security["StrictTransportSecurity"]
    assert transport["IncludeSubdomains"]
    assert transport["Preload"]
    found = {
        "Content-Security-Policy": csp["Fn::Sub"][0] if isinstance(csp, dict) else str(csp),
        "Referrer-Policy": str(security["ReferrerPolicy"]["ReferrerPolicy"]),
        "Strict-Transport-Security": (
            f"max-age={transport['AccessControlMaxAgeSec']}; includeSubDomains; preload"
        ),
    }
    if "ContentTypeOptions" in security:
        found["X-Content-Type-Options"] = "nosniff"
    if "FrameOptions" in security:
        found["X-Frame-Options"] = str(security["FrameOptions"]["FrameOption"])
    items = config["CustomHeadersConfig"]["Items"]
    assert isinstance(items, list)
    return found | {item["Header"]: item["Value"] for item in items}


def test_accounts_know_what_cloudfront_passed_on() -> None:
    _, distribution = next(resources("AWS::CloudFront::Distribution"))
    origins = distribution["Properties"]["DistributionConfig"]["Origins"]
    api = next(origin for origin in origins if origin["Id"] == "api")
    (header,) = api["OriginCustomHeaders"]
    assert header["HeaderName"].lower() == ORIGIN_SECRET
    assert header["HeaderValue"] == {"Fn::Sub": "{{resolve:secretsmanager:${OriginSecretArn}}}"}
    web = read_template(ROOT / "template.yaml")["Resources"]["Web"]["Properties"]["Parameters"]
    assert web["OriginSecretArn"] == {"Ref": "OriginSecret"}
    known = FUNCTIONS["AccountsFunction"]["Environment"]["Variables"]["ORIGIN_SECRET"]["Fn::If"]
    assert known == ["OnAws", {"Fn::Sub": "{{resolve:secretsmanager:${OriginSecret}}}"}, ""]


def test_the_transform_gives_each_function_a_role_of_its_own() -> None:
    found = transformed()["Resources"]
    lambdas = {n: r for n, r in found.items() if r["Type"] == "AWS::Lambda::Function"}
    roles = {json.dumps(function["Properties"]["Role"]) for function in lambdas.values()}
    assert set(lambdas) == set(FUNCTIONS)
    assert len(roles) == len(lambdas)


def test_a_request_ends_before_another_may_take_it_over() -> None:
    common = read_template(ROOT / "template.yaml")["Globals"]["Function"]["Timeout"]
    routes = [each for each in FUNCTIONS.values() if each["Handler"].endswith(".app.app")]
    assert len(routes) > 1
    for properties in routes:
        assert properties.get("Timeout", common) < LEASE.total_seconds()


def test_the_roles_give_up_a_lock_as_soon_as_a_waiting_twin() -> None:
    migration = (ROOT / "infra" / "migrations" / "sql" / "0001.platform.sql").read_text()
    assert f"lock_timeout = ''{WAIT_SECONDS:g}s''" in migration
