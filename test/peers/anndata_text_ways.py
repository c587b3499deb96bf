"""Ways to write the names and labels of one AnnData: encodings of texts, categories, numbers, indices, what is missing."""

import anndata
import h5py
import numpy
import pandas
from anndata_ways import CATEGORIES, CELLS, GENES, IDS, NAMES, OLD, cells, obs_with, restore, then, way, write

def encode(text):
    """Texts in UTF-8 or ASCII, of any or of one width."""
    return lambda values: numpy.array([value if isinstance(value, bytes) else value.encode() for value in values], dtype=text)


def with_index(index):
    return pandas.DataFrame(index=index)


way("texts-fixed", then(write(), *(restore(name, encode("S")) for name in ("obs/_index", "var/_index"))))
way("texts-fixed-utf8", then(write(), restore(CATEGORIES, encode(h5py.string_dtype("utf-8", 9)))))
# The oldest anndata reads such texts as bytes itself.
if not OLD:
    way("texts-variable-ascii", then(write(), restore("obs/_index", encode(object), dtype=h5py.string_dtype("ascii"))))
way("labels-ordered", write(obs=obs_with(type=pandas.Categorical(["late", "early", None] * 20, categories=["early", "late"], ordered=True))))
way("labels-whole-categories", write(obs=obs_with(type=pandas.Categorical([3, 12, None, 5] * 15))))
way("labels-real-categories", write(obs=obs_with(type=pandas.Categorical([0.5, 2.0, None, 1.5] * 15))))
way("labels-yes-no-categories", write(obs=obs_with(type=pandas.Categorical([True, False, None, True] * 15))))
way("labels-300-categories", write(obs=obs_with(donor=pandas.Categorical([f"d{cell}" for cell in range(CELLS)], categories=[f"d{i}" for i in range(300)]))))
if not OLD:
    way("labels-nullable-whole", write(obs=obs_with(number=pandas.array([1, None, 3] * 20, dtype="Int64"))))
    way("labels-nullable-yes-no", write(obs=obs_with(flag=pandas.array([True, None, False] * 20, dtype="boolean"))))
way("labels-all-missing", write(obs=obs_with(type=pandas.Categorical([None] * CELLS, categories=["a", "b"]))))
way("labels-small-numbers", write(obs=obs_with(number=(numpy.arange(CELLS) % 3).astype("uint8"), score=(numpy.arange(CELLS) / 2).astype("float32"))))
way("labels-beyond-ascii", write(obs=obs_with(type=["naïve CD4⁺ T", "γδ T", "細胞", "🧬"] * 15)))
way("index-with-a-name", write(obs=cells().rename_axis("barcode"), var=with_index(pandas.Index(NAMES, name="gene"))))
way("index-of-whole-numbers", write(obs=cells().reset_index(drop=True)))
way("symbols-as-column", write(var=pandas.DataFrame(dict(gene_symbols=NAMES), index=IDS)))
way("symbols-as-categories", write(var=pandas.DataFrame(dict(feature_name=pandas.Categorical(NAMES)), index=IDS)))
way("symbols-as-column-index-numbered", write(var=pandas.DataFrame(dict(feature_name=NAMES), index=[str(gene) for gene in range(GENES)])))

SETTINGS = getattr(anndata, "settings", None)
if SETTINGS is not None and hasattr(SETTINGS, "allow_write_nullable_strings"):
    SETTINGS.allow_write_nullable_strings = True
    NULLABLE = pandas.array(["T cell", None, "β cell", "B cell"] * 15, dtype="string")
    way("texts-nullable", write(obs=obs_with(type=NULLABLE)))
    way("texts-nullable-categories", write(obs=obs_with(type=pandas.Categorical(NULLABLE))))
    way("texts-nullable-index", write(obs=cells().set_index(pandas.Index([f"C{cell}" for cell in range(CELLS)], dtype="string")), var=with_index(pandas.Index(NAMES, dtype="string"))))
    way("symbols-nullable", write(var=pandas.DataFrame(dict(gene_symbols=pandas.array(NAMES, dtype="string")), index=IDS)))
    way("texts-not-categories", write(obs=obs_with(type=[f"type {cell % 3}" for cell in range(CELLS)]), convert_strings_to_categoricals=False))
