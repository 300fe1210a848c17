"""Writes docs/performance.md."""

import datetime
import os
import pathlib
import platform
import re
import subprocess

from bench.functions import own_title, shared_title
from bench.content import MB
from bench.goals import EXPORTS, GOALS, TITLES
from bench.results import Results
from bench.workloads import before_name, memory_title

ABOUT = {
    "ancestor": "the recipe of AWS SAM CLI: a Dockerfile with `RUN`, both emulators in the context, a dereferenced tar made in Python "
    "and sent by `python3-docker`; the time of these calls, without the interpreter's start",
    "buildx recipe": "`docker build` with buildx, with the ancestor's Dockerfile and emulators; the time of the command",
    "buildx": "`docker build` with buildx and a Dockerfile of `FROM` and `COPY` lines, the least that gives these files; the time of the command",
    "classic": "`docker build` with `DOCKER_BUILDKIT=0` and the same Dockerfile; the time of the command",
    "publish": "`dotnet publish -t:PublishContainer`, the function on the base without the layers; the time in its targets, from the build's log",
    "Load": "LambdaImage.Tasks with `LambdaImageStrategy=Load`; the time inside the target, from the build's log",
    "Dockerfile": "LambdaImage.Tasks with `LambdaImageStrategy=Dockerfile`; the time inside the target, from the build's log",
    "split": "as `Load`, the function in layers by how often they change (`LambdaLayerSplit`)",
    "unsplit": "as `Load`, the function in one layer",
    "Load before": "an earlier package with `LambdaImageStrategy=Load`",
    "Dockerfile before": "an earlier package with `LambdaImageStrategy=Dockerfile`",
    "Load limit": "what the engine alone takes for `Load`: an archive of the new layers, made before, posted to `/images/load` by curl",
    "Dockerfile limit": "what the engine alone takes for `Dockerfile`: a build context with nested tars, made before, posted to `/build` by curl",
}


def write(results: Results, engine: str, version: str, clients: str, runs: int, strategies: list[str], plot: str | None) -> str:
    """The whole document. Strategies are in order; the goals count for the first."""
    sections = [
        f"# Performance\n\nWritten by `eng/bench --engine {engine} --runs {runs} --strategies {','.join(strategies)}` on "
        f"{datetime.date.today().isoformat()}.\n\n{machine(engine, version, clients)}\n\n"
        "All figures are medians of one run in which the contenders took turns, each from the same state. Such machines are noisy, so\n"
        "compare ratios, not seconds. Where the time goes: [profile.md](profile.md).\n",
        goals(results, strategies),
        f"![Time of each contender for each workload]({plot})\n" if plot else "",
        times(results),
        exports(results),
        compared(results, strategies),
        commands(results, strategies),
        memory(results, strategies),
        functions(results, strategies),
    ]
    return "\n".join(section for section in sections if section)


def machine(engine: str, version: str, clients: str) -> str:
    """Where all this was measured."""
    facts = [
        f"{os.cpu_count()} cores ({processor()}), {memory_size()} GB of memory, {platform.system()} {platform.release()}",
        f"Engine {engine}: Docker {version}" if engine.startswith("docker") else f"Engine {engine}: {version}",
        f"Clients: {clients}",
        f".NET SDK {subprocess.run(['dotnet', '--version'], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()}",
    ]
    return "\n".join(f"- {fact}" for fact in facts)


def goals(results: Results, strategies: list[str]) -> str:
    """Each goal and whether it is reached."""
    rows: list[list[str]] = []
    reached = 0
    for goal in GOALS:
        values = [goal.measure(results, strategy) for strategy in strategies]
        if all(value is None for value in values):
            continue
        rows.append(
            [
                (TITLES | EXPORTS)[goal.workload],
                goal.text(),
                *("not measured" if value is None else goal.verdict(value) for value in values),
            ]
        )
        reached += values[0] is not None and goal.reached(values[0])
    if not rows:
        return ""
    summary = f"{reached} of {len(rows)} are reached with `{strategies[0]}`. In each column `ours` is that strategy, and `limit` its own.\n"
    heads = ["workload", "goal", *(f"`{strategy}`" for strategy in strategies)]
    return f"## Goals\n\n{summary}\n{table(heads, rows)}"


def times(results: Results) -> str:
    """The medians."""
    shown = [title for title in TITLES.values() if title in results.turns and title != TITLES["functions"]]
    contenders = [name for name in ABOUT if any(name in results.contenders(title) for title in shown)]
    if not contenders:
        return ""
    rows = []
    for title in shown:
        seconds = [results.seconds(title, contender) for contender in contenders]
        rows.append([title, *("" if value is None else f"{value:.2f}" if value >= 0.1 else f"{value:.3f}" for value in seconds)])
    about = "\n".join(f"- **{name}**: {ABOUT[name]}." for name in contenders)
    return f"## Times\n\nIn seconds. An empty field means that the contender has no part in it.\n\n{table(['workload', *contenders], rows)}\n{about}\n"


def exports(results: Results) -> str:
    """What goes to a registry or a file."""
    about = {
        "push": "LambdaImage.Tasks with `LambdaImagePush`; the time inside the target, without an engine",
        "buildx push": "`docker build` with buildx and a lean Dockerfile, and `docker push`; the time of both commands",
        "publish": "`dotnet publish -t:PublishContainer` to the registry, without the layers; the time in its targets",
        "split": "as `push`, the function in layers by how often they change (`LambdaLayerSplit`)",
        "unsplit": "as `push`, the function in one layer",
        "archive": "LambdaImage.Tasks with `LambdaImageArchivePath`, compressed; the time inside the target",
        "docker save": "`docker save -o` of the same image, not compressed; the time of the command",
        "x86_64": "`dotnet build` of a push for one architecture; the time of the command, as that of `both`",
    }
    rows = [
        [title, name, f"{results.seconds(title, name) or 0:.3f}"]
        for title in results.turns
        if title.startswith(tuple(EXPORTS.values()))
        for name in results.contenders(title)
    ]
    lines = "\n".join(f"- **{name}**: {text}." for name, text in about.items() if any(row[1] == name for row in rows))
    text = "## Without an engine\n\nIn seconds; the registry is Debian's, on the same machine.\n\n"
    return f"{text}{table(['workload', 'contender', 'seconds'], rows)}\n{lines}\n" if rows else ""


def compared(results: Results, strategies: list[str]) -> str:
    """Against an earlier package."""
    rows = [
        [
            title,
            *("" if (value := results.ratio(title, name, before_name(name))) is None else f"{value:.2f}" for name in strategies),
        ]
        for title in TITLES.values()
        if any(before_name(name) in results.contenders(title) for name in strategies)
    ]
    text = "## Compared with an earlier package\n\nThe median of the ratios, turn by turn: below 1 is faster than before.\n\n"
    return text + table(["workload", *(f"`{name}`" for name in strategies)], rows) if rows else ""


def commands(results: Results, strategies: list[str]) -> str:
    """The whole of ours."""
    names = [name for name in ("publish", *strategies) if any(results.command(title, name) for title in TITLES.values())]
    rows = [
        [title, *("" if (value := results.command(title, name)) is None else f"{value:.2f}" for name in names)]
        for title in TITLES.values()
        if any(results.command(title, name) for name in names)
    ]
    heads = ["workload", *(f"`dotnet {'publish' if name == 'publish' else 'build'}`, {name}" for name in names)]
    return (
        f"## Whole commands\n\nIn seconds: MSBuild's start, evaluation, compiling and publishing as far as they come along.\n\n{table(heads, rows)}"
        if rows
        else ""
    )


def memory(results: Results, strategies: list[str]) -> str:
    """Peak memory."""
    sizes = [size for size in ("1 MB", "1 GB") if memory_title(size) in results.turns]
    rows = [
        [f"layer of {size}", *(f"{(results.memory(memory_title(size), name) or 0) / MB:.0f}" for name in strategies)]
        for size in sizes
    ]
    text = "## Memory\n\nPeak memory of the whole `dotnet build` process, in MB.\n\n"
    return text + table(["", *(f"`{strategy}`" for strategy in strategies)], rows) if rows else ""


def functions(results: Results, strategies: list[str]) -> str:
    """The solution."""
    title = TITLES["functions"]
    rows = [
        [text, *(f"{results.seconds(name, strategy) or 0:.2f}" for strategy in strategies)]
        for text, name in (
            ("total", title),
            ("sum of own parts", own_title(title)),
            ("an image of the shared layers alone", shared_title(title)),
        )
        if name in results.turns
    ]
    text = (
        "## Many functions\n\n20 functions of 1 MB in one solution, which share two layers of 25 MB; in seconds. Total: the time in which at least one\n"
        "function's target runs, when the solution is built with `-m` and the engine has the base alone. A function's own part: the time\n"
        "inside its target when the functions are built one after the other, each for the first time, with the shared layers in the\n"
        "engine already. `Dockerfile` sends the shared layers with each function all the same, and the engine finds them in its cache.\n\n"
    )
    return text + table(["", *(f"`{strategy}`" for strategy in strategies)], rows) if rows else ""


def table(heads: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def processor() -> str:
    """The processor's name."""
    match = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    return match[1] if match else platform.machine()


def memory_size() -> int:
    """In GB."""
    match = re.search(r"MemTotal:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text())
    return round(int(match[1]) / 1e6) if match else 0
