#!/usr/bin/env python3
"""Writes jp.tsv from a Public Suffix List (its ICANN part only).

    python3 jp.py /usr/share/publicsuffix/public_suffix_list.dat "publicsuffix 20230209.2326 (Debian)" > jp.tsv

The list gives the suffixes; what JPRS reserves inside them (PREF.<prefecture>.JP, METRO.<prefecture>.JP) and the prefectures of the
designated cities are written here. A trend over years needs one version of the list: keep the second argument true.
"""

import sys

ORGANIZATIONAL = ["AD", "AC", "CO", "GO", "OR", "NE", "GR", "ED", "LG"]
# Prefecture label, Japanese label, region; the eight regions of the 2019 survey (Mie in Kinki).
PREFECTURES = """
hokkaido 北海道 Hokkaido
aomori 青森 Tohoku
iwate 岩手 Tohoku
miyagi 宮城 Tohoku
akita 秋田 Tohoku
yamagata 山形 Tohoku
fukushima 福島 Tohoku
ibaraki 茨城 Kanto
tochigi 栃木 Kanto
gunma 群馬 Kanto
saitama 埼玉 Kanto
chiba 千葉 Kanto
tokyo 東京 Kanto
kanagawa 神奈川 Kanto
niigata 新潟 Chubu
toyama 富山 Chubu
ishikawa 石川 Chubu
fukui 福井 Chubu
yamanashi 山梨 Chubu
nagano 長野 Chubu
gifu 岐阜 Chubu
shizuoka 静岡 Chubu
aichi 愛知 Chubu
mie 三重 Kinki
shiga 滋賀 Kinki
kyoto 京都 Kinki
osaka 大阪 Kinki
hyogo 兵庫 Kinki
nara 奈良 Kinki
wakayama 和歌山 Kinki
tottori 鳥取 Chugoku
shimane 島根 Chugoku
okayama 岡山 Chugoku
hiroshima 広島 Chugoku
yamaguchi 山口 Chugoku
tokushima 徳島 Shikoku
kagawa 香川 Shikoku
ehime 愛媛 Shikoku
kochi 高知 Shikoku
fukuoka 福岡 Kyushu-Okinawa
saga 佐賀 Kyushu-Okinawa
nagasaki 長崎 Kyushu-Okinawa
kumamoto 熊本 Kyushu-Okinawa
oita 大分 Kyushu-Okinawa
miyazaki 宮崎 Kyushu-Okinawa
kagoshima 鹿児島 Kyushu-Okinawa
okinawa 沖縄 Kyushu-Okinawa
"""
DESIGNATED = {
    "kawasaki": "kanagawa",
    "kitakyushu": "fukuoka",
    "kobe": "hyogo",
    "nagoya": "aichi",
    "sapporo": "hokkaido",
    "sendai": "miyagi",
    "yokohama": "kanagawa",
}


def icann_rules(path, tld):
    """The rules below tld in the ICANN part of the list, as lists of labels from the right."""
    rules, icann = [], False
    for line in open(path, encoding="utf-8"):
        line = line.strip()
        if "===BEGIN ICANN" in line:
            icann = True
        elif "===END ICANN" in line:
            icann = False
        elif icann and line and not line.startswith("//"):
            labels = line.lstrip("!").split(".")[::-1]
            if labels[0] == tld and len(labels) > 1:
                rules.append(labels)
    return rules


def main():
    path, version = sys.argv[1:3]
    rules = icann_rules(path, "jp")
    second = {labels[1] for labels in rules}
    by_label, rows = {}, []
    for line in PREFECTURES.split("\n")[1:-1]:
        ascii_label, japanese, region = line.split()
        by_label[ascii_label] = by_label[japanese] = (ascii_label.capitalize(), region)
    known = {label.lower() for label in ORGANIZATIONAL} | set(by_label) | set(DESIGNATED)
    if second != known:
        sys.exit(f"the list and this script disagree on second-level labels: {sorted(second ^ known)}")
    for order, label in enumerate(ORGANIZATIONAL, 1):
        rows.append((f"{label.lower()}.jp", label, "organizational", order, "", ""))
    for city, prefecture in DESIGNATED.items():
        rows.append((f"{city}.jp", "GEO", "geographic", 10, *by_label[prefecture]))
    for label, (prefecture, region) in by_label.items():
        rows.append((f"{label}.jp", "PREF", "geographic", 11, prefecture, region))
        for reserved in ("pref", "metro"):
            rows.append((f"{reserved}.{label}.jp", "GEO", "geographic", 10, prefecture, region))
    for labels in rules:
        if len(labels) == 3 and labels[1] in by_label:
            rows.append((f"{labels[2]}.{labels[1]}.jp", "GEO", "geographic", 10, *by_label[labels[1]]))
    rows.append(("jp", "GEN", "general", 12, "", ""))

    print("# Registration types of .jp (JPRS): organizational, geographic, prefecture type, general use.")
    print("# taxonomy: jp")
    print(f"# version: {version}")
    print("# Made by jp.py from the ICANN part of the Public Suffix List (https://publicsuffix.org, MPL 2.0). Longest match wins: a name")
    print("# under a municipality, PREF. or METRO. is geographic, any other under a prefecture is prefecture type.")
    print("registry\tpattern\texcept\ttype\tgroup\torder\tpref\tregion")
    for pattern, kind, group, order, prefecture, region in rows:
        print("jp", pattern, "", kind, group, order, prefecture, region, sep="\t")


main()
