"""Ways to write one AnnData: types, layouts, filters, texts, indices, raw and layers, and Zarr.

WAYS: for each name the ending of the file, the matrix that holds the counts, and what writes it to a path. Ways that the
installed libraries do not know are left out.
"""

import importlib.util
import warnings

import anndata
import h5py
import numpy
import pandas
import scipy.sparse

CELLS, GENES = 60, 80
NAMES = [f"GENE{gene}" for gene in range(GENES)]
IDS = [f"ENSG{gene:011d}" for gene in range(GENES)]
# Before 0.8 anndata kept categories beside the columns, and knew no columns of numbers in which some are missing.
OLD = tuple(int(part) for part in anndata.__version__.split(".")[:2]) < (0, 8)
CATEGORIES = "obs/__categories/type" if OLD else "obs/type/categories"
WAYS = {}
# Ways that HDF5 and Zarr know and scipy's sparse matrices do not: anndata cannot read them back.
BEYOND_SCIPY = set()


def way(name, make, ending="h5ad", place="X"):
    WAYS[name] = (ending, place, make)


def draw_counts():
    """Counts of at most 120, with cells and genes that have none."""
    random = numpy.random.default_rng(7)
    counts = numpy.minimum(random.poisson(random.gamma(0.4, 4, GENES), (CELLS, GENES)), 120)
    counts[[0, 17, 18]] = 0
    counts[:, [5, GENES - 1]] = 0
    return counts


def rows(kind="float32"):
    return scipy.sparse.csr_matrix(draw_counts().astype(kind))


def cells():
    obs = pandas.DataFrame(index=[f"CELL{cell}-1" for cell in range(CELLS)])
    obs["type"] = pandas.Categorical(["T cell", "β cell", None, "B cell"] * 15, categories=["β cell", "T cell", "never", "B cell"])
    obs["donor"] = [f"donor {cell % 7}" for cell in range(CELLS)]
    obs["flag"] = numpy.arange(CELLS) % 3 == 0
    obs["number"] = numpy.arange(CELLS) % 5 - 1
    obs["score"] = numpy.where(numpy.arange(CELLS) % 4 == 3, numpy.nan, numpy.arange(CELLS) / 4)
    return obs


def obs_with(**columns):
    return cells().assign(**columns)


def make(matrix=None, obs=None, var=None):
    matrix = rows() if matrix is None else matrix
    var = pandas.DataFrame(index=list(NAMES)) if var is None else var
    return anndata.AnnData(matrix, obs=cells() if obs is None else obs, var=var)


def write(matrix=None, obs=None, var=None, **how):
    def run(path):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            make(matrix, obs, var).write_h5ad(path, **how)

    return run


def then(first, *changes):
    """A file that is changed after anndata wrote it, as other libraries would have left it."""

    def run(path):
        first(path)
        with h5py.File(path, "r+") as file:
            for change in changes:
                change(file)

    return run


def restore(name, change=lambda values: values, **how):
    """Stores a dataset anew: as other numbers, or in another layout."""

    def run(file):
        values, attributes = file[name][()], dict(file[name].attrs)
        del file[name]
        file.create_dataset(name, data=change(values), **how).attrs.update(attributes)

    return run


def kind_of(kind):
    return lambda values: values.astype(kind)


# Types of numbers.
WHOLE = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]
for kind in [*WHOLE, "float32", "float64"]:
    way(f"rows-{kind}", write(rows(kind)))
for kind in [*WHOLE, "float16", "float32", "float64"]:
    way(f"dense-{kind}", write(draw_counts().astype(kind)))
for kind in ["float16", ">i2", ">i4", ">i8", ">u8", ">f2", ">f4", ">f8"]:
    way(f"rows-{kind.replace('>', 'big-endian-')}", then(write(), restore("X/data", kind_of(kind))))
    BEYOND_SCIPY.add(f"rows-{kind.replace('>', 'big-endian-')}")
way("dense-big-endian-f4", then(write(draw_counts().astype("float32")), restore("X", kind_of(">f4"))))

# Layouts.
way("columns", write(rows().tocsc()))
way("columns-int64", write(rows("int64").tocsc()))
way("dense-fortran", write(numpy.asfortranarray(draw_counts().astype("float32"))))
way("dense-in-chunks", then(write(draw_counts().astype("float32")), restore("X", chunks=(7, 13))))
way("dense-in-one-chunk", then(write(draw_counts().astype("int32")), restore("X", chunks=(CELLS, GENES), maxshape=(None, None))))
way("rows-in-small-chunks", then(write(), *(restore(f"X/{part}", chunks=(11,), maxshape=(None,)) for part in ("data", "indices", "indptr"))))
way("rows-written-dense", write(as_dense=["X"]))


def shuffled():
    """Rows whose indices do not ascend."""
    matrix = rows()
    for start, end in zip(matrix.indptr, matrix.indptr[1:]):
        matrix.indices[start:end], matrix.data[start:end] = matrix.indices[start:end][::-1].copy(), matrix.data[start:end][::-1].copy()
    matrix.has_sorted_indices = False
    return matrix


def with_zeros():
    """Rows with zeros that are stored."""
    matrix = rows()
    dense, stored = matrix.toarray(), numpy.ones((CELLS, GENES), dtype=bool)
    stored[:, ::2] = dense[:, ::2] > 0
    row, column = numpy.nonzero(stored)
    pointers = numpy.concatenate([[0], numpy.cumsum(stored.sum(1))]).astype("int32")
    return scipy.sparse.csr_matrix((dense[row, column], column.astype("int32"), pointers), shape=dense.shape)


def in_parts():
    """Rows where the last place has two values, which scipy sums."""
    matrix = rows()
    data, indices, pointers = [], [], [0]
    for start, end in zip(matrix.indptr, matrix.indptr[1:]):
        values, places = list(matrix.data[start:end]), list(matrix.indices[start:end])
        if values:
            data += [*values[:-1], values[-1] - 1, 1]
            indices += [*places, places[-1]]
        pointers.append(len(data))
    return scipy.sparse.csr_matrix((numpy.array(data, "float32"), numpy.array(indices, "int32"), numpy.array(pointers, "int32")), shape=matrix.shape)


way("unsorted-indices", write(shuffled()))
way("stored-zeros", write(with_zeros()))
way("repeated-places", write(in_parts()))
for part in ("indices", "indptr"):
    for kind in ["int16", "int32", "int64", "uint32", "uint64", ">i4", ">i8"]:
        way(f"{part}-{kind.replace('>', 'big-endian-')}", then(write(), restore(f"X/{part}", kind_of(kind))))
    BEYOND_SCIPY.add(f"{part}-uint64")

# Filters of HDF5.
for name, how in {
    "gzip-1": dict(compression="gzip", compression_opts=1),
    "gzip-9": dict(compression="gzip", compression_opts=9),
    "lzf": dict(compression="lzf"),
}.items():
    way(f"rows-{name}", write(**how))
    way(f"dense-{name}", write(draw_counts().astype("float32"), **how))
for name, how in {
    "shuffle-gzip": dict(shuffle=True, compression="gzip"),
    "shuffle-lzf": dict(shuffle=True, compression="lzf"),
    "fletcher32": dict(fletcher32=True, chunks=(64,)),
    "fletcher32-gzip": dict(fletcher32=True, compression="gzip"),
    "scaleoffset": dict(scaleoffset=0, chunks=(50,)),
    "szip": dict(compression="szip"),
}.items():
    if name != "szip" or h5py.h5z.filter_avail(h5py.h5z.FILTER_SZIP):
        way(f"rows-{name}", then(write(rows("int32")), *(restore(f"X/{part}", **how) for part in ("data", "indices"))))
if importlib.util.find_spec("hdf5plugin"):
    import hdf5plugin

    PLUGINS = {
        **{f"blosc-{name}": hdf5plugin.Blosc(cname=name) for name in ("blosclz", "lz4", "lz4hc", "zlib", "zstd")},
        "blosc-bitshuffle": hdf5plugin.Blosc(cname="zstd", shuffle=hdf5plugin.Blosc.BITSHUFFLE),
        "blosc2-zstd": hdf5plugin.Blosc2(cname="zstd"),
        "blosc2-lz4": hdf5plugin.Blosc2(cname="lz4", filters=hdf5plugin.Blosc2.BITSHUFFLE),
        "bzip2": hdf5plugin.BZip2(),
        "lz4": hdf5plugin.LZ4(),
        "zstd": hdf5plugin.Zstd(clevel=9),
        "bitshuffle-lz4": hdf5plugin.Bitshuffle(cname="lz4"),
        "bitshuffle-zstd": hdf5plugin.Bitshuffle(cname="zstd"),
    }
    for name, plugin in PLUGINS.items():
        # Of texts of any width some of these plugins make the process crash.
        way(f"rows-{name}", then(write(), *(restore(f"X/{part}", **plugin) for part in ("data", "indices", "indptr"))))
    way("dense-blosc-zstd", then(write(draw_counts().astype("float32")), restore("X", **PLUGINS["blosc-zstd"])))

# Raw and layers.
SCALED = (draw_counts() - draw_counts().mean(0)).astype("float32")


def raw_beside(other, genes=slice(None), write=lambda data, path: data.write_h5ad(path)):
    def run(path):
        data = make()
        data.raw = data.copy()
        data = data[:, genes].copy()
        data.X = other[:, genes]
        write(data, path)

    return run


def layers_beside(matrix, **layers):
    def run(path):
        data = make(matrix)
        for name, layer in layers.items():
            data.layers[name] = layer
        data.write_h5ad(path)

    return run


way("raw-beside-scaled", raw_beside(SCALED), place="raw")
way("raw-of-more-genes", raw_beside(SCALED, slice(3, 40)), place="raw")
way("layer-beside-scaled", layers_beside(SCALED, counts=rows()), place="layers/counts")
way("layer-by-columns", layers_beside(SCALED, counts=rows().tocsc(), logs=numpy.log1p(draw_counts())), place="layers/counts")
way("layer-of-yes-and-no", layers_beside(rows(), seen=draw_counts() > 0, seen_rows=rows() > 0))

def write_newest(path, libver="latest"):
    """The newest layout of HDF5's own structures."""
    with h5py.File(path, "w", libver=libver, track_order=True) as file:
        anndata.io.write_elem(file, "/", make(), dataset_kwargs=dict(compression="gzip", shuffle=True))


def write_behind_block(path):
    """A file whose first kilobyte is the user's own."""
    with h5py.File(path, "w", userblock_size=1024) as file:
        anndata.io.write_elem(file, "/", make())


if hasattr(anndata, "io"):
    way("newest-structures", write_newest)
    way("newer-structures", lambda path: write_newest(path, ("v110", "v114")))
    way("behind-a-block-of-the-user", write_behind_block)
