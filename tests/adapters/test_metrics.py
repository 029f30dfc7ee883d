"""/metrics says how the bot does, with no address and no person in it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.adapters.metrics import MeasuredFetcher, Metrics
from bot.adapters.web import Health, health_routes
from bot.model.errors import FetchError
from bot.model.feed import FetchRequest, FetchResult
from bot.store import feeds, outbox
from tests.pipeline.flow import Flow

WANTED = {
    "kp_feeds", "kp_feeds_failing", "kp_feed_age_seconds", "kp_fetches", "kp_fetch_seconds", "kp_items", "kp_entries",
    "kp_reports", "kp_events", "kp_classifier_info", "kp_outbox_messages", "kp_outbox_oldest_seconds",
    "kp_messages_unknown", "kp_messages_reconciled", "kp_slack_rate_limited", "kp_digest_overdue_seconds",
    "kp_digest_last_late_seconds", "kp_wal_bytes", "kp_database_bytes", "kp_disk_free_bytes", "kp_tick_seconds",
    "kp_writing_held", "kp_slack_connected", "kp_database_up",
}  # fmt: skip


class Answers:
    """Answers in turn."""

    def __init__(self, *answers: FetchResult | FetchError) -> None:
        self.answers = list(answers)

    def fetch(self, _: FetchRequest) -> FetchResult:
        answer = self.answers.pop(0)
        if isinstance(answer, FetchError):
            raise answer
        return answer


def shown(metrics: Metrics) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Each sample by its name and labels, as Prometheus reads it."""
    families = text_string_to_metric_families(metrics.render().decode())
    return {(s.name, tuple(sorted(s.labels.items()))): s.value for f in families for s in f.samples}


def test_the_metrics_name_what_is_watched_and_nobody(tmp_path: Path) -> None:
    """Every family is there; labels are words of ours."""
    flow = Flow(tmp_path)
    now = flow.clock.now()
    with flow.store.write() as db:
        feeds.add(
            db, url="https://secret.example/feed?key=1", title="Secret feed", publisher="Paper", now=now
        )
        outbox.put(
            db,
            workspace="T1",
            dedup_key="a",
            kind="alert",
            channel="C7SECRET",
            payload={"text": "x"},
            now=now - timedelta(minutes=3),
        )
    metrics = Metrics(held=lambda: True, connected=lambda: False)
    metrics.watch(flow.services)
    for event in (
        {"event": "message_sent", "kind": "alert"},
        {"event": "message_not_sent", "code": "ratelimited", "state": "pending"},
        {"event": "message_not_sent", "code": "timeout", "state": "unknown"},
        {"event": "messages_found", "found": 2},
        {"event": "entries_new", "new": 3, "edited": 1, "backlog": 0},
        {"event": "digest_decided", "late_minutes": 5},
        {"event": "anything else"},
    ):
        metrics.heard(event)
    metrics.ticked("poll", 0.2, False)
    fetcher = MeasuredFetcher(
        Answers(FetchResult(200, "u", b"x"), FetchResult(304, "u", None), FetchError("no", reason="dns")),
        metrics,
    )
    for _ in range(2):
        fetcher.fetch(FetchRequest("https://secret.example/"))
    with pytest.raises(FetchError):
        fetcher.fetch(FetchRequest("https://secret.example/"))

    text = metrics.render().decode()
    assert {f.name for f in text_string_to_metric_families(text)} >= WANTED
    for hidden in ("secret", "Secret", "C7", "https", "Paper"):
        assert hidden not in text
    found = shown(metrics)
    assert found["kp_fetches_total", (("outcome", "dns"),)] == 1
    assert found["kp_fetches_total", (("outcome", "not_modified"),)] == 1
    assert found["kp_slack_rate_limited_total", ()] == 1
    assert found["kp_messages_unknown_total", ()] == 1
    assert found["kp_messages_reconciled_total", ()] == 2
    assert found["kp_items_total", (("what", "new"),)] == 3
    assert found["kp_digest_last_late_seconds", ()] == 300
    assert found["kp_outbox_oldest_seconds", ()] == 180
    assert found["kp_outbox_messages", (("state", "pending"),)] == 1
    assert found["kp_writing_held", ()] == 1
    assert found["kp_tick_failures_total", (("job", "poll"),)] == 1


def test_a_database_that_cannot_be_read_is_a_metric_and_no_error(tmp_path: Path) -> None:
    """Whoever watches learns that, too; and the process says it is not healthy."""
    flow = Flow(tmp_path)
    metrics = Metrics(held=lambda: False, connected=lambda: True)
    metrics.watch(flow.services)
    flow.store._idle = None
    for end in ("-wal", "-shm"):
        flow.store.path.with_name(flow.store.path.name + end).unlink(missing_ok=True)
    flow.store.path.write_bytes(b"\xa5" * 8192)
    found = shown(metrics)
    assert found["kp_database_up", ()] == 0
    assert ("kp_disk_free_bytes", ()) in found
    health = Health(alive=flow.store.ping, metrics=metrics.render)
    with TestClient(Starlette(routes=health_routes(health))) as http:
        assert (http.get("/healthz").status_code, http.get("/healthz").text) == (
            503,
            "the database is damaged\n",
        )
        assert http.get("/metrics").headers["content-type"].startswith("text/plain")
