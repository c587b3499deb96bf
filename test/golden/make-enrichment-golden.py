"""Writes enrichment.json: over-representation of lists of genes in sets, by scipy and by gseapy.

The reference of shared/scores/enrichment/test-enrichment.ts: one-sided Fisher tests of scipy (fisher_exact, alternative
"greater", and hypergeom.sf), p-values and Benjamini-Hochberg q-values of gseapy.enrich (offline, own sets).
Run: python3 test/golden/make-enrichment-golden.py   (pip install scipy gseapy; made with 1.17.1 and 1.3.1)
"""

import json
import pathlib

import gseapy
from scipy.stats import fisher_exact, hypergeom

GENES, SETS = 300, 40


def value(i, salt, modulus):
    """Whole numbers by a formula, so that the input needs no random generator."""
    return (i * 7919 + salt * 104729 + i * i * 31) % 1009 % modulus


def names(numbers):
    return [f"G{number}" for number in dict.fromkeys(numbers)]


sets = {}
for s in range(SETS):
    centre, size = value(s, 1, GENES), 4 + value(s, 2, 36)
    sets[f"S{s}"] = names((centre + value(i + 97 * s, 3, 60)) % GENES + 1 for i in range(size))
every = sorted({gene for genes in sets.values() for gene in genes})
# Given genes, background (None: all genes of the sets), and genes of no set that the background also holds.
cases = {
    "all genes of the sets": (names(value(i, 4, 70) + 1 for i in range(25)), None, 0),
    "own background": (sets["S3"][:9] + sets["S8"][:3] + ["G9001"], every[::2], 500),
    "one gene": (sets["S5"][:1], None, 0),
    "a whole set": (sets["S7"], None, 0),
    "a large background": (sets["S2"] + sets["S9"], every, 20000),
}


def test(given, chosen, padding):
    background = chosen and chosen + [f"X{i}" for i in range(padding)]
    universe = set(background or every)
    drawn = universe & set(given)
    rows = {}
    for name, genes in sets.items():
        members = universe & set(genes)
        x, n, k, total = len(members & drawn), len(members), len(drawn), len(universe)
        if x == 0:
            continue
        table = [[x, k - x], [n - x, total - n - k + x]]
        rows[name] = dict(
            overlap=x,
            size=n,
            fisher=fisher_exact(table, alternative="greater").pvalue,
            hypergeometric=float(hypergeom.sf(x - 1, total, n, k)),
        )
    found = gseapy.enrich(gene_list=given, gene_sets=sets, background=background, outdir=None, no_plot=True).results
    for _, row in found.iterrows():
        rows[row["Term"]].update(gseapyP=row["P-value"], gseapyQ=row["Adjusted P-value"])
    return dict(given=given, background=chosen, padding=padding, drawn=len(drawn), universe=len(universe), rows=rows)


golden = dict(sets=sets, cases=[dict(name=name, **test(*case)) for name, case in cases.items()])
target = pathlib.Path(__file__).with_name("enrichment.json")
target.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
