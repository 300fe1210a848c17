"""What has to be reached, and whether it is."""

import dataclasses
from typing import Callable

from bench.content import MB
from bench.functions import own_title
from bench.results import Results
from bench.workloads import memory_title

# Workload key: title. The order is that of the run.
TITLES = {
    "1mb": "20 files, 1 MB",
    "50mb": "500 files, 50 MB",
    "250mb": "20 files, 250 MB",
    "20000": "20,000 files, 40 MB",
    "overlap": "two overlapping layers, 50 MB",
    "unchanged": "unchanged, 500 files, 50 MB",
    "code": "code of 1 MB changed, 250 MB of layers",
    "split": "code of 100 KB changed, 50 MB of packages",
    "memory": "1 GB layer",
    "functions": "20 functions, 2 layers",
}

# Those that need no engine of ours.
EXPORTS = {
    "push": "first push, 250 MB",
    "push-code": "push, code of 1 MB changed, 250 MB of layers",
    "push-unchanged": "push, unchanged, 500 files, 50 MB",
    "push-split": "push, code of 100 KB changed, 50 MB of packages",
    "archive": "OCI archive",
    "architectures": "push for both architectures, 50 MB",
}


@dataclasses.dataclass(frozen=True)
class Goal:
    """One figure of one workload. `measure` gives it for a strategy, or None if it was not measured."""

    workload: str
    what: str
    bound: float
    unit: str
    at_least: bool
    measure: Callable[[Results, str], float | None]

    def text(self) -> str:
        """The goal."""
        return f"{self.what} {'≥' if self.at_least else '≤'} {self.bound:g}{self.unit}"

    def reached(self, value: float) -> bool:
        """Whether the value, as it is shown, is good enough."""
        shown = float(f"{value:.{self.digits()}f}")
        return shown >= self.bound if self.at_least else shown <= self.bound

    def digits(self) -> int:
        """Of a value behind the point."""
        return 2 if self.unit == " ×" else 0

    def verdict(self, value: float) -> str:
        """The value, and whether the goal is reached."""
        text = f"{value:.{self.digits()}f}{self.unit}"
        return f"{text}, reached" if self.reached(value) else f"**{text}, falls short**"


def faster(key: str, peer: str, bound: float) -> Goal:
    """Ours takes at most that part of a peer's time."""

    def measure(results: Results, strategy: str) -> float | None:
        return ratio(results.seconds(TITLES[key], peer), results.seconds(TITLES[key], strategy))

    return Goal(key, f"{peer} / ours", bound, " ×", True, measure)


def faster_than_buildx(key: str, bound: float) -> list[Goal]:
    """With either Dockerfile."""
    return [faster(key, peer, bound) for peer in ("buildx recipe", "buildx")]


def near_limit(key: str, bound: float) -> Goal:
    """Ours takes little longer than the engine alone."""

    def measure(results: Results, strategy: str) -> float | None:
        return ratio(results.seconds(TITLES[key], strategy), results.seconds(TITLES[key], f"{strategy} limit"))

    return Goal(key, "ours / limit", bound, " ×", False, measure)


def milliseconds(results: Results, strategy: str) -> float | None:
    """An up-to-date build."""
    seconds = results.seconds(TITLES["unchanged"], strategy)
    return None if seconds is None else 1000 * seconds


def requests(results: Results, strategy: str) -> float | None:
    """What an up-to-date build asks the engine."""
    return results.requests.get(strategy)


def memory(results: Results, strategy: str) -> float | None:
    """What a layer of 1 GB takes more than one of 1 MB."""
    small, large = (results.memory(memory_title(size), strategy) for size in ("1 MB", "1 GB"))
    return None if small is None or large is None else (large - small) / MB


def functions(results: Results, strategy: str) -> float | None:
    """The whole solution against the sum of its functions."""
    title = TITLES["functions"]
    return ratio(results.seconds(title, strategy), results.seconds(own_title(title), strategy))


def ratio(one: float | None, other: float | None) -> float | None:
    """One to the other, if both are there."""
    return one / other if one is not None and other else None


def exported(key: str, peer: str, name: str, bound: float, part: str = "") -> Goal:
    """Ours takes at most that part of a peer's time; no strategy is involved."""

    def measure(results: Results, strategy: str) -> float | None:
        title = EXPORTS[key] + part
        return ratio(results.seconds(title, peer), results.seconds(title, name))

    return Goal(key, f"{peer} / {name}", bound, " ×", True, measure)


def split(results: Results, strategy: str) -> float | None:
    """The function in layers by how often they change against the function in one; with `Load` alone."""
    title = TITLES["split"]
    return ratio(results.seconds(title, "unsplit"), results.seconds(title, "split")) if strategy == "Load" else None


def push_milliseconds(results: Results, strategy: str) -> float | None:
    """An up-to-date push."""
    seconds = results.seconds(EXPORTS["push-unchanged"], "push")
    return None if seconds is None else 1000 * seconds


def push_requests(results: Results, strategy: str) -> float | None:
    """What an up-to-date push asks the registry."""
    return results.requests.get("push")


def archive_memory(results: Results, strategy: str) -> float | None:
    """What an archive of 250 MB takes more than one of 1 MB."""
    small, large = (results.memory(f"{EXPORTS['archive']}, {size}", "archive") for size in ("1 MB", "250 MB"))
    return None if small is None or large is None else (large - small) / MB


def both_architectures(results: Results, strategy: str) -> float | None:
    """Both in one invocation against the slower one alone."""
    title = EXPORTS["architectures"]
    each = [results.seconds(title, name) for name in ("x86_64", "arm64")]
    slower = None if None in each else max(value for value in each if value is not None)
    return ratio(results.seconds(title, "both"), slower)


GOALS = [
    faster("1mb", "ancestor", 4),
    *faster_than_buildx("1mb", 3),
    faster("50mb", "ancestor", 2.5),
    *faster_than_buildx("50mb", 1.8),
    near_limit("50mb", 1.25),
    faster("250mb", "ancestor", 1.7),
    *faster_than_buildx("250mb", 1.2),
    near_limit("250mb", 1.2),
    faster("20000", "ancestor", 4),
    *faster_than_buildx("20000", 1.3),
    near_limit("20000", 1.2),
    faster("code", "ancestor", 10),
    *faster_than_buildx("code", 2),
    faster("code", "publish", 2),
    Goal("unchanged", "time in the target", 50, " ms", False, milliseconds),
    Goal("unchanged", "requests", 1, "", False, requests),
    Goal("memory", "peak memory above that with 1 MB", 64, " MB", False, memory),
    Goal("split", "unsplit / split", 1, " ×", True, split),
    exported("push-split", "unsplit", "split", 3),
    Goal("functions", "total / sum of own parts", 1.3, " ×", False, functions),
    exported("push", "buildx push", "push", 1.5),
    exported("push-code", "buildx push", "push", 3),
    exported("push-code", "publish", "push", 2),
    Goal("push-unchanged", "time in the target", 100, " ms", False, push_milliseconds),
    Goal("push-unchanged", "requests", 3, "", False, push_requests),
    exported("archive", "docker save", "archive", 1, ", 250 MB"),
    Goal("archive", "peak memory above that with 1 MB", 64, " MB", False, archive_memory),
    Goal("architectures", "both / the slower one", 1.2, " ×", False, both_architectures),
]
