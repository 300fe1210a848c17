"""Draws the times."""

import pathlib

from bench.goals import TITLES
from bench.report import ABOUT
from bench.results import Results

# Peers are grey, the limits hatched, ours in colour.
COLOURS = {"Load": "#c4570e", "Dockerfile": "#e3a36f", "Load limit": "#ffffff", "Dockerfile limit": "#ffffff"}
PEER = "#9aa3ad"


def draw(results: Results, path: pathlib.Path) -> None:
    """Writes an SVG: a panel for each workload, a bar for each contender."""
    # Here, since it takes time and memory that the measurement should not see.
    import matplotlib

    matplotlib.use("svg")
    # The same figures give the same file.
    matplotlib.rcParams.update({"svg.hashsalt": "bench", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 9})
    from matplotlib import pyplot

    titles = [title for title in TITLES.values() if title in results.turns and title != TITLES["functions"]]
    columns = 2
    rows = -(-len(titles) // columns)
    figure, panels = pyplot.subplots(rows, columns, figsize=(11, 2.6 * rows), squeeze=False, layout="constrained")
    for panel in panels.flat[len(titles) :]:
        panel.set_axis_off()
    for panel, title in zip(panels.flat, titles):
        names = [name for name in reversed(ABOUT) if results.seconds(title, name) is not None]
        seconds = [results.seconds(title, name) or 0 for name in names]
        bars = panel.barh(names, seconds, color=[COLOURS.get(name, PEER) for name in names], edgecolor="#5b646e", linewidth=0.6)
        for bar, name in zip(bars, names):
            bar.set_hatch("////" if name.endswith("limit") else "")
        panel.bar_label(bars, [f"{value:.2f} s" if value >= 0.1 else f"{1000 * value:.0f} ms" for value in seconds], padding=3)
        panel.set_title(title, loc="left", fontweight="bold")
        panel.margins(x=0.14)
        panel.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None})
