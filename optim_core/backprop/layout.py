"""A computation graph as a picture from left to right: operands stand in earlier columns than what uses them.

Sugiyama, Tagawa, Toda (1981, IEEE SMC 11(2)): columns by longest paths, stand-ins where an edge passes a column,
order within columns by the means of neighbours, heights by least squares. An edge that passes a column has a lane of
its own in it, so no edge runs through a node, and no two nodes overlap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import fmean

#: Sweeps to and fro that put the columns in order, and that straighten edges.
SWEEPS = 8


@dataclass(frozen=True)
class Sizes:
    """Lengths of the picture, in its own unit: a node's width and height, and the room between and beside nodes."""

    width: float = 118.0
    height: float = 58.0
    across: float = 64.0
    down: float = 18.0
    #: Height of the lane in which an edge passes a column.
    lane: float = 14.0


@dataclass(frozen=True)
class Layout:
    """Where everything is.

    Attributes:
        centres: (x, y) of every node; y grows downwards.
        routes: for every edge the points of its way. From one to the next it keeps between two columns, or goes
            straight through its lane in one.
        width, height: of the picture, which begins at (0, 0).
    """

    centres: tuple[tuple[float, float], ...]
    routes: tuple[tuple[tuple[float, float], ...], ...]
    width: float
    height: float


@dataclass
class _Place:
    """A node, or the stand-in of an edge in a column that it passes."""

    column: int
    size: float
    before: list[_Place] = field(default_factory=list)
    after: list[_Place] = field(default_factory=list)
    y: float = 0.0


def layered(count: int, edges: Sequence[tuple[int, int]], sizes: Sizes | None = None) -> Layout:
    """The layout of `count` nodes with edges (from, to), each to a higher number.

    Edges between the same two nodes end at places of their own.

    Raises:
        ValueError: an edge does not lead to a higher number.
    """
    if any(not 0 <= source < target < count for source, target in edges):
        raise ValueError("edges lead to nodes with higher numbers")
    sizes = sizes or Sizes()
    columns_of = _columns(count, edges)
    nodes = [_Place(column, sizes.height) for column in columns_of]
    chains = [_chain(nodes[source], nodes[target], sizes.lane) for source, target in edges]
    columns: list[list[_Place]] = [[] for _ in range(max(columns_of, default=-1) + 1)]
    for place in (*nodes, *(place for chain in chains for place in chain[1:-1])):
        columns[place.column].append(place)
    _put_in_order(columns)
    _set_heights(columns, sizes.down)
    top = min((place.y - place.size / 2 for column in columns for place in column), default=0.0)
    bottom = max((place.y + place.size / 2 for column in columns for place in column), default=0.0)
    pitch = sizes.width + sizes.across
    centres = tuple((place.column * pitch + sizes.width / 2, place.y - top) for place in nodes)
    ports = _ports(edges, chains, sizes)
    routes = tuple(_route(chain, port, top, pitch, sizes) for chain, port in zip(chains, ports, strict=True))
    return Layout(centres, routes, max(0.0, len(columns) * pitch - sizes.across), bottom - top)


def _columns(count: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """Longest paths; but what more edges leave than reach stands right before the first that uses it.

    So of the two ways to bridge columns that is taken which fewer edges have to pass.
    """
    columns, reach = [0] * count, [0] * count
    users: list[list[int]] = [[] for _ in range(count)]
    for source, target in sorted(edges, key=lambda edge: edge[1]):
        columns[target] = max(columns[target], columns[source] + 1)
        reach[target] += 1
        users[source].append(target)
    for node in reversed(range(count)):
        if len(users[node]) > reach[node]:
            columns[node] = min(columns[user] for user in users[node]) - 1
    return columns


def _chain(source: _Place, target: _Place, lane: float) -> list[_Place]:
    between = [_Place(column, lane) for column in range(source.column + 1, target.column)]
    chain = [source, *between, target]
    for left, right in pairwise(chain):
        left.after.append(right)
        right.before.append(left)
    return chain


def _put_in_order(columns: list[list[_Place]]) -> None:
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        for column in columns if forward else columns[::-1]:
            rank = {id(place): float(at) for other in columns for at, place in enumerate(other)}

            def wish(place: _Place, rank: dict[int, float] = rank, forward: bool = forward) -> float:
                others = place.before if forward else place.after
                return fmean(rank[id(other)] for other in others) if others else rank[id(place)]

            column.sort(key=wish)


def _set_heights(columns: list[list[_Place]], gap: float) -> None:
    for column in columns:
        _spread(column, [0.0] * len(column), gap)
    for sweep in range(SWEEPS):
        for column in columns if sweep % 2 == 0 else columns[::-1]:
            wishes = [fmean([o.y for o in (*p.before, *p.after)] or [p.y]) for p in column]
            _spread(column, wishes, gap)


def _spread(column: list[_Place], wishes: Sequence[float], gap: float) -> None:
    """The heights nearest to the wishes, by least squares, that keep order and distance (pool adjacent violators)."""
    offsets, at = [], 0.0
    for i, place in enumerate(column):
        at += (column[i - 1].size + place.size) / 2 + gap if i else 0.0
        offsets.append(at)
    blocks: list[tuple[float, int]] = []
    for wish, offset in zip(wishes, offsets, strict=True):
        mean, count = wish - offset, 1
        while blocks and blocks[-1][0] > mean:
            other, many = blocks.pop()
            mean, count = (mean * count + other * many) / (count + many), count + many
        blocks.append((mean, count))
    levels = [mean for mean, count in blocks for _ in range(count)]
    for place, level, offset in zip(column, levels, offsets, strict=True):
        place.y = level + offset


def _ports(edges: Sequence[tuple[int, int]], chains: Sequence[list[_Place]], sizes: Sizes) -> list[float]:
    """Where on its target's left side each edge ends, from the middle; in the order in which they come from above."""
    ports = [0.0] * len(edges)
    for node in {target for _, target in edges}:
        arriving = sorted((i for i, edge in enumerate(edges) if edge[1] == node), key=lambda i: chains[i][-2].y)
        for at, i in enumerate(arriving):
            ports[i] = sizes.height * ((at + 1) / (len(arriving) + 1) - 0.5)
    return ports


def _route(
    chain: Sequence[_Place], port: float, top: float, pitch: float, sizes: Sizes
) -> tuple[tuple[float, float], ...]:
    source, *between, target = chain
    points = [(source.column * pitch + sizes.width, source.y - top)]
    for place in between:
        points += [(place.column * pitch, place.y - top), (place.column * pitch + sizes.width, place.y - top)]
    return (*points, (target.column * pitch, target.y - top + port))
