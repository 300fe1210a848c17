"""The files that images are made of. Their contents are random, so that nothing is compressed or found twice."""

import hashlib
import os
import pathlib
import shutil

KB, MB, GB = 1000, 1000**2, 1000**3

# 2020-01-01. Files of the present second count as changing, for whoever remembers files by size and time.
LONG_AGO = 1_577_836_800

# The code's file in a function's folder, and in the image.
CODE = "code.bin"


class BenchError(Exception):
    """What ends the measurement, as a message for who started it."""


class Content:
    """What an image is to hold beside its base: a folder with one folder for each layer, and one for the function."""

    def __init__(self, context: pathlib.Path) -> None:
        self.context = context
        self.layers: list[str] = []
        self.function: str | None = None
        # Path in the image: SHA-256 of the file, or None where only its presence counts.
        self.expected: dict[str, str | None] = {}

    def add_layer(self, count: int, size: int, first: int = 0) -> None:
        """Adds a layer of `count` files of `size` bytes, numbered from `first`: equal numbers in two layers overlap."""
        name = f"layer{len(self.layers)}"
        self.layers.append(name)
        for number in range(first, first + count):
            path = f"part{number % 50:02}/file{number:05}.bin"
            self.expected[f"opt/{path}"] = write_random(self.context / name / path, size)

    def set_function(self, published: pathlib.Path) -> None:
        """The function is a copy of what `dotnet publish` made; set_code gives it its code."""
        self.function = "function"
        shutil.copytree(published, self.context / self.function)
        for file in published.iterdir():
            self.expected[f"var/task/{file.name}"] = None

    def set_code(self, source: pathlib.Path) -> None:
        """Takes the code from `source`, which projects that publish themselves read too."""
        assert self.function
        shutil.copyfile(source, self.context / self.function / CODE)
        self.expected[f"var/task/{CODE}"] = hashlib.sha256(source.read_bytes()).hexdigest()

    def steps(self) -> list[tuple[str, str]]:
        """Each folder of the context, and where its files go."""
        steps = [(layer, "/opt/") for layer in self.layers]
        return [*steps, (self.function, "/var/task/")] if self.function else steps

    def folders(self) -> set[str]:
        """The folders of the image that hold all this."""
        return {destination.rstrip("/") for _, destination in self.steps()}


def write_random(path: pathlib.Path, size: int) -> str:
    """Writes a file and returns its hash. Piecewise, since a child's peak memory starts with its parent's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    hasher = hashlib.sha256()
    with path.open("wb") as file:
        for start in range(0, size, MB):
            piece = os.urandom(min(MB, size - start))
            hasher.update(piece)
            file.write(piece)
    os.utime(path, (LONG_AGO, LONG_AGO))
    return hasher.hexdigest()


def settle(folder: pathlib.Path) -> None:
    """The same start for all: what was written before is on the disk, and what will be read is in memory."""
    os.sync()
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb", buffering=0) as file:
                while file.read(MB):
                    pass
