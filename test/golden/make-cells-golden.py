# Reads single-cell files with h5py and scipy, and writes what test/formats/cell-fixtures.test.ts compares with:
#   python3 test/golden/make-cells-golden.py ../shared/data/cells > test/golden/cells.json
# Made with h5py 3.16.0, scipy 1.17.1, numpy 2.4.6.
import gzip
import hashlib
import json
import sys
from pathlib import Path

import h5py
import numpy as np
import scipy.io
import scipy.sparse as sp

folder = Path(sys.argv[1])


def digest(texts):
    return hashlib.sha256("\n".join("" if t is None else t for t in texts).encode()).hexdigest()


def text(value):
    return value.decode() if isinstance(value, bytes) else str(value)


def describe(matrix):
    matrix = sp.coo_matrix(matrix)
    matrix.sum_duplicates()
    keep = matrix.data != 0
    values = matrix.data[keep].astype(np.float32).astype(np.float64)
    rows, columns = matrix.row[keep].astype(np.int64), matrix.col[keep].astype(np.int64)
    return {
        "cells": matrix.shape[0],
        "features": matrix.shape[1],
        "nonZero": int(keep.sum()),
        "sum": float(values.sum()),
        "weighted": float((values * ((7 * rows + 13 * columns) % 1009)).sum()),
    }


def read_matrix(node):
    if isinstance(node, h5py.Dataset):
        return node[:]
    kind = sp.csr_matrix if node.attrs["encoding-type"] == "csr_matrix" else sp.csc_matrix
    return kind((node["data"][:], node["indices"][:], node["indptr"][:]), shape=tuple(node.attrs["shape"]))


def read_column(frame, name):
    node = frame[name]
    if isinstance(node, h5py.Group):
        categories = [text(c) for c in node["categories"][:]]
        return [None if c < 0 else categories[c] for c in node["codes"][:]]
    if "categories" in node.attrs:
        categories = [text(c) for c in node.file[node.attrs["categories"]][:]]
        return [None if c < 0 else categories[c] for c in node[:]]
    return [text(v) for v in node[:]]


def h5ad(path):
    with h5py.File(path) as file:
        layers = {}
        if "X" in file:
            layers["X"] = describe(read_matrix(file["X"]))
        if "raw" in file:
            layers["raw"] = describe(read_matrix(file["raw/X"]))
        for name in file["layers"]:
            layers[f"layers/{name}"] = describe(read_matrix(file["layers"][name]))
        obs = file["obs"]
        # Numbers print differently in Python; texts and categories are what annotates cells.
        texts = [n for n in obs.attrs["column-order"] if isinstance(obs[n], h5py.Group) or "categories" in obs[n].attrs]
        return {
            "layers": layers,
            "cellIds": digest(text(v) for v in obs["_index"][:]),
            "columns": {n: digest(read_column(obs, n)) for n in texts},
        }


def tenx(path):
    with h5py.File(path) as file:
        m = file["matrix"]
        genes, cells = m["shape"][:]
        matrix = sp.csr_matrix((m["data"][:], m["indices"][:], m["indptr"][:]), shape=(cells, genes))
        keep = m["features/feature_type"][:] == b"Gene Expression"
        return {
            "layers": {"matrix": describe(matrix[:, keep])},
            "cellIds": digest(text(v) for v in m["barcodes"][:]),
            "names": digest(text(v) for v in m["features/name"][:][keep]),
            "columns": {},
        }


def mtx(path):
    lines = lambda name: gzip.open(path / name, "rt").read().splitlines()
    matrix = scipy.io.mmread(path / "matrix.mtx.gz").T
    return {
        "layers": {"matrix": describe(matrix)},
        "cellIds": digest(lines("barcodes.tsv.gz")),
        "names": digest(line.split("\t")[1] for line in lines("features.tsv.gz")),
        "columns": {},
    }


golden = {}
for path in sorted(folder.rglob("*.h5ad")):
    golden[str(path.relative_to(folder))] = h5ad(path)
for path in sorted(folder.rglob("*.h5")):
    golden[str(path.relative_to(folder))] = tenx(path)
golden["kang_ifnb"] = mtx(folder / "kang_ifnb")
print(json.dumps(golden, indent=2))
