"""The main job: everything started in order, and stopped within ten seconds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import handlers
from bot.adapters.clock import SystemClock
from bot.adapters.fetching.http import HttpFetcher
from bot.adapters.heartbeat import Heartbeat
from bot.adapters.lock import InstanceLock
from bot.adapters.metrics import MeasuredFetcher, Metrics
from bot.adapters.web import Health
from bot.app import edges
from bot.app.compose import LazyClassifier, compose
from bot.app.first import prepare
from bot.app.stopping import stop_signals, within
from bot.config import Settings, misspelt
from bot.log import get_logger, listen
from bot.model.errors import StoreError
from bot.pipeline.sample import SampleFetcher
from bot.services import Services
from bot.store import meta
from bot.store.db import Store
from bot.store.migrations import pending_steps
from jobs import JOBS, watch
from jobs.runner import Runner

log = get_logger(__name__)

TICK_OVERDUE = timedelta(seconds=90)
JOBS_SECONDS = 6.0  # with the next, less than the ten seconds after which a supervisor kills
EDGE_SECONDS = 2.5  # letting go of Socket Mode waits for threads that may be asking Slack


def run(settings: Settings, *, say: Callable[[str], None], opened: Callable[[str], None]) -> None:
    """Run the bot until it is told to stop (SIGTERM, SIGINT).

    Args:
        settings: where its data is and how it meets Slack.
        say: tells the person who started it.
        opened: called with the page's address once the local workspace is served.

    Raises:
        BusyError: another bot runs on this database.
        ConfigError: a token is refused, or the port is taken.
        StoreError: the data folder cannot be used.
    """
    with InstanceLock(settings.database), stop_signals() as stop:
        clock = SystemClock()
        store = Store(settings.database)
        store.migrate()
        try:
            edge = edges.choose(settings, store, clock, stop)
        except edges.StoppedError:
            say("Stopped before Slack could be reached.")
            return
        metrics = Metrics(held=lambda: runner.held() is not None, connected=edge.connected)
        listen(metrics.heard)
        services = compose(
            settings,
            store=store,
            clock=clock,
            classifier=LazyClassifier(settings.data, or_rules=True),
            fetcher=SampleFetcher(MeasuredFetcher(HttpFetcher.from_settings(settings), metrics), clock),
            messenger=edge.messenger(),
            workspace=edge.workspace,
            many=settings.slack_mode == "many",
        )
        prepare(services, say=say)
        _note_model(services)
        app = edge.bolt()
        handlers.register(app, services)
        runner = Runner(services, JOBS, ticked=metrics.ticked)
        runner.add(watch.job(runner, _heartbeat(settings)))
        metrics.watch(services)
        edge.open(app, Health(lambda: _problems(services, runner, edge), services.store.ping, metrics.render))
        say(edge.where)
        for sentence in misspelt():
            say(sentence)
        if isinstance(edge, edges.LocalEdge):
            opened(edge.url)
        runner.start()
        log.info("bot_started", workspace=edge.workspace, database=str(settings.database))
        stop.wait()
        say("Stopping.")
        ended = within(JOBS_SECONDS, lambda: runner.stop(JOBS_SECONDS - 1), name="jobs")
        closed = within(EDGE_SECONDS, edge.close, name="edge")
        log.info("bot_stopped", in_time=ended and closed)


def _note_model(services: Services) -> None:
    """Keep for who asks how the bot does whether the model that was trained here is the one that reads."""
    from bot.nlp.learned.trained import lost_folder  # noqa: PLC0415 - numpy is slow to load, and loaded at the first item

    lost = lost_folder(services.settings.data / "model")
    with services.store.write() as db:
        meta.set_to(db, "lost_model", "yes" if lost else "no", services.now())


def _problems(services: Services, runner: Runner, edge: edges.Edge) -> dict[str, str]:
    """Return what keeps the bot from its work now, by part."""
    now = services.now()
    found = {}
    if not edge.connected():
        found["slack"] = "not connected"
    overdue = runner.overdue()
    if overdue:
        found["jobs"] = "stuck: " + ", ".join(overdue)
    held = runner.held()
    if held is not None:
        found["database"] = f"cannot be written: {held.reason}"
    try:
        with services.store.read() as db:
            last = meta.at(db, "job:poll")
            behind = pending_steps(db)
    except StoreError as error:
        return found | {"database": f"cannot be read: {error.reason}"}
    if behind:
        found["database"] = "its schema is behind: " + ", ".join(behind)
    if last is None or now - last > TICK_OVERDUE:
        found["poll"] = "no tick yet" if last is None else "no tick for 90 s"
    return found


def _heartbeat(settings: Settings) -> Heartbeat | None:
    url = settings.heartbeat_url
    return Heartbeat(url.get_secret_value()) if url else None
