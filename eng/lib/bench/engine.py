"""The engine that all contenders build on: brought back to its first state, and asked what an image holds."""

import hashlib
import pathlib
import tarfile
import tempfile
from typing import Any

import docker

from bench.content import MB, BenchError


class Engine:
    """A container engine with nothing but the base image on it."""

    def __init__(self, host: str, base: str) -> None:
        self.socket = host.removeprefix("unix://")
        # 20,000 files take longer than the default minute.
        self.api = docker.APIClient(base_url=host, version="auto", timeout=1800)
        self.base = base
        self.api.pull(base)
        self.base_id: str = self.api.inspect_image(base)["Id"]

    def describe(self) -> str:
        """The engine's version and store."""
        version, info = self.api.version(), self.api.info()
        store = "containerd image store" if self.is_containerd() else info["Driver"]
        return f"{version['Version']} ({store})"

    def is_containerd(self) -> bool:
        """Whether images are in containerd's store, and not in one of a graph driver."""
        status: list[list[str]] = self.api.info().get("DriverStatus") or []
        return any("containerd.snapshotter" in value for _, value in status)

    def clean(self) -> None:
        """Removes all but the base: images, the layers that the classic builder keeps, and BuildKit's cache."""
        for container in self.api.containers(all=True):
            self.api.remove_container(container, force=True)
        # Removing an image takes its untagged parents along.
        while images := self._others():
            before = len(images)
            for image in images:
                try:
                    self.api.remove_image(image, force=True)
                except docker.errors.APIError:
                    # It went with another one, or has to go after others.
                    continue
            if len(self._others()) >= before:
                raise BenchError(f"the engine keeps images that should be gone: {images}")
        self._prune_builds()

    def drop_untagged(self) -> None:
        """Removes the images that lost their names to later ones, and with them no layer that those share."""
        self.api.prune_images({"dangling": True})

    def check(self, image: str, expected: dict[str, str | None], folders: set[str]) -> None:
        """Fails unless the folders of the image hold the files that are expected, and no others."""
        found: dict[str, str | None] = {}
        for folder in sorted(folders):
            found |= self.files(image, folder)
        wrong = [path for path, content in expected.items() if path not in found or content not in (None, found[path])]
        wrong += [path for path in found if path not in expected]
        if wrong:
            raise BenchError(
                f"{image} is not what was to be built: {len(wrong)} files are missing, others or too many, such as {wrong[0]}"
            )

    def files(self, image: str, folder: str) -> dict[str, str | None]:
        """The path and SHA-256 of each file in a folder of an image, of which nothing is started."""
        container = self.api.create_container(image, command=["never-started"])
        try:
            with tempfile.TemporaryFile() as archive:
                for piece in self.api.get_archive(container, folder)[0]:
                    archive.write(piece)
                archive.seek(0)
                with tarfile.open(fileobj=archive) as tar:
                    parent = pathlib.PurePath(folder).parent.as_posix().strip("/")
                    return {str(pathlib.PurePath(parent, entry.name)): hash_of(tar, entry) for entry in tar if entry.isfile()}
        finally:
            self.api.remove_container(container)

    def _others(self) -> list[str]:
        return [image["Id"] for image in self.api.images(all=True) if image["Id"] != self.base_id]

    def _prune_builds(self) -> None:
        # docker-py's call has no way to say "all".
        answer = self.api.post(f"{self.api.base_url}/v{self.api.api_version}/build/prune", params={"all": "1"})
        # Podman has no such cache.
        if answer.status_code not in (200, 404):
            raise BenchError(f"the engine could not prune its build cache: {answer.status_code} {answer.text}")


def hash_of(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> str:
    """The SHA-256 of a file in an archive."""
    hasher = hashlib.sha256()
    file: Any = tar.extractfile(entry)
    while piece := file.read(MB):
        hasher.update(piece)
    return hasher.hexdigest()
