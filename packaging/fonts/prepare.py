#!/usr/bin/env python3
"""Makes assets/fonts from the unchanged fonts of npm (@expo-google-fonts/*, SIL Open Font License).

The window's text library applies no optional OpenType feature, knows no scale per font, and takes a line's height
from the fonts in it. So three things are put into the files themselves:

  digits     0 to 9 are mapped to the tabular figures, so that columns of numbers stand under each other;
             in the code font also the slashed zero, the serifed I and the tailed l
  scale      a font that looks small beside Inter gets fewer units an em (Naskh: 1.14 times larger)
  heights    every font gets Inter's ascent and descent, so that a row is never higher for a name in another script

usage: prepare.py FOLDER_WITH_UNPACKED_PACKAGES ASSETS_FONTS      (needs fontTools)
"""
import shutil
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ASCENT, DESCENT = 0.96875, -0.2412109375  # Inter's, in ems
DIGITS = "zero one two three four five six seven eight nine".split()
CODE_RANGES = [(0x20, 0x7E), (0xA0, 0x17F), (0x2010, 0x2026), (0x2190, 0x2193), (0x20AC, 0x20AC)]

# package, weight folder, file inside, name in assets, scale, what is frozen
FONTS = [
    ("inter", "400Regular", "Inter_400Regular", "Inter-Regular", 1.0, "digits"),
    ("inter", "600SemiBold", "Inter_600SemiBold", "Inter-SemiBold", 1.0, "digits"),
    ("inter", "400Regular", "Inter_400Regular", "InterCode-Regular", 1.0, "code"),
    ("noto-naskh-arabic", "400Regular", "NotoNaskhArabic_400Regular", "NotoNaskhArabic-Regular", 1.14, ""),
    ("noto-naskh-arabic", "600SemiBold", "NotoNaskhArabic_600SemiBold", "NotoNaskhArabic-SemiBold", 1.14, ""),
    ("noto-sans-ethiopic", "400Regular", "NotoSansEthiopic_400Regular", "NotoSansEthiopic-Regular", 1.0, ""),
    ("noto-sans-hebrew", "400Regular", "NotoSansHebrew_400Regular", "NotoSansHebrew-Regular", 1.0, ""),
    ("noto-sans-devanagari", "400Regular", "NotoSansDevanagari_400Regular", "NotoSansDevanagari-Regular", 1.0, ""),
    ("noto-sans-bengali", "400Regular", "NotoSansBengali_400Regular", "NotoSansBengali-Regular", 1.0, ""),
    ("noto-sans-myanmar", "400Regular", "NotoSansMyanmar_400Regular", "NotoSansMyanmar-Regular", 1.0, ""),
]


def freeze(font: TTFont, code: bool) -> None:
    wanted = {ord("0") + n: name + ".tf" for n, name in enumerate(DIGITS)}
    if code:
        wanted |= {ord("0"): "zero.tf.slash", ord("I"): "I.1", ord("l"): "l.ss02"}
    for table in font["cmap"].tables:
        if table.isUnicode():
            for char, glyph in wanted.items():
                assert glyph in font["hmtx"].metrics, glyph
                table.cmap[char] = glyph
    widths = {font["hmtx"][glyph][0] for char, glyph in wanted.items() if char <= ord("9")}
    assert len(widths) == 1, "digits must share one width"


def level(font: TTFont, scale: float) -> None:
    font["head"].unitsPerEm = round(font["head"].unitsPerEm / scale)
    em = font["head"].unitsPerEm
    ascent, descent = round(ASCENT * em), round(DESCENT * em)
    hhea, os2 = font["hhea"], font["OS/2"]
    hhea.ascent, hhea.descent, hhea.lineGap = ascent, descent, 0
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = ascent, descent, 0
    os2.usWinAscent, os2.usWinDescent = ascent, -descent


def main() -> None:
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    target.mkdir(parents=True, exist_ok=True)
    for package, folder, file, name, scale, frozen in FONTS:
        (root,) = source.glob(f"*{package}-[0-9]*/package")
        font = TTFont(root / folder / f"{file}.ttf")
        if frozen:
            freeze(font, frozen == "code")
        if frozen == "code":
            options = subset.Options(layout_features=["kern", "mark", "ccmp", "locl"], name_IDs=["*"])
            small = subset.Subsetter(options)
            small.populate(unicodes=[c for first, last in CODE_RANGES for c in range(first, last + 1)])
            small.subset(font)
        level(font, scale)
        font.save(target / f"{name}.ttf")
        family = name.split("-")[0].replace("InterCode", "Inter")
        shutil.copy(root / "LICENSE_FONT", target / f"{family}-OFL.txt")


main()
