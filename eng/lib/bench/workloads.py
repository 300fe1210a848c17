"""What is built. In each workload the contenders take turns: A B A B …"""

import abc
import pathlib
import shutil
from typing import Callable, Sequence

from bench.content import CODE, KB, MB, Content, settle, write_random
from bench.contender import Contender, Site, named, run
from bench.counter import before_engine
from bench.dotnet import Ours, PublishContainer, write_project
from bench.limit import BuildLimit, LoadLimit
from bench.peers import Ancestor, CommandLine, RecipeByBuildx
from bench.results import Results

LIMITS = {"Dockerfile": BuildLimit, "Load": LoadLimit}
GROUPS = ["ancestor", "buildx", "classic", "publish", "ours", "limit"]


class Bench:
    """Who takes part, how often, and how large everything is."""

    def __init__(
        self,
        site: Site,
        results: Results,
        runs: int,
        quick: bool,
        groups: list[str],
        strategies: list[str],
        before: Site | None = None,
    ) -> None:
        self.site, self.results, self.runs, self.groups, self.strategies = site, results, runs, groups, strategies
        # With an earlier package of ours, if it takes turns too.
        self.before = before
        # What is counted in a quick run: enough to see that everything works.
        self.fraction = 10 if quick else 1

    def contenders(self, groups: Sequence[str], code: pathlib.Path | None = None) -> list[Contender]:
        """Those of the groups that take part; `code` is the code of the function, if there is one."""
        source = code or self.site.work / CODE
        makers: dict[str, Callable[[], list[Contender]]] = {
            "ancestor": lambda: [Ancestor(self.site)],
            "buildx": lambda: [RecipeByBuildx(self.site), CommandLine(self.site, "buildx", buildkit=True)],
            "classic": lambda: [CommandLine(self.site, "classic", buildkit=False)],
            "publish": lambda: [PublishContainer(self.site, source)],
            "ours": lambda: [*self._before(source), *(Ours(self.site, strategy, source) for strategy in self.strategies)],
            "limit": lambda: [LIMITS[strategy](self.site, strategy) for strategy in self.strategies],
        }
        return [contender for group in GROUPS if group in groups and group in self.groups for contender in makers[group]()]

    def ours(self) -> list[Ours]:
        """Ours, if it takes part."""
        return [Ours(self.site, strategy, self.site.work / CODE) for strategy in self.strategies] if "ours" in self.groups else []

    def _before(self, code: pathlib.Path) -> list[Contender]:
        if not self.before:
            return []
        return [Ours(self.before, strategy, code, before_name(strategy)) for strategy in self.strategies]

    def check(self, contender: Contender, content: Content) -> None:
        """Fails unless the image is what was to be built. The SDK's publishing makes the function alone."""
        folders = {"/var/task"} if isinstance(contender, PublishContainer) else content.folders()
        expected = {path: hash for path, hash in content.expected.items() if f"/{path}".startswith(tuple(folders))}
        self.site.engine.check(contender.image, expected, folders)


def before_name(strategy: str) -> str:
    """How the results call the earlier package."""
    return f"{strategy} before"


class Workload(abc.ABC):
    """One thing to build, in a folder of its own."""

    def __init__(self, key: str, title: str) -> None:
        self.key, self.title = key, title

    def run(self, bench: Bench) -> None:
        """Measures, and leaves nothing."""
        folder = bench.site.work / self.key
        folder.mkdir()
        bench.site.engine.clean()
        self.measure(bench, folder)
        bench.site.engine.clean()
        shutil.rmtree(folder)

    @abc.abstractmethod
    def measure(self, bench: Bench, folder: pathlib.Path) -> None:
        """Measures."""


def first_build(bench: Bench, title: str, contender: Contender, folder: pathlib.Path) -> None:
    """One turn of a contender that starts from nothing but the base."""
    bench.site.engine.clean()
    contender.forget()
    settle(folder)
    bench.results.add(title, contender.name, contender.build())


class FirstBuild(Workload):
    """Layers that the engine does not have, and of which nobody remembers anything."""

    def __init__(self, key: str, title: str, layers: list[tuple[int, int, int]], turns: int = 1) -> None:
        super().__init__(key, title)
        # Number of files, bytes of each, number of the first.
        self.layers = layers
        # Short builds take more turns for a steady median.
        self.turns = turns

    def measure(self, bench: Bench, folder: pathlib.Path) -> None:
        content = Content(folder / "context")
        for count, size, first in self.layers:
            content.add_layer(max(count // bench.fraction, 2), size, first // bench.fraction)
        contenders = bench.contenders(["ancestor", "buildx", "classic", "ours", "limit"])
        for contender in contenders:
            with named(self.title, contender):
                contender.prepare(content, folder)
        for number in range(bench.runs * self.turns):
            for contender in contenders:
                with named(self.title, contender):
                    first_build(bench, self.title, contender, folder)
                    if number == 0:
                        bench.check(contender, content)


class Unchanged(Workload):
    """Everything is as it was built."""

    def measure(self, bench: Bench, folder: pathlib.Path) -> None:
        content = Content(folder / "context")
        content.add_layer(500 // bench.fraction, 100 * KB)
        contenders = bench.contenders(["ancestor", "buildx", "classic", "ours"])
        for contender in contenders:
            with named(self.title, contender):
                contender.prepare(content, folder)
                contender.build()
                bench.check(contender, content)
        for _ in range(3 * bench.runs):
            for contender in contenders:
                settle(folder)
                with named(self.title, contender):
                    turn = contender.build_unchanged() if isinstance(contender, Ours) else contender.build()
                    bench.results.add(self.title, contender.name, turn)
        for contender in contenders:
            if isinstance(contender, Ours):
                path = bench.site.work / "counter.sock"
                with before_engine(path, bench.site.engine.socket) as counter:
                    contender.log(skipped=True, host=f"unix://{path}")
                    bench.results.requests[contender.name] = counter.count
                path.unlink()


class CodeOnly(Workload):
    """A function's code changes, and its layers don't."""

    def measure(self, bench: Bench, folder: pathlib.Path) -> None:
        code = folder / CODE
        write_random(code, MB)
        project = write_project(bench.site, folder / "function", "function", [], code)
        run(["dotnet", "publish", project, "-c", "Release", "-o", folder / "published"], bench.site.environment())
        content = Content(folder / "context")
        for _ in range(2):
            content.add_layer(max(10 // bench.fraction, 2), 12500 * KB)
        content.set_function(folder / "published")
        content.set_code(code)
        contenders = bench.contenders(["ancestor", "buildx", "classic", "publish", "ours", "limit"], code)
        for contender in contenders:
            with named(self.title, contender):
                contender.prepare(content, folder)
                contender.build()
        for number in range(2 * bench.runs):
            # Edited just now, unlike all else.
            write_random(code, MB)
            code.touch()
            content.set_code(code)
            for contender in contenders:
                contender.change()
            for contender in contenders:
                settle(folder)
                with named(self.title, contender):
                    bench.results.add(self.title, contender.name, contender.build())
                    if number == 0:
                        bench.check(contender, content)
                    bench.site.engine.drop_untagged()


class Memory(Workload):
    """A large layer and a small one: the peak memory of the build's process."""

    def measure(self, bench: Bench, folder: pathlib.Path) -> None:
        for size, each in (("1 MB", 50 * KB), ("1 GB", 50 * MB // bench.fraction)):
            content = Content(folder / size.replace(" ", "") / "context")
            content.add_layer(20, each)
            contenders = bench.ours()
            for contender in contenders:
                with named(self.title, contender):
                    contender.prepare(content, content.context.parent)
            for _ in range(bench.runs):
                for contender in contenders:
                    with named(self.title, contender):
                        first_build(bench, memory_title(size), contender, folder)


def memory_title(size: str) -> str:
    """How the results call a case of memory."""
    return f"memory, {size} layer"
