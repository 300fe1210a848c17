"""What was measured."""

import collections
import dataclasses
import json
import pathlib
import statistics
from typing import Callable

from bench.contender import Turn


class Results:
    """The turns of each workload and contender, and what else was seen."""

    def __init__(self, progress: Callable[[str], None]) -> None:
        self.turns: dict[str, dict[str, list[Turn]]] = collections.defaultdict(lambda: collections.defaultdict(list))
        # By strategy: what an up-to-date build asks the engine.
        self.requests: dict[str, int] = {}
        self._progress = progress

    def add(self, workload: str, contender: str, turn: Turn) -> None:
        """Keeps a turn, and shows it."""
        self.turns[workload][contender].append(turn)
        command = f" ({turn.command:.2f} s with dotnet)" if turn.command else ""
        self._progress(f"{workload}: {contender} {turn.seconds:.3f} s{command}")

    def seconds(self, workload: str, contender: str) -> float | None:
        """The median of the own parts, if there were any."""
        return self._median([turn.seconds for turn in self._of(workload, contender)])

    def ratio(self, workload: str, contender: str, other: str) -> float | None:
        """The median of a contender's parts over those that another one took in the same turns."""
        pairs = zip(self._of(workload, contender), self._of(workload, other))
        return self._median([turn.seconds / base.seconds for turn, base in pairs])

    def command(self, workload: str, contender: str) -> float | None:
        """The median of the whole commands."""
        return self._median([turn.command for turn in self._of(workload, contender) if turn.command])

    def memory(self, workload: str, contender: str) -> float | None:
        """The median of the peak memory."""
        return self._median([turn.memory for turn in self._of(workload, contender) if turn.memory])

    def save(self, path: pathlib.Path) -> None:
        """Writes each turn, for whoever wants to know more than the medians."""
        turns = {
            workload: {contender: [dataclasses.asdict(turn) for turn in turns] for contender, turns in contenders.items()}
            for workload, contenders in self.turns.items()
        }
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps({"turns": turns, "requests": self.requests}, indent=2) + "\n")

    def contenders(self, workload: str) -> list[str]:
        """Those that took turns."""
        return list(self.turns[workload]) if workload in self.turns else []

    def _of(self, workload: str, contender: str) -> list[Turn]:
        return self.turns[workload][contender] if contender in self.contenders(workload) else []

    @staticmethod
    def _median(values: list[float] | list[int]) -> float | None:
        return statistics.median(values) if values else None
