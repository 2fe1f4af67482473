"""CloudFront and the functions send the same security headers as the edge."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from multidict import CIMultiDict

from infra.local.edge.security import POLICY_FILE, Kind, SecurityHeaders
from serenity.http.security import SECURITY_HEADERS, TRANSPORT_SECURITY

HOST = "serenity.example"
# CloudFront's own names for the headers it knows.
KNOWN = {
    "ContentSecurityPolicy": ("Content-Security-Policy", "ContentSecurityPolicy"),
    "FrameOptions": ("X-Frame-Options", "FrameOption"),
    "ReferrerPolicy": ("Referrer-Policy", "ReferrerPolicy"),
}


class Template(yaml.SafeLoader):
    """Reads a template's short functions as what they hold."""


def held(loader: yaml.SafeLoader, _tag: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_mapping(node, deep=True)


Template.add_multi_constructor("!", held)


def cloudfront(name: str) -> dict[str, str]:
    template = yaml.load((POLICY_FILE.parent / "web.yaml").read_text(), Loader=Template)
    config = template["Resources"][name]["Properties"]["ResponseHeadersPolicyConfig"]
    headers = {item["Header"]: item["Value"] for item in config["CustomHeadersConfig"]["Items"]}
    for kind, settings in config["SecurityHeadersConfig"].items():
        if kind == "StrictTransportSecurity":
            flags = [("IncludeSubdomains", "includeSubDomains"), ("Preload", "preload")]
            parts = [f"max-age={settings['AccessControlMaxAgeSec']}"]
            parts += [written for flag, written in flags if settings[flag]]
            headers["Strict-Transport-Security"] = "; ".join(parts)
        elif kind == "ContentTypeOptions":
            headers["X-Content-Type-Options"] = "nosniff"
        else:
            header, member = KNOWN[kind]
            value = settings[member]
            text = value if isinstance(value, str) else value[0]
            headers[header] = text.replace("${Host}", HOST)
    return headers


@pytest.mark.parametrize(("policy", "kind"), [("WebHeaders", "web"), ("ApiHeaders", "api")])
def test_cloudfront_sends_what_the_edge_sends_and_hsts(policy: str, kind: Kind) -> None:
    headers: CIMultiDict[str] = CIMultiDict()
    SecurityHeaders(f"wss://{HOST}").apply(kind, headers)
    document = yaml.safe_load(POLICY_FILE.read_text())
    assert cloudfront(policy) == dict(headers) | document[kind]["aws_only"]


def test_the_functions_send_what_the_edge_sends() -> None:
    headers: CIMultiDict[str] = CIMultiDict()
    SecurityHeaders(f"wss://{HOST}").apply("api", headers)
    document = yaml.safe_load(POLICY_FILE.read_text())
    assert dict(headers) == SECURITY_HEADERS
    assert document["api"]["aws_only"] == TRANSPORT_SECURITY
