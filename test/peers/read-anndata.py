"""Reads h5ad files as a user of anndata does: what an annotated copy adds to the original, and what it lacks of it."""

import anndata
import numpy
import pandas
import scipy.sparse
from answer_lines import answer_lines


def differences(before, after, path=""):
    """Paths at which two values that anndata read are not the same."""
    if isinstance(before, dict):
        return [d for key in before for d in ([f"{path}/{key}"] if key not in after else differences(before[key], after[key], f"{path}/{key}"))]
    if isinstance(before, pandas.DataFrame):
        same = before.index.equals(after.index) and all(name in after and before[name].equals(after[name]) for name in before)
    elif scipy.sparse.issparse(before):
        same = (
            type(before) is type(after)
            and before.dtype == after.dtype
            and all(numpy.array_equal(getattr(before, part), getattr(after, part)) for part in ("data", "indices", "indptr"))
        )
    elif isinstance(before, numpy.ndarray):
        same = before.dtype == after.dtype and numpy.array_equal(before, after)
    else:
        same = type(before) is type(after) and before == after
    return [] if same else [path]


def parts(data):
    return dict(
        X=data.X, obs=data.obs, var=data.var, uns=dict(data.uns), obsm=dict(data.obsm), layers=dict(data.layers),
        raw=dict(X=data.raw.X, var=data.raw.var) if data.raw is not None else {},
    )


def write(path):
    """A file with a raw matrix, layers, nested uns, missing categories and an ordered one."""
    random = numpy.random.default_rng(1)
    counts = scipy.sparse.csr_matrix(random.poisson(0.5, (40, 6)).astype("float32"))
    data = anndata.AnnData(counts, var=pandas.DataFrame(index=[f"GENE{i}" for i in range(6)]))
    data.obs_names = [f"CELL{i}" for i in range(40)]
    data.obs["stage"] = pandas.Categorical(["a", "b", None, "c"] * 10, categories=["c", "b", "a"], ordered=True)
    data.obs["flag"] = random.random(40) > 0.5
    data.raw = data.copy()
    data.layers["scaled"] = random.random((40, 6))
    data.layers["csc"] = counts.tocsc()
    data.obsm["X_umap"] = random.random((40, 2))
    data.uns = dict(nested=dict(numbers=numpy.arange(3), text="ein Text"), colours=numpy.array(["#000", "#fff"], dtype=object))
    data.write_h5ad(path, compression="gzip")


def compare(before, after):
    before, after = anndata.read_h5ad(before), anndata.read_h5ad(after)
    added = [name for name in after.obs if name not in before.obs]
    return dict(
        lost=differences(parts(before), parts(after)),
        dtypes={name: str(after.obs[name].dtype) for name in added},
        first={name: after.obs[name].tolist()[0] for name in added},
        obsm={name: list(after.obsm[name].shape) for name in after.obsm if name not in before.obsm},
        uns={name: {key: getattr(value, "item", lambda: value)() for key, value in after.uns[name].items()} for name in after.uns if name not in before.uns},
    )


answer_lines(dict(write=write, compare=compare))
