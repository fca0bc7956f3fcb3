#!/usr/bin/env python3
"""Makes assets/code_lists/country_outlines.csv: where each country lies, as boxes of two degrees of latitude.

Run by hand when a new edition is taken; what it writes is committed, the same bytes for the same input.

    outlines.py --atlas DIR    DIR holds the npm package world-atlas

Each box spans the country's land within one band of latitude, a little widened by rounding: enough to say that a position
is hundreds of kilometres away from a country, and not enough to draw a map.
"""

import argparse
import csv
import json
import math
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
LISTS = ROOT / "assets" / "code_lists"
BAND = 2
GAP = 1.0


def arcs_of(topology):
    """The arcs of a topology as lists of longitude and latitude."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        yield points


def rings_of(geometry, arcs):
    """Every ring of a geometry; holes among them, which a box does not mind."""
    polygons = geometry["arcs"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    for polygon in polygons:
        for ring in polygon[:1]:
            points = []
            for index in ring:
                arc = arcs[index] if index >= 0 else arcs[~index][::-1]
                points.extend(arc if not points else arc[1:])
            yield points


def pieces(ring, south, north):
    """The extent of the ring's border within a band: longitude and latitude of its parts, clipped."""
    for (x1, y1), (x2, y2) in zip(ring, ring[1:]):
        low, high = max(min(y1, y2), south), min(max(y1, y2), north)
        if low > high:
            continue
        if y1 == y2:
            xs = (x1, x2)
        else:
            xs = tuple(x1 + (y - y1) * (x2 - x1) / (y2 - y1) for y in (low, high))
        yield min(xs), max(xs), low, high


def crossings(ring, y):
    """The land of a ring on one parallel."""
    xs = sorted(
        x1 + (y - y1) * (x2 - x1) / (y2 - y1)
        for (x1, y1), (x2, y2) in zip(ring, ring[1:])
        if (y1 <= y) != (y2 <= y)
    )
    return zip(xs[::2], xs[1::2])


def boxes(rings):
    """The boxes of a country: south, west, north, east."""
    south = math.floor(min(y for ring in rings for _, y in ring) / BAND) * BAND
    north = max(y for ring in rings for _, y in ring)
    while south < north:
        spans = [it for ring in rings for it in pieces(ring, south, south + BAND)]
        for step in range(20):
            y = south + BAND * (step + 0.5) / 20
            spans += [(west, east, y, y) for ring in rings for west, east in crossings(ring, y)]
        merged = []
        for west, east, low, high in sorted(spans):
            if merged and west <= merged[-1][1] + GAP:
                last = merged[-1]
                merged[-1] = [last[0], max(last[1], east), min(last[2], low), max(last[3], high)]
            else:
                merged.append([west, east, low, high])
        for west, east, low, high in merged:
            yield tuple(
                math.floor(it * 10) / 10 if down else math.ceil(it * 10) / 10
                for it, down in ((low, True), (west, True), (high, False), (east, False))
            )
        south += BAND


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--atlas", type=pathlib.Path, required=True)
    atlas = parser.parse_args().atlas
    edition = json.loads((atlas / "package.json").read_text(encoding="utf-8"))["version"]
    topology = json.loads((atlas / "countries-10m.json").read_text(encoding="utf-8"))
    arcs = list(arcs_of(topology))
    lines = (LISTS / "countries.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    codes = {row["numeric"]: row["code"] for row in rows}
    found = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        code = codes.get(geometry.get("id"))
        if code and geometry.get("arcs"):
            found.setdefault(code, []).extend(rings_of(geometry, arcs))
    out = [
        "# Where countries and areas lie: boxes of two degrees of latitude around their land",
        f"# Source: Natural Earth 1:10m, public domain, by way of world-atlas {edition}; code lists of countries.csv",
        "# Made by packaging/code-lists/outlines.py; do not edit",
        "code,south,west,north,east",
    ]
    for code, rings in sorted(found.items()):
        out += [",".join([code, *(f"{it:g}" for it in box)]) for box in boxes(rings)]
    (LISTS / "country_outlines.csv").write_text("\n".join(out) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
