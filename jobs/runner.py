"""Ticking: APScheduler calls each job at its pace and holds no truth of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from bot.log import get_logger
from bot.model.errors import KpError
from bot.services import Services
from bot.store import meta
from jobs.job import Job

log = get_logger(__name__)

STOP_SECONDS = 8.0
REMEMBER_EVERY = timedelta(seconds=20)


class Runner:
    """Runs jobs until it is stopped. A tick that fails is logged and tried again next time."""

    def __init__(self, services: Services, jobs: Iterable[Job]) -> None:
        self._services = services
        self._jobs = tuple(jobs)
        self._running: dict[str, datetime] = {}
        self._remembered: dict[str, datetime] = {}
        self._idle = threading.Condition()
        self._stopping = False
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(max_workers=max(1, len(self._jobs)))},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def start(self) -> None:
        """Make each job and begin to tick, every job at once."""
        for job in self._jobs:
            tick = job.make(self._services)
            self._scheduler.add_job(
                self._tick,
                "interval",
                seconds=job.every,
                args=[job, tick],
                id=job.name,
                next_run_time=self._services.now(),
            )
        self._scheduler.start()

    def stop(self, seconds: float = STOP_SECONDS) -> bool:
        """Begin no more ticks and wait for those that run.

        Returns:
            True when all ended in time. What did not is safe to cut: every step is a transaction.
        """
        self._stopping = True
        self._scheduler.shutdown(wait=False)
        with self._idle:
            return self._idle.wait_for(lambda: not self._running, timeout=seconds)

    def overdue(self, now: datetime) -> list[str]:
        """Return the jobs whose tick runs longer than its limit."""
        limits = {job.name: timedelta(seconds=job.limit) for job in self._jobs}
        return [name for name, since in list(self._running.items()) if now - since > limits[name]]

    def _tick(self, job: Job, tick: Callable[[], bool]) -> None:
        if self._stopping:
            return
        started = self._services.now()
        self._running[job.name] = started
        with structlog.contextvars.bound_contextvars(job=job.name):
            try:
                worked = tick()
                self._remember(job, started, worked)
            except KpError as error:
                log.warning("job_failed", error=str(error))
            except Exception:
                log.exception("job_crashed")
            finally:
                with self._idle:
                    self._running.pop(job.name, None)
                    self._idle.notify_all()

    def _remember(self, job: Job, started: datetime, worked: bool) -> None:
        """Note that a job is alive, not more often than anybody looks."""
        last = self._remembered.get(job.name)
        if last is not None and started - last < REMEMBER_EVERY:
            return
        self._remembered[job.name] = started
        with self._services.store.write() as db:
            meta.set_to(db, f"job:{job.name}", "worked" if worked else "idle", started)
