"""What the contenders have in common."""

import abc
import contextlib
import dataclasses
import os
import pathlib
import subprocess
import time
from typing import Iterator

import docker

from bench.content import BenchError, Content
from bench.engine import Engine

Command = list[str | pathlib.Path]


@dataclasses.dataclass(frozen=True)
class Turn:
    """What one build cost."""

    # The contender's own part; for a peer that is a command, the command.
    seconds: float
    # The whole command, where the own part is less.
    command: float | None = None
    # The peak memory of the process, in bytes.
    memory: int | None = None


@dataclasses.dataclass(frozen=True)
class Site:
    """Where the measurement takes place."""

    work: pathlib.Path
    engine: Engine
    # The engine's endpoint.
    host: str
    # The base image, and the registry with its folder that it is from.
    base: str
    registry: str
    # The feed with the packed LambdaImage.Tasks.
    packages: pathlib.Path
    # Where that package is unpacked, and keeps what it knows of earlier builds.
    kept: pathlib.Path
    # A folder with the Docker CLI as `docker`, and its configuration with buildx as a plugin.
    cli: pathlib.Path
    cli_config: pathlib.Path

    def environment(self) -> dict[str, str]:
        """For the processes of contenders."""
        return os.environ | {
            "PATH": f"{self.cli}{os.pathsep}{os.environ['PATH']}",
            "DOCKER_HOST": self.host,
            "DOCKER_CONFIG": str(self.cli_config),
            "DOTNET_CONTAINER_INSECURE_REGISTRIES": self.registry.partition("/")[0],
            "XDG_CACHE_HOME": str(self.cache),
        }

    @property
    def cache(self) -> pathlib.Path:
        """What builds may keep beside projects."""
        return self.kept / "cache"


class Contender(abc.ABC):
    """One way to build an image."""

    def __init__(self, site: Site, name: str) -> None:
        self.site = site
        self.name = name
        self.image = f"bench-{name.lower().replace(' ', '-')}:latest"

    def prepare(self, content: Content, folder: pathlib.Path) -> None:
        """What has to be there before the first build, and is not measured. `folder` is for own files."""
        self.content = content
        self.folder = folder / self.name.replace(" ", "-")
        self.folder.mkdir(parents=True)

    def change(self) -> None:
        """Called after the code changed, for those that prepare what they send."""

    def forget(self) -> None:
        """Forgets earlier builds; the engine does so by itself."""

    @abc.abstractmethod
    def build(self) -> Turn:
        """Builds the image once."""


@contextlib.contextmanager
def named(title: str, contender: Contender) -> Iterator[None]:
    """What fails in here is told with the workload and the contender. There are no gaps in a report."""
    try:
        yield
    except (BenchError, docker.errors.DockerException, OSError) as error:
        raise BenchError(f"{title}, {contender.name}: {error}") from error


def run(command: Command, environment: dict[str, str]) -> tuple[str, float, int]:
    """Runs a command that has to succeed; returns its output, the seconds, and its peak memory in bytes."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise BenchError(f"{' '.join(map(str, command))}\nended with {process.returncode}:\n{output[-5000:]}")
    return output, seconds, usage.ru_maxrss * 1024
