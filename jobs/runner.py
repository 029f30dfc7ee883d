"""Ticking: APScheduler calls each job at its pace and holds no truth of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from bot.log import get_logger
from bot.model.errors import KpError, StoreError
from bot.pipeline.steps_back import A_STEP, set_back, set_back_while_away
from bot.services import Services
from bot.store import meta
from jobs.job import Job

log = get_logger(__name__)

STOP_SECONDS = 8.0
REMEMBER_SECONDS = 20.0
LONGEST_REST = 60.0  # seconds that a job rests at most after ticks that failed
LONGEST_HOLD = 300.0  # seconds between two looks whether the database can be written again
CANNOT_WRITE = frozenset({"full", "disk", "damaged"})
LOOK_AT_CLOCK = 2.0  # seconds


@dataclass(frozen=True, slots=True)
class Failing:
    """A job whose last ticks failed: how many in a row, and the sentence of the last."""

    times: int
    why: str


class Runner:
    """Runs jobs until it is stopped.

    A tick that fails is logged, and its job rests for a moment, longer each time. Where the database
    cannot be written at all, every job rests until it can: nobody is asked for what cannot be kept.

    Args:
        services: the parts.
        jobs: what to run.
        elapsed: seconds on a clock that nobody sets.
        ticked: told of each tick: its job, how many seconds it took, and whether it went well.
    """

    def __init__(
        self,
        services: Services,
        jobs: Iterable[Job],
        elapsed: Callable[[], float] = monotonic,
        *,
        ticked: Callable[[str, float, bool], None] = lambda *_: None,
    ) -> None:
        self._services = services
        self._jobs = list(jobs)
        self._elapsed = elapsed
        self._ticked = ticked
        self._running: dict[str, float] = {}
        self._remembered: dict[str, float] = {}
        self._failing: dict[str, Failing] = {}
        self._rests: dict[str, float] = {}
        self._held: StoreError | None = None
        self._hold_seconds = 0.0
        self._look_again = 0.0
        self._looking = threading.Lock()
        self._idle = threading.Condition()
        self._stopping = threading.Event()
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(max_workers=max(1, len(self._jobs) + 1))},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def add(self, job: Job) -> None:
        """Run another job, too; before `start`."""
        self._jobs.append(job)

    def start(self) -> None:
        """Make each job and begin to tick, every job at once."""
        away = set_back_while_away(self._services)
        if away is not None:
            log.warning("clock_set_back", seconds=int(away.total_seconds()), while_stopped=True)
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
        threading.Thread(target=self._watch_clock, name="clock", daemon=True).start()

    def stop(self, seconds: float = STOP_SECONDS) -> bool:
        """Begin no more ticks and wait for those that run.

        Returns:
            True when all ended in time. What did not is safe to cut: every step is a transaction.
        """
        self._stopping.set()
        self._scheduler.shutdown(wait=False)
        with self._idle:
            return self._idle.wait_for(lambda: not self._running, timeout=seconds)

    def overdue(self) -> list[str]:
        """Return the jobs whose tick runs longer than its limit; a clock that jumps makes none."""
        limits = {job.name: job.limit for job in self._jobs}
        now = self._elapsed()
        return [name for name, since in list(self._running.items()) if now - since > limits[name]]

    def failing(self) -> dict[str, Failing]:
        """Return the jobs whose last tick failed."""
        return dict(self._failing)

    def held(self) -> StoreError | None:
        """Return why nothing can be written now, None while it can."""
        return self._held

    def _tick(self, job: Job, tick: Callable[[], bool]) -> None:
        if self._stopping.is_set() or self._elapsed() < self._rests.get(job.name, 0.0):
            return
        if job.writes and not self._may_write():
            return
        began = self._running[job.name] = self._elapsed()
        with structlog.contextvars.bound_contextvars(job=job.name):
            try:
                worked = tick()
                self._remember(job, worked)
            except StoreError as error:
                if error.reason in CANNOT_WRITE:
                    self._hold(error)
                self._failed(job, str(error))
            except KpError as error:
                self._failed(job, str(error))
            except Exception as error:
                log.exception("job_crashed")
                self._failed(job, f"{type(error).__name__}: {error}", logged=True)
            else:
                self._went_well(job)
            finally:
                self._ticked(job.name, self._elapsed() - began, job.name not in self._failing)
                with self._idle:
                    self._running.pop(job.name, None)
                    self._idle.notify_all()

    def _failed(self, job: Job, why: str, *, logged: bool = False) -> None:
        known = self._failing.get(job.name)
        times = known.times + 1 if known else 1
        self._failing[job.name] = Failing(times, why)
        self._rests[job.name] = self._elapsed() + min(LONGEST_REST, 2.0 ** min(times, 10))
        if not logged:
            log.warning("job_failed", error=why, times=times)

    def _went_well(self, job: Job) -> None:
        known = self._failing.pop(job.name, None)
        if known is not None:
            log.info("job_recovered", failed_times=known.times)

    def _hold(self, error: StoreError) -> None:
        """Begin to rest because nothing can be written, or rest longer."""
        with self._looking:
            self._hold_seconds = min(LONGEST_HOLD, max(5.0, self._hold_seconds * 2))
            self._look_again = self._elapsed() + self._hold_seconds
            if self._held is None:
                log.error("writing_held", error=str(error))
            self._held = error

    def _may_write(self) -> bool:
        """Tell whether jobs may go on; while they rest, look now and then whether writing works again."""
        if self._held is None:
            return True
        with self._looking:
            if self._elapsed() < self._look_again:
                return self.held() is None
            self._look_again = self._elapsed() + max(5.0, self._hold_seconds)
            try:
                self._services.store.prove_writable()
            except StoreError as error:
                self._held = error
                return False
            self._held = None
        log.info("writing_resumed")
        return True

    def _remember(self, job: Job, worked: bool) -> None:
        """Note that a job is alive, not more often than anybody looks."""
        if not job.writes:
            return
        last = self._remembered.get(job.name)
        if last is not None and self._elapsed() - last < REMEMBER_SECONDS:
            return
        with self._services.store.write() as db:
            meta.set_to(db, f"job:{job.name}", "worked" if worked else "idle", self._services.now())
        self._remembered[job.name] = self._elapsed()
        if self._hold_seconds and self._held is None:
            self._hold_seconds = 0.0

    def _watch_clock(self) -> None:
        """Notice a clock that was set back: APScheduler would wait until it has caught up."""
        seen, elapsed = self._services.now(), self._elapsed()
        while not self._stopping.wait(LOOK_AT_CLOCK):
            now, since = self._services.now(), self._elapsed()
            self._look_at_clock(seen + timedelta(seconds=since - elapsed), now)
            seen, elapsed = now, since

    def _look_at_clock(self, expected: datetime, now: datetime) -> None:
        """Go on by the new time, where it is earlier than it should be."""
        if expected - now < A_STEP:
            return
        log.warning("clock_set_back", seconds=int((expected - now).total_seconds()))
        try:
            set_back(self._services, expected - now)
        except StoreError as error:
            log.warning("clock_set_back_not_written", error=str(error))
        for job in self._scheduler.get_jobs():
            job.modify(next_run_time=now)
