"""What builds from a .NET project: ours, and the SDK's own container publishing."""

import pathlib
import re
import shutil

from bench.content import CODE, BenchError, Content
from bench.contender import Command, Contender, Site, Turn, run

# Before and after what is measured, the clock goes into the build's own log. DependsOnTargets run before BeforeTargets, so
# neither compiling nor publishing is in between.
CLOCK = """<Project>
  <Target Name="BenchStart" BeforeTargets="LambdaImage;ComputeContainerBaseImage">
    <PropertyGroup><_BenchStart>$([System.DateTime]::UtcNow.Ticks)</_BenchStart></PropertyGroup>
  </Target>
  <Target Name="BenchEnd" AfterTargets="LambdaImage;_PublishSingleContainer">
    <PropertyGroup><_BenchEnd>$([System.DateTime]::UtcNow.Ticks)</_BenchEnd></PropertyGroup>
    <Message Importance="high" Text="bench: $(_BenchStart) $(_BenchEnd) @(GeneratedLambdaImage->'%(Strategy) %(Skipped)')" />
  </Target>
</Project>
"""
TICKS = 10_000_000

# The folders of the cache that hold what is known of bases.
OF_BASES = ("folders", "configs")

QUIET = ["-c", "Release", "-nologo", "-v:m", "-tl:off"]


class Build:
    """One build's log: when each project's image was begun and done, in seconds since some moment, and how."""

    def __init__(self, output: str, seconds: float, memory: int) -> None:
        self.output, self.seconds, self.memory = output, seconds, memory
        spans = re.findall(r"bench: (\d+) (\d+) (.*)", output)
        self.spans = [(int(start) / TICKS, int(end) / TICKS) for start, end, _ in spans]
        self.how = [how.strip() for _, _, how in spans]

    def turn(self) -> Turn:
        """The time inside the target of the one project."""
        if len(self.spans) != 1:
            raise self.failure("one image should have been made")
        start, end = self.spans[0]
        return Turn(end - start, self.seconds, self.memory)

    def failure(self, wanted: str) -> BenchError:
        """For a log that tells of something else than what was wanted."""
        return BenchError(f"{wanted}, and the log says {self.how}:\n{self.output[-5000:]}")


def write_project(
    site: Site, folder: pathlib.Path, name: str, lines: list[str], code: pathlib.Path | None = None
) -> pathlib.Path:
    """A project; with `code` it is a function, which that file is part of."""
    folder.mkdir(parents=True)
    (folder / "Directory.Build.props").write_text("<Project />")
    (folder / "Directory.Build.targets").write_text(CLOCK)
    (folder / "NuGet.config").write_text(
        f"""<configuration>
  <packageSources><clear /><add key="local" value="{site.packages}" /></packageSources>
  <config><add key="globalPackagesFolder" value="{site.kept}/nuget" /></config>
</configuration>
"""
    )
    if code:
        (folder / "Program.cs").write_text("return 0;\n")
        lines = [
            "<PropertyGroup><OutputType>Exe</OutputType><AssemblyName>function</AssemblyName><DebugType>none</DebugType></PropertyGroup>",
            f'<ItemGroup><None Include="{code}" Link="{CODE}" CopyToPublishDirectory="PreserveNewest" /></ItemGroup>',
            *lines,
        ]
    project = folder / f"{name}.csproj"
    body = "\n  ".join(["<PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>", *lines])
    project.write_text(f'<Project Sdk="Microsoft.NET.Sdk">\n  {body}\n</Project>\n')
    return project


def ours_lines(site: Site, repository: str, layers: list[pathlib.Path]) -> list[str]:
    """What a project needs for its image."""
    return [
        f"<PropertyGroup><LambdaRuntime>provided.al2023</LambdaRuntime><LambdaBaseImageRegistry>{site.registry}</LambdaBaseImageRegistry>"
        f"<LambdaImageRepository>{repository}</LambdaImageRepository></PropertyGroup>",
        '<ItemGroup><PackageReference Include="LambdaImage.Tasks" Version="*-*" PrivateAssets="all" /></ItemGroup>',
        "<ItemGroup>" + "".join(f'<LambdaLayer Include="{layer}" />' for layer in layers) + "</ItemGroup>",
    ]


def build_images(site: Site, project: pathlib.Path, strategy: str, *options: str, host: str | None = None) -> Build:
    """`dotnet build -t:LambdaImage`, which fails if another strategy than the one asked for made an image."""
    environment = site.environment() | ({"DOCKER_HOST": host} if host else {})
    command: Command = [
        "dotnet",
        "build",
        project,
        "--no-restore",
        "-t:LambdaImage",
        f"-p:LambdaImageStrategy={strategy}",
        *QUIET,
        *options,
    ]
    build = Build(*run(command, environment))
    # What is up to date was made by an earlier build, and the log names no strategy.
    if not all(how.split() in ([strategy, "false"], ["true"]) for how in build.how):
        raise build.failure(f"strategy {strategy} was asked for")
    return build


def forget_builds(site: Site, folder: pathlib.Path) -> None:
    """
    Takes away what the tasks know of layers, in the projects under `folder` and for all projects. What they know of the base stays,
    as the base stays on the engine.
    """
    for path in [*folder.glob("**/obj/**/lambdaimage"), *(site.cache / "lambdaimage").glob("*")]:
        if path.name not in OF_BASES:
            shutil.rmtree(path)


class Ours(Contender):
    """LambdaImage.Tasks with one strategy; measured is the time inside its target."""

    # What the project holds besides.
    lines: list[str] = []

    def __init__(self, site: Site, strategy: str, code: pathlib.Path, name: str | None = None) -> None:
        super().__init__(site, name or strategy)
        self.strategy = strategy
        self.code = code

    def prepare(self, content: Content, folder: pathlib.Path) -> None:
        super().prepare(content, folder)
        layers = [content.context / layer for layer in content.layers]
        lines = [*ours_lines(self.site, self.image.partition(":")[0], layers), *self.lines]
        self.project = write_project(
            self.site, self.folder / "project", "project", lines, self.code if content.function else None
        )
        # Everything but the image, so that the measurement holds nothing else.
        run(["dotnet", "build", self.project, *QUIET], self.site.environment())

    def forget(self) -> None:
        forget_builds(self.site, self.folder)

    def build(self) -> Turn:
        return self.log(skipped=False).turn()

    def build_unchanged(self) -> Turn:
        """A build that has nothing to do."""
        return self.log(skipped=True).turn()

    def log(self, skipped: bool, host: str | None = None) -> Build:
        """Builds, and fails unless the image was up to date or not, as is expected."""
        build = build_images(self.site, self.project, self.strategy, "-m:1", host=host)
        if build.how != ["true" if skipped else f"{self.strategy} false"]:
            raise build.failure(f"skipped should be {str(skipped).lower()}")
        return build


class PublishContainer(Contender):
    """
    `dotnet publish -t:PublishContainer`, which knows no layers: the function on the base. Measured are its targets. It goes to the
    engine, or to a repository if there is one.
    """

    repository = ""

    def __init__(self, site: Site, code: pathlib.Path) -> None:
        super().__init__(site, "publish")
        self.code = code

    def prepare(self, content: Content, folder: pathlib.Path) -> None:
        super().prepare(content, folder)
        lines = [
            f"<PropertyGroup><ContainerBaseImage>{self.site.base}</ContainerBaseImage>"
            "<ContainerWorkingDirectory>/var/task/</ContainerWorkingDirectory>"
            "<ContainerAppCommandInstruction>None</ContainerAppCommandInstruction></PropertyGroup>",
            '<ItemGroup><ContainerDefaultArgs Include="function" /></ItemGroup>',
        ]
        self.project = write_project(self.site, self.folder / "project", "project", lines, self.code)
        run(["dotnet", "build", self.project, *QUIET], self.site.environment())

    def build(self) -> Turn:
        registry, _, path = self.repository.partition("/")
        options = [f"-p:ContainerRegistry={registry}", f"-p:ContainerRepository={path}"]
        if not self.repository:
            options = ["-p:LocalRegistry=Docker", f"-p:ContainerRepository={self.image.partition(':')[0]}"]
        command: Command = ["dotnet", "publish", self.project, "--no-restore", "-t:PublishContainer", "-m:1", *QUIET, *options]
        return Build(*run(command, self.site.environment())).turn()
