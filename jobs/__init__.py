"""Time's edge: what runs on a schedule, thin. A new job is one module and one line here.

A job only ticks: rows say what is due, so running twice is harmless and running late loses nothing.
"""

from jobs import classify, deliver, digest, poll, tidy
from jobs.job import Job

JOBS: tuple[Job, ...] = (poll.JOB, classify.JOB, digest.JOB, deliver.JOB, tidy.JOB)

__all__ = ["JOBS", "Job"]
