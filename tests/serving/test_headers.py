"""Headers of every answer."""

from __future__ import annotations

import base64
import hashlib

from serving.headers import Headers, content_security_policy, inline_scripts, security_headers
from tests.serving.asgi import PLAIN, ask, plain


def rules(policy: str) -> dict[str, list[str]]:
    return {name: sources for name, *sources in (rule.split() for rule in policy.split(";"))}


def test_the_policy_names_exactly_the_scripts_that_stand_in_pages() -> None:
    html = "<p>x</p><script>one()</script><script src='a.js'></script><script>\n two() </script>"
    assert inline_scripts(html) == ["one()", "\n two() "]
    policy = rules(content_security_policy(inline_scripts(html), "'none'"))
    hashes = {
        f"'sha256-{base64.b64encode(hashlib.sha256(text).digest()).decode()}'" for text in (b"one()", b"\n two() ")
    }
    assert {source for source in policy["script-src"] if source.startswith("'sha256-")} == hashes
    # A hash beside 'unsafe-inline' would be idle, and a foreign host would be asked for scripts.
    assert set(policy["script-src"]) - hashes == {"'self'", "'unsafe-eval'", "blob:"}
    assert policy["frame-ancestors"] == ["'none'"] and policy["object-src"] == ["'none'"]
    foreign = [source for name, sources in policy.items() for source in sources if "." in source or "*" in source]
    assert foreign == []


def test_every_answer_has_the_headers_once() -> None:
    headers = security_headers("default-src 'self'") | {"Cache-Control": "no-store"}
    answer = ask(Headers(plain, headers), "/anything")
    assert answer.body == PLAIN
    assert answer.headers["content-security-policy"] == "default-src 'self'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    # One that the application said itself is replaced and not said beside it.
    assert answer.headers["cache-control"] == "no-store" and answer.headers["content-type"] == "text/plain"
