"""Reads h5ad files as a user of anndata does: what an annotated copy adds to the original, and what it lacks of it."""

import anndata
import h5py
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
    pairs = {name: dict(getattr(data, name)) for name in ("uns", "obsm", "varm", "obsp", "varp", "layers")}
    raw = dict(X=data.raw.X, var=data.raw.var, varm=dict(data.raw.varm)) if data.raw is not None else {}
    return dict(X=data.X, obs=data.obs, var=data.var, raw=raw, **pairs)


def stored_bytes(dataset):
    """The bytes of a dataset as they lie in the file, compressed or not; texts of any width as what they say."""
    if h5py.check_string_dtype(dataset.dtype) is not None or dataset.shape == () or h5py.check_ref_dtype(dataset.dtype):
        return str(dataset[()])
    if dataset.chunks is None:
        return dataset[()].tobytes()
    chunks = (dataset.id.get_chunk_info(place) for place in range(dataset.id.get_num_chunks()))
    return [(chunk.chunk_offset, dataset.id.read_direct_chunk(chunk.chunk_offset)) for chunk in chunks]


def changed_bytes(before, after):
    """Paths of the original whose kind, layout, bytes or attributes are others in the copy."""
    changed = []

    def look(name, old):
        new = after.get(name)
        same = new is not None and type(old) is type(new)
        if same and isinstance(old, h5py.Dataset):
            kinds = [(own.dtype, own.shape, own.chunks, own.compression, own.compression_opts) for own in (old, new)]
            same = kinds[0] == kinds[1] and stored_bytes(old) == stored_bytes(new)
        attributes = [
            {key: str(value) for key, value in own.attrs.items() if (name, key) != ("obs", "column-order")} for own in (old, new or old)
        ]
        if not same or attributes[0] != attributes[1]:
            changed.append(name)

    before.visititems(look)
    return changed


def write(path):
    """A file with a raw matrix, layers, nested uns, missing categories and an ordered one."""
    random = numpy.random.default_rng(1)
    counts = scipy.sparse.csr_matrix(random.poisson(0.5, (40, 6)).astype("float32"))
    data = anndata.AnnData(counts, var=pandas.DataFrame(index=[f"GENE{i}" for i in range(6)]))
    data.obs_names = [f"CELL{i}" for i in range(40)]
    data.obs["stage"] = pandas.Categorical(["a", "b", None, "c"] * 10, categories=["c", "b", "a"], ordered=True)
    data.obs["flag"] = random.random(40) > 0.5
    data.varm["raw"] = random.random((6, 2))
    data.raw = data.copy()
    data.layers["scaled"] = random.random((40, 6))
    data.layers["csc"] = counts.tocsc()
    data.layers["whole"] = counts.astype("int64")
    data.obsm["X_umap"] = random.random((40, 2))
    data.varm["PCs"] = random.random((6, 3)).astype("float32")
    data.obsp["distances"] = scipy.sparse.random(40, 40, 0.1, "csr", random_state=1)
    data.varp["correlations"] = random.random((6, 6))
    data.obs["donor"] = [f"donor {cell % 3}" for cell in range(40)]
    data.var["mean"] = numpy.asarray(counts.mean(0)).ravel()
    data.uns = dict(nested=dict(numbers=numpy.arange(3), text="ein Text"), colours=numpy.array(["#000", "#fff"], dtype=object))
    data.write_h5ad(path, compression="gzip")


def compare(before, after):
    with h5py.File(before) as old, h5py.File(after) as new:
        changed = changed_bytes(old, new)
    before, after = anndata.read_h5ad(before), anndata.read_h5ad(after)
    added = [name for name in after.obs if name not in before.obs]
    return dict(
        changed=changed,
        lost=differences(parts(before), parts(after)),
        dtypes={name: str(after.obs[name].dtype) for name in added},
        first={name: after.obs[name].tolist()[0] for name in added},
        obsm={name: list(after.obsm[name].shape) for name in after.obsm if name not in before.obsm},
        uns={name: {key: getattr(value, "item", lambda: value)() for key, value in after.uns[name].items()} for name in after.uns if name not in before.uns},
    )


def neighbours(path, key):
    """What scanpy makes of an embedding: cells, and neighbours of each."""
    import scanpy

    data = anndata.read_h5ad(path)
    scanpy.pp.neighbors(data, n_neighbors=5, use_rep=key)
    near = data.obsp["distances"]
    return dict(cells=near.shape[0], least=int(numpy.diff(near.indptr).min()), finite=bool(numpy.isfinite(near.data).all()))


answer_lines(dict(write=write, compare=compare, neighbours=neighbours))
