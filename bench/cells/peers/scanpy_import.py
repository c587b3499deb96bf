"""What import-cells does, by scanpy: reads cells, filters them, normalizes them and writes them. Prints one line of JSON."""

import json
import os
import resource
import sys
import warnings

warnings.filterwarnings("ignore")

import scanpy as sc


def main(source: str, target: str) -> None:
    cells = sc.read_10x_mtx(source) if os.path.isdir(source) else sc.read_h5ad(source)
    sc.pp.filter_cells(cells, min_genes=200)
    sc.pp.filter_genes(cells, min_cells=3)
    sc.pp.normalize_total(cells, target_sum=1e4)
    sc.pp.log1p(cells)
    cells.write_h5ad(target)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"version": sc.__version__, "peakMemoryBytes": peak, "shape": cells.shape}))


main(sys.argv[1], sys.argv[2])
