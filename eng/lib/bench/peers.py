"""What people use instead."""

import os
import pathlib
import shutil
import tarfile
import tempfile
import time

import docker

from bench.content import MB, BenchError, Content
from bench.contender import Command, Contender, Site, Turn, run


def make_emulators(folder: pathlib.Path) -> None:
    """Writes emulators as large as AWS's."""
    folder.mkdir(exist_ok=True)
    for architecture in ("x86_64", "arm64"):
        (folder / f"aws-lambda-rie-{architecture}").write_bytes(os.urandom(9 * MB))


def recipe(site: Site, content: Content) -> str:
    """The Dockerfile of AWS SAM CLI."""
    return (
        f"FROM {site.base}\n"
        "ADD aws-lambda-rie-x86_64 /var/rapid/\n"
        "RUN mv /var/rapid/aws-lambda-rie-x86_64 /var/rapid/aws-lambda-rie && chmod +x /var/rapid/aws-lambda-rie\n"
        + "".join(f"ADD {source} {destination}\n" for source, destination in content.steps())
    )


class Ancestor(Contender):
    """
    The recipe of AWS SAM CLI 1.164.0 (samcli/local/docker/lambda_image.py and samcli/lib/utils/tar.py): a Dockerfile with
    RUN, the emulators of both architectures, and a dereferenced tar in a temporary file, sent by docker-py. The base is
    there, so it is not pulled; the engine has no network, so its RUN gets none.
    """

    def __init__(self, site: Site) -> None:
        super().__init__(site, "ancestor")
        self.client = docker.DockerClient(base_url=site.host, version="auto", timeout=1800)

    def prepare(self, content: Content, folder: pathlib.Path) -> None:
        super().prepare(content, folder)
        self.emulators = self.folder / "rapid"
        make_emulators(self.emulators)

    def build(self) -> Turn:
        start = time.perf_counter()
        dockerfile = self.folder / "Dockerfile"
        dockerfile.write_text(recipe(self.site, self.content))
        with tempfile.TemporaryFile() as file:
            with tarfile.open(fileobj=file, mode="w", dereference=True) as tar:
                tar.add(dockerfile, "Dockerfile")
                tar.add(self.emulators, "/")
                for source, _ in self.content.steps():
                    tar.add(self.content.context / source, f"/{source}")
            file.flush()
            file.seek(0)
            lines = self.client.api.build(
                fileobj=file,
                custom_context=True,
                rm=True,
                tag=self.image,
                pull=False,
                decode=True,
                platform="linux/amd64",
                network_mode="none",
            )
            for line in lines:
                if "error" in line:
                    raise BenchError(f"{self.name}: {line['error']}")
        dockerfile.unlink()
        return Turn(time.perf_counter() - start)


class CommandLine(Contender):
    """`docker build` with a Dockerfile that does no more than needed."""

    def __init__(self, site: Site, name: str, buildkit: bool) -> None:
        super().__init__(site, name)
        self.environment = site.environment() | {"DOCKER_BUILDKIT": "1" if buildkit else "0"}

    def prepare(self, content: Content, folder: pathlib.Path) -> None:
        super().prepare(content, folder)
        self.context = content.context
        steps = "".join(f"COPY {source}/ {destination}\n" for source, destination in content.steps())
        (self.folder / "Dockerfile").write_text(f"FROM {self.site.base}\n{steps}")

    def build(self) -> Turn:
        options: Command = ["-q", "--network", "none", "-t", self.image, "-f", self.folder / "Dockerfile"]
        return Turn(run([self.site.cli / "docker", "build", *options, self.context], self.environment)[1])


class RecipeByBuildx(CommandLine):
    """`docker build` with buildx and the ancestor's Dockerfile and emulators."""

    def __init__(self, site: Site) -> None:
        super().__init__(site, "buildx recipe", buildkit=True)

    def prepare(self, content: Content, folder: pathlib.Path) -> None:
        super().prepare(content, folder)
        (self.folder / "Dockerfile").write_text(recipe(self.site, content))
        # Links to the same files, so that the emulators are in nobody else's context, and changes are seen here too.
        self.context = self.folder / "context"
        shutil.copytree(content.context, self.context, copy_function=os.link)
        make_emulators(self.context)
