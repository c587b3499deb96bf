"""Over-representation of a list in sets, by gseapy and scipy: shared genes, p and q by set."""

import gseapy
from answer_lines import answer_lines
from scipy.stats import false_discovery_control, fisher_exact, hypergeom


def test_sets(given, sets, background):
    universe = set(background)
    drawn = universe & set(given)
    rows = {}
    for name, genes in sets.items():
        members = universe & set(genes)
        shared, size = len(members & drawn), len(members)
        if shared == 0:
            continue
        table = [[shared, len(drawn) - shared], [size - shared, len(universe) - size - len(drawn) + shared]]
        rows[name] = dict(
            shared=shared,
            size=size,
            fisher=float(fisher_exact(table, alternative="greater").pvalue),
            hypergeometric=float(hypergeom.sf(shared - 1, len(universe), size, len(drawn))),
        )
    for row, adjusted in zip(rows.values(), false_discovery_control([row["fisher"] for row in rows.values()])):
        row["scipyQ"] = float(adjusted)
    found = gseapy.enrich(gene_list=given, gene_sets=sets, background=background, outdir=None, no_plot=True).results
    for _, row in found.iterrows():
        rows[row["Term"]].update(gseapyP=row["P-value"], gseapyQ=row["Adjusted P-value"])
    return rows


answer_lines(dict(test=test_sets))
