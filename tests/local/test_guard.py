"""Nobody but this server's page and the bot gets in."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from bot.local.workspace import LocalWorkspace
from tests.local.conftest import Page


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "192.168.0.7:8038", "", "localhost.evil:80"]
)
def test_a_foreign_host_name_is_refused(page: Page, host: str) -> None:
    """A rebound DNS name leads to loopback, with its own name in the Host header."""
    assert page.http.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost", "localhost:9000", "127.0.0.1:8038", "[::1]:8038"])
def test_loopback_names_are_served(page: Page, host: str) -> None:
    """Any port will do: it may be forwarded."""
    assert page.http.get("/", headers={"host": host}).status_code == 200


def test_another_site_cannot_act(page: Page) -> None:
    """Not even with the token: the browser names where the request came from."""
    headers = {"origin": "https://evil.example", "x-kp-token": page.workspace.page_token}
    answer = page.http.post("/ui/say", json={"channel": "C0ALERTS", "text": "/kp-events"}, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (403, "wrong_origin")


def test_another_site_cannot_read(page: Page) -> None:
    """Browsers say when a request crosses sites, for plain reads too."""
    answer = page.http.get("/ui/history?channel=C0ALERTS", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


def test_acting_needs_the_token_of_the_page(page: Page) -> None:
    """A form on another site could send a POST, and cannot know the token."""
    answer = page.http.post("/ui/say", json={"channel": "C0ALERTS", "text": "/kp-events"})
    assert (answer.status_code, answer.json()["error"]) == (403, "wrong_token")


@pytest.mark.parametrize(
    "headers", [{}, {"authorization": "Bearer xoxb-local"}, {"authorization": "Bearer ü"}]
)
def test_the_web_api_needs_the_bots_token(page: Page, headers: dict[str, str]) -> None:
    """Slack answers 200 and says invalid_auth."""
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
    answer = page.http.post("/api/auth.test", headers=encoded)
    assert answer.json() == {"ok": False, "error": "invalid_auth"}


def test_a_token_in_a_form_does_not_count(page: Page) -> None:
    """A simple form post could carry one without the browser asking first."""
    answer = page.http.post("/api/auth.test", data={"token": page.workspace.api_token})
    assert answer.json()["error"] == "invalid_auth"


def test_every_answer_forbids_what_the_page_does_not_need(page: Page) -> None:
    """No inline scripts, no other hosts, no framing."""
    for path in ("/", "/static/app.js", "/ui/boot", "/nothing"):
        headers = page.http.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_tokens_are_new_at_every_start(workspace: LocalWorkspace, page: Page) -> None:
    """What a page of an earlier run knew opens nothing."""
    with TestClient(workspace.asgi(), base_url="http://127.0.0.1:8038") as http:
        assert http.get("/").text.count(workspace.page_token) == 1
    other = LocalWorkspace(workspace._store, workspace._clock, workspace.url)
    assert other.page_token != workspace.page_token
    assert other.api_token != workspace.api_token
