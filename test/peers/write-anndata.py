"""Writes one small AnnData in the ways that users meet (`anndata_ways.py`), and says what anndata reads back of each."""

import importlib.util

import anndata
import anndata_text_ways  # noqa: F401
import numpy
import scipy.sparse
from anndata_ways import BEYOND_SCIPY, NAMES, WAYS, cells, draw_counts
from answer_lines import answer_lines

# The oldest anndata runs where no Zarr of today does.
if importlib.util.find_spec("zarr"):
    import anndata_zarr_ways  # noqa: F401

COLUMNS = ("type", "donor", "flag", "number", "score")


def text_of(value):
    """A label as a person reads it; None where it is missing."""
    if value is None or str(value) in ("nan", "<NA>"):
        return None
    if isinstance(value, (bool, numpy.bool_)):
        return str(bool(value)).lower()
    return str(value)[:-2] if isinstance(value, (float, numpy.floating)) and float(value).is_integer() else str(value)


def read(path):
    if path.endswith(".zip"):
        import zarr

        with zarr.storage.ZipStore(path, mode="r") as store:
            return anndata.read_zarr(store)
    return anndata.read_zarr(path) if path.endswith(".zarr") else anndata.read_h5ad(path)


def find_matrix(data, place):
    if place == "X":
        return data.X
    return data.raw.X if place == "raw" else data.layers[place.split("/")[1]]


def dense_of(matrix):
    return numpy.asarray(matrix.toarray() if scipy.sparse.issparse(matrix) else matrix, dtype="float64")


def write(way, folder):
    """Writes the AnnData in one way: the file, and the values that `import-cells` must find in it without being asked."""
    ending, place, make = WAYS[way]
    path = f"{folder}/{way}.{ending}"
    make(path)
    if way in BEYOND_SCIPY:
        obs = cells()
    else:
        data = read(path)
        # What is written is what was meant: a way that loses values would compare nothing.
        assert numpy.array_equal(dense_of(find_matrix(data, place)), draw_counts()), "anndata itself reads other values"
        obs = data.obs
    return dict(
        path=path,
        layer=place,
        genes=NAMES,
        cells=[str(name) for name in obs.index],
        rows=draw_counts().tolist(),
        labels={name: [text_of(value) for value in obs[name].tolist()] for name in COLUMNS},
    )


def version():
    return anndata.__version__


answer_lines(dict(ways=lambda: list(WAYS), write=write, version=version))
