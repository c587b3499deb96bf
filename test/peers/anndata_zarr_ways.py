"""Ways to write one AnnData as Zarr: both formats, in folders, zipped and in shards, with the codecs that people use."""

import anndata
import numcodecs
import pandas
import zarr
from anndata_ways import BEYOND_SCIPY, CELLS, GENES, IDS, NAMES, cells, draw_counts, make, obs_with, raw_beside, rows, way

X_PARTS = ("X/data", "X/indices", "X/indptr")


def store(data, version):
    def run(path):
        anndata.settings.zarr_write_format = version
        data.write_zarr(path)

    return run


def then(first, *changes):
    """A store that is changed after anndata wrote it."""

    def run(path):
        first(path)
        group = zarr.open_group(path, mode="r+", use_consolidated=False)
        for change in changes:
            change(group)
        zarr.consolidate_metadata(path)

    return run


def restore(name, kind=None, **how):
    """Stores an array anew: as other numbers, in other chunks, by other codecs."""

    def run(group):
        values, attributes = group[name][...], dict(group[name].attrs)
        del group[name]
        group.create_array(name, data=values.astype(kind or values.dtype), **how).attrs.update(attributes)

    return run


def by_codec(version, **how):
    return then(store(make(), version), *(restore(part, **how) for part in X_PARTS))


def zipped(data, version):
    def run(path):
        anndata.settings.zarr_write_format = version
        with zarr.storage.ZipStore(path, mode="w") as target:
            data.write_zarr(target)

    return run


def zarr_way(name, run, place="X"):
    way(f"zarr-{name}", run, "zarr", place)


DENSE = draw_counts().astype("float32")
for version in (2, 3):
    zarr_way(f"{version}-rows", store(make(), version))
    zarr_way(f"{version}-columns", store(make(rows().tocsc()), version))
    zarr_way(f"{version}-dense", store(make(DENSE), version))
    zarr_way(f"{version}-dense-in-chunks", then(store(make(DENSE), version), restore("X", chunks=(7, 13))))
    zarr_way(f"{version}-small-chunks", then(store(make(), version), *(restore(part, chunks=(11,)) for part in X_PARTS)))
    zarr_way(f"{version}-not-compressed", by_codec(version, compressors=None))
    for kind in ["int8", "uint8", "int16", "uint16", "int64", "uint64", "float16", "float64"]:
        zarr_way(f"{version}-{kind}", then(store(make(), version), restore("X/data", kind)))
    zarr_way(f"{version}-indices-64", then(store(make(), version), *(restore(part, "int64") for part in X_PARTS[1:])))
    zarr_way(f"{version}-fortran", then(store(make(DENSE), version), restore("X", chunks=(20, 30), order="F")))
    zarr_way(f"{version}-texts-not-categories", store(make(obs=cells().assign(type=[f"type {cell % 3}" for cell in range(CELLS)])), version))
    zarr_way(f"{version}-nullable", store(make(obs=obs_with(number=pandas.array([1, None, 3] * 20, dtype="Int64"), flag=pandas.array([True, None, False] * 20, dtype="boolean"), type=pandas.array(["a", None, "β"] * 20, dtype="string"))), version))
    zarr_way(f"{version}-symbols-as-column", store(make(var=pandas.DataFrame(dict(gene_symbols=NAMES), index=IDS)), version))
    zarr_way(f"{version}-raw", raw_beside((draw_counts() - 1.5).astype("float32"), write=lambda data, path, version=version: store(data, version)(path)), "raw")
    way(f"zarr-{version}-zipped", zipped(make(), version), "zarr.zip")

for name, codec in {
    "blosc-lz4": numcodecs.Blosc("lz4"),
    "blosc-zstd-bitshuffle": numcodecs.Blosc("zstd", shuffle=numcodecs.Blosc.BITSHUFFLE),
    "blosc-blosclz": numcodecs.Blosc("blosclz"),
    "zstd": numcodecs.Zstd(5),
    "gzip": numcodecs.GZip(9),
    "zlib": numcodecs.Zlib(1),
    "lz4": numcodecs.LZ4(),
}.items():
    zarr_way(f"2-{name}", by_codec(2, compressors=codec))
zarr_way("2-big-endian", then(store(make(), 2), *(restore(part, kind) for part, kind in zip(X_PARTS, (">f4", ">i4", ">i8")))))
zarr_way("2-shuffle", then(store(make(), 2), restore("X/data", filters=[numcodecs.Shuffle(4)])))
zarr_way("2-delta", then(store(make(), 2), restore("X/indices", filters=[numcodecs.Delta("i4")])))
zarr_way("2-chunks-in-folders", then(store(make(DENSE), 2), restore("X", chunks=(20, 30), chunk_key_encoding=dict(name="v2", separator="/"))))

for name, codec in {
    "blosc-lz4": zarr.codecs.BloscCodec(cname="lz4"),
    "blosc-zstd-bitshuffle": zarr.codecs.BloscCodec(cname="zstd", shuffle="bitshuffle"),
    "zstd-checksum": zarr.codecs.ZstdCodec(level=3, checksum=True),
    "gzip": zarr.codecs.GzipCodec(level=9),
    "crc32c": zarr.codecs.Crc32cCodec(),
}.items():
    zarr_way(f"3-{name}", by_codec(3, compressors=codec))
BIG = zarr.codecs.BytesCodec(endian="big")
zarr_way("3-big-endian", by_codec(3, serializer=BIG))
zarr_way("3-shards", by_codec(3, chunks=(20,), shards=(60,)))
zarr_way("3-shards-dense", then(store(make(DENSE), 3), restore("X", chunks=(10, 20), shards=(30, 40))))
zarr_way("3-transposed", then(store(make(DENSE), 3), restore("X", chunks=(20, 30), filters=[zarr.codecs.TransposeCodec(order=(1, 0))])))
zarr_way("3-chunks-beside", then(store(make(DENSE), 3), restore("X", chunks=(20, 30), chunk_key_encoding=dict(name="v2", separator="."))))
zarr_way("3-missing-chunks", then(store(make(DENSE), 3), restore("X", chunks=(3, GENES), fill_value=0, config=dict(write_empty_chunks=False))))
BEYOND_SCIPY.update(["zarr-2-float16", "zarr-3-float16", "zarr-2-big-endian"])
