"""Runs the workloads and writes the report."""

import argparse
import dataclasses
import os
import pathlib
import subprocess
import sys
from typing import Callable

from bench import plot, report
from bench.content import KB, BenchError
from bench.contender import Site
from bench.engine import Engine
from bench.exports import Archive, BothArchitectures, FirstPush, PushCode, PushUnchanged
from bench.functions import Functions
from bench.goals import EXPORTS, TITLES
from bench.results import Results
from bench.split import SplitCode
from bench.workloads import GROUPS, LIMITS, Bench, CodeOnly, FirstBuild, Memory, Unchanged, Workload

WORKLOADS: dict[str, Workload] = {
    workload.key: workload
    for workload in [
        FirstBuild("1mb", TITLES["1mb"], [(20, 50 * KB, 0)], turns=3),
        FirstBuild("50mb", TITLES["50mb"], [(500, 100 * KB, 0)]),
        FirstBuild("250mb", TITLES["250mb"], [(20, 12500 * KB, 0)]),
        FirstBuild("20000", TITLES["20000"], [(20_000, 2 * KB, 0)]),
        FirstBuild("overlap", TITLES["overlap"], [(250, 100 * KB, 0), (250, 100 * KB, 125)]),
        Unchanged("unchanged", TITLES["unchanged"]),
        CodeOnly("code", TITLES["code"]),
        SplitCode("split", TITLES["split"], pushes=False),
        Memory("memory", TITLES["memory"]),
        Functions("functions", TITLES["functions"]),
        FirstPush("push", EXPORTS["push"]),
        PushCode("push-code", EXPORTS["push-code"]),
        PushUnchanged("push-unchanged", EXPORTS["push-unchanged"]),
        SplitCode("push-split", EXPORTS["push-split"], pushes=True),
        Archive("archive", EXPORTS["archive"]),
        BothArchitectures("architectures", EXPORTS["architectures"]),
    ]
}


def names(known: list[str]) -> Callable[[str], list[str]]:
    """The type of an option that is a list of some of these names."""

    def parse(text: str) -> list[str]:
        chosen = text.split(",")
        for name in chosen:
            if name not in known:
                raise argparse.ArgumentTypeError(f'unknown "{name}"; known: {",".join(known)}')
        return chosen

    return parse


def parse() -> argparse.Namespace:
    """The options; eng/bench --help tells of those that a user gives."""
    parser = argparse.ArgumentParser(prog="bench", usage=argparse.SUPPRESS, add_help=False, allow_abbrev=False)
    for option in ("packages", "work", "cli", "raw"):
        parser.add_argument(f"--{option}", type=pathlib.Path, required=True)
    for option in ("output", "before"):
        parser.add_argument(f"--{option}", type=pathlib.Path)
    for option in ("engine", "registry", "base"):
        parser.add_argument(f"--{option}", required=True)
    parser.add_argument("--runs", type=int, required=True)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--workloads", type=names(list(WORKLOADS)), default=list(WORKLOADS))
    parser.add_argument("--contenders", type=names(GROUPS), default=GROUPS)
    parser.add_argument("--strategies", type=names(list(LIMITS)), required=True)
    return parser.parse_args()


def main() -> None:
    """Measures and writes."""
    options = parse()
    host = os.environ["DOCKER_HOST"]
    options.work.mkdir()
    engine = Engine(host, options.base)
    config = options.work / "docker"
    (config / "cli-plugins").mkdir(parents=True)
    (config / "cli-plugins" / "docker-buildx").symlink_to(options.cli / "usr/libexec/docker/cli-plugins/docker-buildx")
    site = Site(
        options.work,
        engine,
        host,
        options.base,
        options.registry,
        options.packages.absolute(),
        options.work,
        options.cli / "usr/bin",
        config,
    )
    results = Results(lambda line: print(f"    {line}", file=sys.stderr, flush=True))
    before = (
        dataclasses.replace(site, packages=options.before.absolute(), kept=options.work / "before") if options.before else None
    )
    bench = Bench(site, results, options.runs, options.quick, options.contenders, options.strategies, before)
    for key in options.workloads:
        WORKLOADS[key].run(bench)
        results.save(options.raw)

    figure = options.output.with_suffix(".svg") if options.output else None
    text = report.write(
        results,
        options.engine,
        engine.describe(),
        clients(site),
        options.runs,
        options.strategies,
        figure.name if figure else None,
    )
    print(text)
    if options.output and figure:
        options.output.write_text(text)
        plot.draw(results, figure)


def clients(site: Site) -> str:
    """The versions of what the peers run."""
    commands = (["docker", "--version"], ["docker", "buildx", "version"])
    return ", ".join(
        subprocess.run(command, env=site.environment(), stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
        for command in commands
    )


try:
    main()
except BenchError as error:
    sys.exit(f"bench: {error}")
