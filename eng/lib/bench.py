"""Builds the same images in several ways, in turn, and writes what that cost. Run by eng/bench, which prepares the engine."""

import argparse
import datetime
import http.client
import io
import os
import pathlib
import platform
import re
import socket
import statistics
import subprocess
import tarfile
import time

KB, MB = 1000, 1000 * 1000

# name: (number of files, bytes of each)
WORKLOADS = {
    "20 files, 1 MB": (20, 50 * KB),
    "500 files, 50 MB": (500, 100 * KB),
    "20 files, 250 MB": (20, 12500 * KB),
    "20,000 files, 40 MB": (20_000, 2 * KB),
}


class UnixConnection(http.client.HTTPConnection):
    """HTTP over the engine's socket."""

    def __init__(self, path):
        super().__init__("engine")
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.connect(self.path)


class Bench:
    def __init__(self, options):
        self.options = options
        self.work = pathlib.Path(options.work)
        self.socket = os.environ["DOCKER_HOST"].removeprefix("unix://")
        self.base = f"{options.registry}/provided:al2023-x86_64"
        self.serial = 0

    # What is built

    def make_files(self, name, count, size):
        folder = self.work / re.sub(r"\W+", "-", name)
        for i in range(count):
            part = folder / f"part{i % 50:02}"
            part.mkdir(parents=True, exist_ok=True)
            with open(part / f"file{i:05}.bin", "wb") as file:
                for start in range(0, size, MB):
                    file.write(os.urandom(min(MB, size - start)))
        return folder

    def make_project(self, layer):
        """A project with one layer. A fresh one each time, so that nothing is remembered from another measurement."""
        self.serial += 1
        folder = self.work / f"project{self.serial}"
        folder.mkdir(parents=True)
        (folder / "NuGet.config").write_text(f"""<configuration>
  <packageSources><clear /><add key="local" value="{self.options.packages}" /></packageSources>
  <config><add key="globalPackagesFolder" value="{self.work}/nuget" /></config>
</configuration>
""")
        (folder / "Directory.Build.props").write_text("<Project />")
        (folder / "Directory.Build.targets").write_text("<Project />")
        (folder / f"bench{self.serial}.csproj").write_text(f"""<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <LambdaRuntime>provided.al2023</LambdaRuntime>
    <LambdaBaseImageRegistry>{self.options.registry}</LambdaBaseImageRegistry>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="LambdaImage.Tasks" Version="*-*" PrivateAssets="all" />
    <LambdaLayer Include="{layer}" />
  </ItemGroup>
</Project>
""")
        # Everything but the image, so that the measurement holds nothing else.
        run(["dotnet", "build", folder, "-v:q"])
        return folder

    # The contenders: each builds the image once and returns the seconds that it took

    def ours(self, folder, *arguments):
        """The target's own time from the build's log, the whole command's time, and the peak memory in bytes."""
        start = time.perf_counter()
        process = subprocess.Popen(
            ["dotnet", "build", folder, "--no-restore", "-t:LambdaImage", "-v:n", "-m:1", "-clp:PerformanceSummary", *arguments],
            stdout=subprocess.PIPE, text=True)
        log = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - start
        task = re.search(r"^\s+(\d+) ms\s+BuildLambdaImage\s", log, re.MULTILINE)
        if process.returncode != 0 or not task:
            raise SystemExit(f"the build failed:\n{log}")
        return int(task[1]) / 1000, seconds, usage.ru_maxrss * 1024

    def ancestor(self, layer):
        """The recipe of AWS SAM CLI: a Dockerfile with RUN, and a dereferenced tar posted to /build."""
        start = time.perf_counter()
        dockerfile = f"FROM {self.base}\nADD aws-lambda-rie-x86_64 /var/rapid/\n" \
            "RUN mv /var/rapid/aws-lambda-rie-x86_64 /var/rapid/aws-lambda-rie && chmod +x /var/rapid/aws-lambda-rie\n" \
            "ADD layer0 /opt\n"
        emulator = os.urandom(9 * MB)
        context = io.BytesIO()
        with tarfile.open(fileobj=context, mode="w", dereference=True) as tar:
            for name, content in (("Dockerfile", dockerfile.encode()), ("aws-lambda-rie-x86_64", emulator), ("aws-lambda-rie-arm64", emulator)):
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                tar.addfile(entry, io.BytesIO(content))
            tar.add(layer, arcname="layer0")
        context.seek(0)
        self.post("/build?t=bench-ancestor&rm=1&networkmode=none&platform=linux%2Famd64", context)
        return time.perf_counter() - start

    def post(self, path, body):
        connection = UnixConnection(self.socket)
        connection.request("POST", path, body, {"Content-Type": "application/x-tar"}, encode_chunked=True)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        if answer.status >= 300 or '"errorDetail"' in text:
            raise SystemExit(f"POST {path}: {answer.status} {text[-2000:]}")

    def forget(self, *images):
        """Removes what was built, and with it the build cache that would make the next build free."""
        for image in images:
            connection = UnixConnection(self.socket)
            connection.request("DELETE", f"/images/{image}?force=1")
            connection.getresponse().read()
            connection.close()

    # The measurements

    def first_builds(self):
        rows = []
        for name, (count, size) in WORKLOADS.items():
            layer = self.make_files(name, count, size)
            project = self.make_project(layer)
            image = f"{next(project.glob('*.csproj')).stem}:latest"
            ours, whole, ancestor = [], [], []
            for _ in range(self.options.runs):
                self.forget(image, "bench-ancestor")
                ancestor.append(self.ancestor(layer))
                self.forget(image, "bench-ancestor")
                target, command, _ = self.ours(project, "-p:LambdaImageForceBuild=true")
                ours.append(target)
                whole.append(command)
            self.forget(image, "bench-ancestor")
            rows.append((name, median(ancestor), median(ours), median(whole)))
            print(f"{name}: ancestor {median(ancestor):.2f} s, ours {median(ours):.2f} s ({median(whole):.2f} s with dotnet build)", flush=True)
        return rows

    def unchanged(self):
        layer = self.make_files("unchanged", 500, 2 * KB)
        project = self.make_project(layer)
        self.ours(project)
        # The hashes of files that were just written are not trusted yet: the second build may still read them.
        self.ours(project)
        times = [self.ours(project)[0] for _ in range(self.options.runs)]
        print(f"unchanged, 500 files: {1000 * median(times):.0f} ms", flush=True)
        return times

    def memory(self):
        peaks = {}
        for name, (count, size) in {"1 MB": (1, MB), "1 GB": (20, 50 * MB)}.items():
            project = self.make_project(self.make_files("memory " + name, count, size))
            peaks[name] = median([self.ours(project, "-p:LambdaImageForceBuild=true")[2] for _ in range(min(3, self.options.runs))])
            print(f"peak memory with a layer of {name}: {peaks[name] / MB:.0f} MB", flush=True)
        return peaks

    def run(self):
        # A process starts with its parent's peak memory as its own, so this comes before anything large is in memory here.
        memory = self.memory()
        report = Report(self.options)
        report.first_builds(self.first_builds())
        report.unchanged(self.unchanged())
        report.memory(memory)
        print()
        print(report.text)
        if self.options.output:
            pathlib.Path(self.options.output).write_text(report.text)


class Report:
    def __init__(self, options):
        self.text = f"""# Performance

Written by `eng/bench --engine {options.engine} --runs {options.runs}` on {datetime.date.today().isoformat()}: {os.cpu_count()} cores
({processor()}), {memory_size()} GB of memory, {platform.system()} {platform.release()}, .NET SDK {sdk()}. All figures are medians of one
run in which the contenders took turns; such machines are noisy, so compare ratios, not seconds.
"""

    def first_builds(self, rows):
        self.add("""
## First builds

"Ours" is the time of the task inside the build, from the build's own log; "with dotnet build" is the whole command. "Ancestor" is
the recipe of AWS SAM CLI: its Dockerfile with `RUN`, both emulators in the context, a dereferenced tar made in Python and sent
through `POST /build`. The goal is half the ancestor's time for 20,000 files.

| layer | ancestor | ours | ratio | with dotnet build |
| --- | --- | --- | --- | --- |
""")
        for name, ancestor, ours, whole in rows:
            self.add(f"| {name} | {ancestor:.2f} s | {ours:.2f} s | {ancestor / ours:.1f} × faster | {whole:.2f} s |\n")

    def unchanged(self, times):
        self.add(f"""
## Nothing changed

A layer of 500 files, image up to date: {1000 * median(times):.0f} ms in the task (from {1000 * min(times):.0f} to {1000 * max(times):.0f} ms), loading it included. The goal
is at most 100 ms.
""")

    def memory(self, peaks):
        small, large = peaks["1 MB"], peaks["1 GB"]
        self.add(f"""
## Memory

Peak memory of the whole build process: {small / MB:.0f} MB with a layer of 1 MB, {large / MB:.0f} MB with a layer of 1 GB, so {(large - small) / MB:.0f} MB more. The
goal is at most 64 MB more.
""")

    def add(self, text):
        self.text += text


def median(values):
    return statistics.median(values)


def run(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{command} failed:\n{done.stdout}")
    return done.stdout


def processor():
    return re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())[1]


def memory_size():
    return round(int(re.search(r"MemTotal:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text())[1]) / 1e6)


def sdk():
    return run(["dotnet", "--version"]).strip()


def main():
    parser = argparse.ArgumentParser()
    for option in ("engine", "packages", "registry", "work"):
        parser.add_argument("--" + option, required=True)
    parser.add_argument("--runs", type=int, required=True)
    parser.add_argument("--output")
    Bench(parser.parse_args()).run()


main()
