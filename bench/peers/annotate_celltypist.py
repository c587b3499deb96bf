"""CellTypist trained on the same cells, asked for others; bench/annotation runs it.

Usage: annotate_celltypist.py FOLDER. FOLDER holds ask.json ({"training": NAME, "judged": [NAME, ...]}) and, for each name,
NAME.json ({"genes": [...], "labels": [...] or null}), NAME.offsets.i32, NAME.columns.i32 and NAME.values.f32: compressed rows
of ln(1 + expression normalized to 10,000). Writes NAME.f64 with the chances of the types, (cells, types), and prints
{"types": [...]}.
"""
import json
import sys

import anndata
import celltypist
import numpy as np
import pandas as pd
from scipy import sparse

folder = sys.argv[1]


def read(name):
    about = json.load(open(f"{folder}/{name}.json"))
    numbers = lambda part, dtype: np.fromfile(f"{folder}/{name}.{part}", dtype=dtype)
    offsets = numbers("offsets.i32", np.int32)
    values, columns = numbers("values.f32", np.float32), numbers("columns.i32", np.int32)
    X = sparse.csr_matrix((values, columns, offsets), shape=(len(offsets) - 1, len(about["genes"])))
    return X, about


ask = json.load(open(f"{folder}/ask.json"))
X, about = read(ask["training"])
model = celltypist.train(X, labels=np.array(about["labels"]), genes=np.array(about["genes"]), n_jobs=2)
types = [str(name) for name in model.cell_types]
for name in ask["judged"]:
    X, about = read(name)
    cells = anndata.AnnData(X, var=pd.DataFrame(index=about["genes"]))
    found = celltypist.annotate(cells, model=model, majority_voting=False)
    found.probability_matrix[types].to_numpy(np.float64).tofile(f"{folder}/{name}.f64")
print(json.dumps({"types": types}))
