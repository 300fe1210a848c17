"""What goes to a registry or a file, without an engine; peers take theirs from the engine."""

import pathlib
import time

from bench.content import CODE, KB, MB, Content, settle, write_random
from bench.contender import Command, Contender, Site, Turn, named, run
from bench.counter import before_registry
from bench.dotnet import QUIET, Build, Ours, PublishContainer, write_project
from bench.workloads import Bench, Workload


class Exporter(Ours):
    """Ours, to a registry or a file; measured is the time inside its target."""

    def __init__(self, site: Site, name: str, code: pathlib.Path) -> None:
        super().__init__(site, "", code, name)

    def export(self, *options: str) -> Turn:
        """Builds, without an engine that could be asked."""
        environment = self.site.environment() | {"DOCKER_HOST": "unix:///nowhere"}
        command: Command = ["dotnet", "build", self.project, "--no-restore", "-t:LambdaImage", "-m:1", *QUIET, *options]
        return Build(*run(command, environment)).turn()


class Pusher(Exporter):
    """Pushes to a repository that the workload chooses."""

    repository = ""

    def build(self) -> Turn:
        return self.export("-p:LambdaImagePush=true", f"-p:LambdaImageRepository={self.repository}")


class BuildxPush(Contender):
    """`docker build` with a Dockerfile that does no more than needed, and `docker push`."""

    repository = ""

    def prepare(self, content: Content, folder: pathlib.Path) -> None:
        super().prepare(content, folder)
        self.environment = self.site.environment() | {"DOCKER_BUILDKIT": "1"}
        steps = "".join(f"COPY {source}/ {destination}\n" for source, destination in content.steps())
        (self.folder / "Dockerfile").write_text(f"FROM {self.site.base}\n{steps}")

    def build(self) -> Turn:
        docker, name = self.site.cli / "docker", f"{self.repository}:latest"
        options: Command = ["-q", "--network", "none", "-t", name, "-f", self.folder / "Dockerfile"]
        seconds = run([docker, "build", *options, self.content.context], self.environment)[1]
        return Turn(seconds + run([docker, "push", "-q", name], self.environment)[1])


def registry_of(site: Site) -> str:
    """The registry's host and port."""
    return site.registry.partition("/")[0]


class FirstPush(Workload):
    """To a repository that is new, by somebody who remembers nothing."""

    def measure(self, bench: Bench, folder: pathlib.Path) -> None:
        content = Content(folder / "context")
        content.add_layer(max(20 // bench.fraction, 2), 12500 * KB)
        contenders: list[Pusher | BuildxPush] = [Pusher(bench.site, "push", folder / CODE), BuildxPush(bench.site, "buildx push")]
        for contender in contenders:
            with named(self.title, contender):
                contender.prepare(content, folder)
        for number in range(bench.runs):
            for contender in contenders:
                with named(self.title, contender):
                    bench.site.engine.clean()
                    contender.repository = f"{registry_of(bench.site)}/{contender.name.replace(' ', '-')}-{number}"
                    if isinstance(contender, Pusher):
                        contender.forget()
                    settle(folder)
                    bench.results.add(self.title, contender.name, contender.build())


class PushCode(Workload):
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
        contenders: list[Pusher | BuildxPush | PublishContainer] = [
            Pusher(bench.site, "push", code),
            BuildxPush(bench.site, "buildx push"),
            PublishContainer(bench.site, code),
        ]
        for contender in contenders:
            contender.repository = f"{registry_of(bench.site)}/code-{contender.name.replace(' ', '-')}"
            with named(self.title, contender):
                contender.prepare(content, folder)
                contender.build()
        for _ in range(2 * bench.runs):
            write_random(code, MB)
            code.touch()
            content.set_code(code)
            for contender in contenders:
                settle(folder)
                with named(self.title, contender):
                    bench.results.add(self.title, contender.name, contender.build())


class PushUnchanged(Workload):
    """Everything is as it was pushed."""

    def measure(self, bench: Bench, folder: pathlib.Path) -> None:
        content = Content(folder / "context")
        content.add_layer(500 // bench.fraction, 100 * KB)
        contender = Pusher(bench.site, "push", folder / CODE)
        between, address = before_registry(registry_of(bench.site))
        with named(self.title, contender), between as counter:
            contender.repository = f"{address}/unchanged"
            contender.prepare(content, folder)
            contender.build()
            for _ in range(3 * bench.runs):
                settle(folder)
                before = counter.count
                bench.results.add(self.title, contender.name, contender.build())
                bench.results.requests["push"] = counter.count - before


class Archive(Workload):
    """An OCI layout of a large image, and what `docker save` takes for the same image."""

    def measure(self, bench: Bench, folder: pathlib.Path) -> None:
        for size, each in (("1 MB", 50 * KB), ("250 MB", 12500 * KB // bench.fraction)):
            place = folder / size.replace(" ", "")
            content = Content(place / "context")
            content.add_layer(20, each)
            ours, saved = Exporter(bench.site, "archive", folder / CODE), Ours(bench.site, "Load", folder / CODE, "save")
            for contender in (ours, saved):
                contender.prepare(content, place)
            saved.build()
            for _ in range(bench.runs):
                title = f"{self.title}, {size}"
                with named(title, ours):
                    ours.forget()
                    settle(folder)
                    bench.results.add(
                        title,
                        ours.name,
                        ours.export(f"-p:LambdaImageArchivePath={place}/ours.tar", "-p:LambdaImageArchiveFormat=Oci"),
                    )
                with named(title, saved):
                    command: Command = [bench.site.cli / "docker", "save", "-o", place / "saved.tar", saved.image]
                    bench.results.add(title, "docker save", Turn(run(command, bench.site.environment())[1]))
                (place / "ours.tar").unlink()


class BothArchitectures(Workload):
    """One invocation for both, and one for each."""

    def measure(self, bench: Bench, folder: pathlib.Path) -> None:
        content = Content(folder / "context")
        content.add_layer(500 // bench.fraction, 100 * KB)
        contender = Pusher(bench.site, "push", folder / CODE)
        contender.prepare(content, folder)
        for number in range(bench.runs):
            for architectures in ("x86_64", "arm64", "x86_64%3Barm64"):
                with named(self.title, contender):
                    contender.forget()
                    settle(folder)
                    repository = f"{registry_of(bench.site)}/both-{number}-{len(architectures)}"
                    start = time.perf_counter()
                    command: Command = [
                        "dotnet",
                        "build",
                        contender.project,
                        "--no-restore",
                        "-t:LambdaImage",
                        "-m:2",
                        *QUIET,
                        "-p:LambdaImagePush=true",
                        f"-p:LambdaImageRepository={repository}",
                        f"-p:LambdaArchitectures={architectures}",
                    ]
                    run(command, bench.site.environment() | {"DOCKER_HOST": "unix:///nowhere"})
                    name = "both" if "%" in architectures else architectures
                    bench.results.add(self.title, name, Turn(time.perf_counter() - start))
