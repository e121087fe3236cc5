"""
Cuts the two typefaces to what the page itself says: ASCII and common signs, Inter from weight 400 to 700.
Letters with accents come from the whole files, which a browser asks for when a text has one (src/ui/theme/fonts.css).

    pip install fonttools==4.68.0 brotli==1.2.1
    python scripts/make-fonts.py
"""

from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "src" / "ui" / "theme" / "fonts"
RANGES = (
    "U+20-7E,U+A0,U+A3,U+B0-B2,U+B5,U+B7,U+BD,U+D7,U+2013,U+2014,U+2018,U+2019,U+201C,U+201D,"
    "U+2022,U+2026,U+20AC,U+2122,U+2191,U+2193,U+2212"
)
# The whole Mono has ligatures for code as well; here code shows the signs that were written.
FEATURES = {"inter-words.woff2": ["calt", "tnum"], "jetbrains-mono-words.woff2": []}
FONTS = {
    "inter-words.woff2": ("@fontsource-variable/inter/files/inter-latin-wght-normal.woff2", (400, 700)),
    "jetbrains-mono-words.woff2": ("@fontsource/jetbrains-mono/files/jetbrains-mono-latin-400-normal.woff2", None),
}

OUT.mkdir(exist_ok=True)
for name, (source, weights) in FONTS.items():
    font = TTFont(ROOT / "node_modules" / source)
    options = subset.Options()
    options.layout_features = ["ccmp", "kern", "locl", "mark", "mkmk", *FEATURES[name]]
    options.flavor = "woff2"
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(RANGES))
    subsetter.subset(font)
    if weights:
        font = instancer.instantiateVariableFont(font, {"wght": weights})
    subset.save_font(font, str(OUT / name), options)
    print(name, (OUT / name).stat().st_size)
