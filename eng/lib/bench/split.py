"""A function with large packages: in layers by how often they change, and in one layer."""

import pathlib
import zipfile

from bench.content import CODE, KB, MB, BenchError, Content, settle, write_random
from bench.contender import Site, named
from bench.dotnet import Ours
from bench.exports import Pusher, registry_of
from bench.workloads import Bench, Workload

PACKAGE = "Bench.Native"


class SplitCode(Workload):
    """The function's code changes, and its packages don't."""

    def __init__(self, key: str, title: str, pushes: bool) -> None:
        super().__init__(key, title)
        self.pushes = pushes

    def measure(self, bench: Bench, folder: pathlib.Path) -> None:
        code = folder / CODE
        write_random(code, 100 * KB)
        lines = [
            f"<PropertyGroup><RestoreAdditionalProjectSources>{write_package(folder, 5 * MB // bench.fraction)}</RestoreAdditionalProjectSources></PropertyGroup>",
            f'<ItemGroup><PackageReference Include="{PACKAGE}" Version="1.0.0" /></ItemGroup>',
        ]
        # There is a function, of which nobody needs a copy.
        content = Content(folder / "context")
        content.function = "function"
        contenders = [self.contender(bench.site, name, code, lines) for name in ("split", "unsplit")]
        for contender in contenders:
            with named(self.title, contender):
                contender.prepare(content, folder)
                contender.build()
        if not self.pushes:
            self.check(bench, contenders)
        for _ in range(3 * bench.runs):
            write_random(code, 100 * KB)
            code.touch()
            for contender in contenders:
                settle(folder)
                with named(self.title, contender):
                    bench.results.add(self.title, contender.name, contender.build())
                    bench.site.engine.drop_untagged()

    def check(self, bench: Bench, contenders: list[Ours]) -> None:
        """Fails unless both images hold the same files."""
        split, unsplit = (bench.site.engine.files(contender.image, "/var/task") for contender in contenders)
        if split != unsplit or len(split) < 11:
            raise BenchError(f"{self.title}: the images hold {len(split)} and {len(unsplit)} files, and should hold the same")

    def contender(self, site: Site, name: str, code: pathlib.Path, lines: list[str]) -> Ours:
        """Ours, with the function in several layers or in one."""
        made = Pusher(site, name, code) if self.pushes else Ours(site, "Load", code, name)
        if isinstance(made, Pusher):
            made.repository = f"{registry_of(site)}/{name}"
        made.lines = [
            *lines,
            f"<PropertyGroup><LambdaLayerSplit>{'Auto' if name == 'split' else 'Never'}</LambdaLayerSplit></PropertyGroup>",
        ]
        return made


def write_package(folder: pathlib.Path, size: int) -> pathlib.Path:
    """Makes a feed with a package of ten native libraries, each of `size` bytes."""
    feed = folder / "feed"
    feed.mkdir()
    with zipfile.ZipFile(feed / f"{PACKAGE}.1.0.0.nupkg", "w") as package:
        package.writestr(
            f"{PACKAGE}.nuspec",
            f"<package><metadata><id>{PACKAGE}</id><version>1.0.0</version><authors>bench</authors><description>bench</description></metadata></package>",
        )
        package.writestr("lib/net10.0/_._", "")
        for number in range(10):
            library = folder / f"part{number}.so"
            write_random(library, size)
            package.write(library, f"runtimes/linux-x64/native/{library.name}")
            library.unlink()
    return feed
