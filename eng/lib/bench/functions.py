"""Many functions of one solution that share their layers."""

import pathlib

from bench.content import CODE, KB, MB, BenchError, Content, settle, write_random
from bench.contender import Turn, named, run
from bench.dotnet import QUIET, Build, Ours, build_images, forget_builds, ours_lines, write_project
from bench.workloads import Bench, Workload


class Functions(Workload):
    """
    20 functions of 1 MB that share two layers of 25 MB. The total is the time in which at least one function's target runs,
    when the solution is built with -m and the engine has the base alone. A function's own part is the time inside its target
    when the functions are built one after the other, each for the first time, and the engine has the shared layers already.
    """

    def measure(self, bench: Bench, folder: pathlib.Path) -> None:
        shared = Content(folder / "context")
        for _ in range(2):
            shared.add_layer(250 // bench.fraction, 100 * KB)
        solution = self._write_solution(bench, folder, shared)
        # All but the images, so that the measurement holds nothing else.
        run(["dotnet", "build", solution, *QUIET], bench.site.environment())
        run(["dotnet", "build", solution, "--no-restore", "-t:Publish", *QUIET], bench.site.environment())
        seeds = bench.ours()
        for seed in seeds:
            with named(self.title, seed):
                seed.prepare(shared, folder)
        for number in range(bench.runs):
            for seed in seeds:
                with named(self.title, seed):
                    self._measure_total(bench, folder, solution, seed)
                    if number == 0:
                        self._check(bench, shared)
                    self._measure_own(bench, folder, solution, seed)

    def _measure_total(self, bench: Bench, folder: pathlib.Path, solution: pathlib.Path, seed: Ours) -> None:
        bench.site.engine.clean()
        forget_builds(bench.site, folder)
        settle(folder)
        build = self._build(bench, solution, seed, "-m")
        bench.results.add(self.title, seed.name, Turn(covered(build.spans), build.seconds))

    def _measure_own(self, bench: Bench, folder: pathlib.Path, solution: pathlib.Path, seed: Ours) -> None:
        bench.site.engine.clean()
        forget_builds(bench.site, folder)
        # An image of the shared layers alone.
        bench.results.add(shared_title(self.title), seed.name, seed.build())
        settle(folder)
        build = self._build(bench, solution, seed, "-m:1")
        bench.results.add(own_title(self.title), seed.name, Turn(sum(end - start for start, end in build.spans), build.seconds))

    def _build(self, bench: Bench, solution: pathlib.Path, seed: Ours, nodes: str) -> Build:
        build = build_images(bench.site, solution, seed.strategy, nodes)
        if build.how != [f"{seed.strategy} false"] * self._count(bench):
            raise build.failure(f"{self._count(bench)} images should have been made")
        return build

    def _write_solution(self, bench: Bench, folder: pathlib.Path, shared: Content) -> pathlib.Path:
        names = self._names(bench)
        layers = [shared.context / layer for layer in shared.layers]
        self.codes: dict[str, str] = {}
        for name in names:
            code = folder / "code" / name / CODE
            self.codes[name] = write_random(code, MB)
            write_project(bench.site, folder / "solution" / name, name, ours_lines(bench.site, f"bench-{name}", layers), code)
        solution = folder / "solution" / "All.slnx"
        projects = "".join(f'<Project Path="{name}/{name}.csproj" />' for name in names)
        solution.write_text(f"<Solution>{projects}</Solution>\n")
        return solution

    def _check(self, bench: Bench, shared: Content) -> None:
        for name in self._names(bench):
            image = f"bench-{name}:latest"
            bench.site.engine.check(image, shared.expected, shared.folders())
            if bench.site.engine.files(image, "/var/task")[f"var/task/{CODE}"] != self.codes[name]:
                raise BenchError(f"{image} has not the code that it was to have")

    def _names(self, bench: Bench) -> list[str]:
        return [f"function{number:02}" for number in range(1, self._count(bench) + 1)]

    @staticmethod
    def _count(bench: Bench) -> int:
        return max(20 // bench.fraction, 4)


def covered(spans: list[tuple[float, float]]) -> float:
    """How long at least one of the spans lasts."""
    total, until = 0.0, float("-inf")
    for start, end in sorted(spans):
        total += max(0.0, end - max(start, until))
        until = max(until, end)
    return total


def shared_title(title: str) -> str:
    """How the results call an image of the shared layers alone."""
    return f"{title}, shared layers"


def own_title(title: str) -> str:
    """How the results call the sum of the own parts."""
    return f"{title}, own parts"
