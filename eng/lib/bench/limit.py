"""What the engine itself costs: a request that was made before, posted by curl."""

import abc
import hashlib
import io
import json
import pathlib
import tarfile
import urllib.parse
import urllib.request
from typing import Any

from bench.content import LONG_AGO, MB, BenchError, Content
from bench.contender import Command, Contender, Site, Turn, run

MANIFESTS = "application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json"


class Limit(Contender):
    """The request of one strategy. Its layers are tars of what goes to each place, from the image's root."""

    def __init__(self, site: Site, strategy: str) -> None:
        super().__init__(site, f"{strategy} limit")
        self.request = pathlib.Path()

    def prepare(self, content: Content, folder: pathlib.Path) -> None:
        super().prepare(content, folder)
        self.request = self.folder / "request.tar"
        self.layers = [self._layer(*step) for step in content.steps()]
        self.compose(0)

    def change(self) -> None:
        self.layers[-1] = self._layer(*self.content.steps()[-1])
        self.compose(len(self.layers) - 1)

    @abc.abstractmethod
    def compose(self, known: int) -> None:
        """Writes the request; the engine has the first `known` layers."""

    @abc.abstractmethod
    def path(self) -> str:
        """Where the request goes."""

    def build(self) -> Turn:
        command: Command = [
            "curl",
            "-sS",
            "--fail-with-body",
            "--unix-socket",
            self.site.engine.socket,
            "-X",
            "POST",
            "-T",
            self.request,
        ]
        headers = ["-H", "Content-Type: application/x-tar", "-H", "Expect:"]
        output, seconds, _ = run([*command, *headers, f"http://engine{self.path()}"], self.site.environment())
        if '"errorDetail"' in output:
            raise BenchError(f"{self.name}: {output[-2000:]}")
        return Turn(seconds)

    def _layer(self, source: str, destination: str) -> pathlib.Path:
        path = self.folder / f"{source}.tar"
        with tarfile.open(path, "w") as tar:
            tar.add(self.content.context / source, destination, filter=plain)
        return path


class BuildLimit(Limit):
    """The strategy Dockerfile: a build context with nested tars."""

    def compose(self, known: int) -> None:
        names = [layer.name for layer in self.layers]
        dockerfile = f"FROM {self.site.base}\n" + "".join(f"ADD {name} /\n" for name in names)
        with tarfile.open(self.request, "w") as tar:
            add_bytes(tar, "Dockerfile", dockerfile.encode())
            for layer in self.layers:
                tar.add(layer, layer.name, filter=plain)

    def path(self) -> str:
        return "/build?" + urllib.parse.urlencode({"t": self.image, "rm": 1, "platform": "linux/amd64"})


class LoadLimit(Limit):
    """The strategy Load: an archive of the config, the manifest and those layers that the engine lacks."""

    def compose(self, known: int) -> None:
        base = self.site.engine.api.inspect_image(self.site.base)
        digests = [digest_of(layer) for layer in self.layers]
        config = json.dumps(
            {
                "architecture": base["Architecture"],
                "os": base["Os"],
                "config": base["Config"],
                "rootfs": {"type": "layers", "diff_ids": base["RootFS"]["Layers"] + digests},
            }
        ).encode()
        with tarfile.open(self.request, "w") as tar:
            if self.site.engine.is_containerd():
                self._compose_oci(tar, config, digests, known)
            else:
                self._compose_archive(tar, config, len(base["RootFS"]["Layers"]), known)

    def _compose_archive(self, tar: tarfile.TarFile, config: bytes, base_layers: int, known: int) -> None:
        """A docker-archive: https://github.com/moby/docker-image-spec/blob/main/spec.md#combined-image-json--filesystem-changeset-format."""
        name = f"{hashlib.sha256(config).hexdigest()}.json"
        # A layer that the engine has under its diff ids is not looked for in the archive.
        paths = [f"base{number}.tar" for number in range(base_layers)] + [layer.name for layer in self.layers]
        add_bytes(tar, name, config)
        add_bytes(tar, "manifest.json", json.dumps([{"Config": name, "RepoTags": [self.image], "Layers": paths}]).encode())
        for layer in self.layers[known:]:
            tar.add(layer, layer.name, filter=plain)

    def _compose_oci(self, tar: tarfile.TarFile, config: bytes, digests: list[str], known: int) -> None:
        """An OCI layout: https://github.com/opencontainers/image-spec/blob/main/image-layout.md."""
        layers = [
            {"mediaType": "application/vnd.oci.image.layer.v1.tar", "digest": digest, "size": layer.stat().st_size}
            for layer, digest in zip(self.layers, digests)
        ]
        manifest_type = "application/vnd.oci.image.manifest.v1+json"
        manifest = {
            "schemaVersion": 2,
            "mediaType": manifest_type,
            "config": blob(config, "application/vnd.oci.image.config.v1+json"),
            "layers": [*base_layers(self.site), *layers],
        }
        text = json.dumps(manifest).encode()
        entry = blob(text, manifest_type) | {"annotations": {"io.containerd.image.name": f"docker.io/library/{self.image}"}}
        add_bytes(tar, "oci-layout", b'{"imageLayoutVersion":"1.0.0"}')
        add_bytes(tar, "index.json", json.dumps({"schemaVersion": 2, "manifests": [entry]}).encode())
        for content in (text, config):
            add_bytes(tar, f"blobs/sha256/{hashlib.sha256(content).hexdigest()}", content)
        for layer, digest in list(zip(self.layers, digests))[known:]:
            tar.add(layer, f"blobs/sha256/{digest.removeprefix('sha256:')}", filter=plain)

    def path(self) -> str:
        return "/images/load?quiet=1"


def base_layers(site: Site) -> list[dict[str, Any]]:
    """The layers of the base, as its registry describes them; its manifest is of one platform."""
    host, _, name = site.base.partition("/")
    repository, _, tag = name.rpartition(":")
    request = urllib.request.Request(f"http://{host}/v2/{repository}/manifests/{tag}", headers={"Accept": MANIFESTS})
    with urllib.request.urlopen(request) as answer:
        layers: list[dict[str, Any]] = json.load(answer)["layers"]
        return layers


def blob(content: bytes, media_type: str) -> dict[str, Any]:
    """The descriptor of a blob."""
    return {"mediaType": media_type, "digest": f"sha256:{hashlib.sha256(content).hexdigest()}", "size": len(content)}


def digest_of(path: pathlib.Path) -> str:
    """The digest of a file."""
    hasher = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(MB):
            hasher.update(piece)
    return f"sha256:{hasher.hexdigest()}"


def add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    """Adds a file to an archive."""
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    tar.addfile(entry, io.BytesIO(content))


def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """What may differ between machines is set."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mtime = LONG_AGO
    return entry
