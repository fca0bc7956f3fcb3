#!/usr/bin/env python3
"""Makes the project's code lists of countries, languages and regions from Unicode CLDR, and copies them into forms.

Run by hand when a new CLDR edition is taken (README.md says how); what it writes is committed.

    make.py lists --cldr DIR   writes assets/code_lists/*.csv and assets/hierarchies/countries.csv; DIR holds the
                               npm packages cldr-core and cldr-localenames-full
    make.py copy               brings the shared lists of every assets/forms/*/choices.csv up to date

Both write the same bytes for the same input.
"""

import argparse
import csv
import io
import json
import pathlib
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parents[2]
LISTS = ROOT / "assets" / "code_lists"
LOCALES = ["en", "fr", "es", "ar"]
WORLD = "001"

# The country of the demonstration office is invented; its code is one that ISO leaves to users.
DEMONSTRATION = ("XWA", "Waranda (demonstration country)", "Waranda (pays de démonstration)")
DEMONSTRATION_SUBREGION = "011"

# List name in choices.csv -> code list it is copied from, what the form adds before it and after it.
SHARED = {
    "country": ("countries", [DEMONSTRATION], []),
    "nationality": (
        "countries",
        [DEMONSTRATION],
        [("stateless", "Stateless", "Apatride"), ("unknown", "Unknown", "Inconnue")],
    ),
    "language": (
        "languages",
        [],
        [("other", "Another language", "Autre langue"), ("unknown", "Unknown", "Inconnue")],
    ),
}

# Branches of the hierarchy for what stands in no M49 region, so that every leaf has the same three levels above it.
OUTSIDE = [
    ("polar_region", WORLD, "Antarctica", "Antarctique"),
    ("polar", "polar_region", "Antarctica", "Antarctique"),
    ("ATA", "polar", "Antarctica", "Antarctique"),
    ("no_country", WORLD, "No country", "Aucun pays"),
    ("no_country_known", "no_country", "No country known", "Aucun pays connu"),
    ("stateless", "no_country_known", "Stateless", "Apatride"),
    ("unknown", "no_country_known", "Unknown", "Inconnue"),
]


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


class Cldr:
    """The few CLDR tables that are needed, and the edition they come from."""

    def __init__(self, folder):
        self.core = folder / "cldr-core" / "supplemental"
        self.names = folder / "cldr-localenames-full" / "main"
        self.edition = load(folder / "cldr-core" / "package.json")["version"]

    def supplemental(self, name, key):
        return load(self.core / f"{name}.json")["supplemental"][key]

    def display_names(self, locale, kind):
        return load(self.names / locale / f"{kind}.json")["main"][locale]["localeDisplayNames"][kind]


def sort_key(name):
    plain = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))
    return (plain.casefold(), name)


def region_of(containment):
    """Code -> the M49 region directly above it, groupings such as the European Union left out."""
    above = {}
    for code, entry in containment.items():
        if code.isdigit() and "_grouping" not in entry:
            for inside in entry["_contains"]:
                above[inside] = code
    return above


def countries(cldr):
    """ISO 3166-1: every two-letter code with a number, user-assigned codes left out."""
    above = region_of(cldr.supplemental("territoryContainment", "territoryContainment"))
    names = {locale: cldr.display_names(locale, "territories") for locale in LOCALES}
    rows = []
    for alpha2, entry in cldr.supplemental("codeMappings", "codeMappings").items():
        number = entry.get("_numeric", "")
        if len(alpha2) != 2 or not number or int(number) > 899 or alpha2 not in names["en"]:
            continue
        # Antarctica stands in no region: it is its own way up to the world.
        subregion = above[alpha2] if above.get(alpha2, "").isdigit() else WORLD
        region = above.get(subregion, WORLD)
        rows.append([entry["_alpha3"], alpha2, number, subregion, region] + [names[l][alpha2] for l in LOCALES])
    rows.sort(key=lambda row: sort_key(row[5]))
    return rows


def regions(cldr):
    """UN M49: the world, its regions and their subregions."""
    above = region_of(cldr.supplemental("territoryContainment", "territoryContainment"))
    names = {locale: cldr.display_names(locale, "territories") for locale in LOCALES}
    codes = sorted({code for code in above if code.isdigit()} | {WORLD})
    return [[code, above.get(code, "")] + [names[l][code] for l in LOCALES] for code in codes]


def languages(cldr):
    """ISO 639-3: the languages that CLDR finds spoken in some country, under their three-letter code."""
    spoken = set()
    for entry in cldr.supplemental("territoryInfo", "territoryInfo").values():
        spoken.update(code.split("_")[0] for code in entry.get("languagePopulation", {}))
    aliases = cldr.supplemental("aliases", "metadata")["alias"]["languageAlias"]
    longer = {}
    for code, alias in aliases.items():
        two = alias["_replacement"]
        # Where two codes stand for one (aka and twi for ak, ron and mol for ro), the one spelt like it is the whole.
        if alias["_reason"] == "overlong" and len(code) == 3 and (two not in longer or code.startswith(two)):
            longer[two] = code
    names = {locale: cldr.display_names(locale, "languages") for locale in LOCALES}
    rows = []
    for code in spoken:
        if code not in names["en"]:
            continue
        three = longer.get(code, code)
        two = code if len(code) == 2 else ""
        if len(three) == 3:
            rows.append([three, two] + [names[l].get(code, "") for l in LOCALES])
    rows.sort(key=lambda row: sort_key(row[2]))
    return rows


TREE_HEAD = ["code", "parent", "label::English (en)", "label::French (fr)"]


def tree(nations, areas):
    """The hierarchy country, subregion, region, world: broader codes first, each with the code above it."""
    known = {code for code, *_ in OUTSIDE}
    level = {"": 0, WORLD: 1}
    rows = sorted(([code, parent, en, fr] for code, parent, en, fr, *_ in areas), key=lambda row: level.get(row[1], 2))
    rows += [[row[0], row[3], row[5], row[6]] for row in nations if row[0] not in known]
    code, en, fr = DEMONSTRATION
    return rows + [[code, DEMONSTRATION_SUBREGION, en, fr]] + [list(row) for row in OUTSIDE]


def write(path, rows, head=None, comments=()):
    out = io.StringIO()
    for line in comments:
        out.write(f"# {line}\n")
    writer = csv.writer(out, lineterminator="\n")
    if head:
        writer.writerow(head)
    writer.writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(out.getvalue().encode())
    print(f"{path.relative_to(ROOT)}: {len(rows)} rows")


def make_lists(folder):
    cldr = Cldr(folder)
    source = f"Source: Unicode CLDR {cldr.edition} (cldr-core, cldr-localenames-full), Unicode-3.0, see LICENSE-UNICODE"
    made = "Made by packaging/code-lists/make.py; do not edit"
    nations = countries(cldr)
    write(
        LISTS / "countries.csv",
        nations,
        ["code", "alpha2", "numeric", "subregion", "region", *LOCALES],
        ["ISO 3166-1 alpha-3 countries and areas with their UN M49 subregion and region", source, made],
    )
    write(
        LISTS / "m49.csv",
        regions(cldr),
        ["code", "parent", *LOCALES],
        ["UN M49 regions and subregions", source, made],
    )
    write(
        LISTS / "languages.csv",
        languages(cldr),
        ["code", "alpha2", *LOCALES],
        ["ISO 639-3 languages spoken in some country, in the edition's own selection", source, made],
    )
    write(ROOT / "assets" / "hierarchies" / "countries.csv", tree(nations, regions(cldr)), TREE_HEAD)
    licence = (folder / "cldr-core" / "LICENSE").read_bytes()
    (LISTS / "LICENSE-UNICODE").write_bytes(licence)


def read_list(name):
    text = (LISTS / f"{name}.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines))


def upper(name):
    """With a capital: a label stands alone, and CLDR writes languages as they stand in a sentence."""
    return name[:1].upper() + name[1:]


def block(list_name, head):
    """The rows of one shared list, in the columns of the form's choices sheet."""
    source, before, after = SHARED[list_name]
    listed = [(row["code"], upper(row["en"]), upper(row["fr"] or row["en"])) for row in read_list(source)]
    rows = []
    for code, en, fr in before + listed + after:
        cells = {"list_name": list_name, "name": code, "label::English (en)": en, "label::French (fr)": fr}
        rows.append([cells.get(column, "") for column in head])
    return rows


def copy_into(path):
    """Replaces each shared list where its first row stands; every other row is kept as it is."""
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = list(csv.reader(file))
    column = head.index("list_name")
    out, done = [], set()
    for row in rows:
        name = row[column]
        if name not in SHARED:
            out.append(row)
        elif name not in done:
            done.add(name)
            out += block(name, head)
    write(path, out, head)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    lists = verbs.add_parser("lists")
    lists.add_argument("--cldr", type=pathlib.Path, required=True)
    verbs.add_parser("copy")
    wanted = parser.parse_args()
    if wanted.verb == "lists":
        make_lists(wanted.cldr)
    else:
        for path in sorted((ROOT / "assets" / "forms").glob("*/choices.csv")):
            copy_into(path)


if __name__ == "__main__":
    main()
