"""What the service counts, as Prometheus reads it.

>>> metrics = Metrics()
>>> metrics.tokens.inc(3)
>>> [line for line in metrics.text().decode().splitlines() if line.startswith("caalm_tokens_total")]
['caalm_tokens_total 3.0']
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """The counters of one service; each has a registry of its own."""

    def __init__(self) -> None:
        registry = self.registry = CollectorRegistry()
        self.requests = Counter("caalm_requests", "Requests answered.", ("route", "status"), registry=registry)
        self.seconds = Histogram(
            "caalm_request_seconds", "From a request to its whole answer.", ("route",), buckets=_SECONDS,
            registry=registry,
        )  # fmt: skip
        self.refused = Counter("caalm_refused", "Requests refused at once.", ("reason",), registry=registry)
        self.admitted = Gauge("caalm_programs_admitted", "Programs under way and in the queue.", registry=registry)
        self.tokens = Counter("caalm_tokens", "Tokens written.", registry=registry)
        self.steps = Counter("caalm_steps", "Steps of the batch.", registry=registry)
        self.texts = Histogram(
            "caalm_batch_texts", "Texts that share a step.", buckets=(1, 2, 4, 8, 16, 32, 64), registry=registry
        )
        self.confidence = Histogram(
            "caalm_confidence", "Confidence of predictions.", buckets=[n / 10 for n in range(1, 11)], registry=registry
        )
        self.verified = Counter("caalm_verified", "Predictions beside the truth.", ("result",), registry=registry)

    def text(self) -> bytes:
        """All of them, in Prometheus' text form."""
        return generate_latest(self.registry)
