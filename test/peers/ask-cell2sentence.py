"""Sentences of cells by the package cell2sentence, on its own input: counts scaled to 10,000 a cell, as log10(1 + x)."""

import importlib.util
import sys
import types

import anndata
import numpy
import scipy.sparse
from answer_lines import answer_lines

CELLS = 200


def load_utils():
    """The package's functions as they are, without what else it imports: a network's training, data sets, plots."""
    for name in ("datasets", "plotnine"):
        sys.modules[name] = types.ModuleType(name)
    sys.modules["datasets"].Dataset = sys.modules["datasets"].DatasetDict = None
    place = importlib.util.find_spec("cell2sentence").submodule_search_locations[0]
    spec = importlib.util.spec_from_file_location("cell2sentence_utils", f"{place}/utils.py")
    utils = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(utils)
    return utils


def counts_of(path):
    """The first cells of a file; without one, drawn counts with few ties and with many."""
    if path is not None:
        data = anndata.read_h5ad(path)[:CELLS]
        # The package writes names in capitals; where two become one, it names every later gene after its neighbour.
        return data[:, ~data.var_names.str.upper().duplicated(keep=False)].copy()
    random = numpy.random.default_rng(11)
    means = random.gamma(0.3, 3, (CELLS, 1)) + random.gamma(0.5, 8, 300)
    data = anndata.AnnData(scipy.sparse.csr_matrix(random.poisson(means).astype("float32")))
    data.obs_names = [f"CELL{cell}" for cell in range(CELLS)]
    data.var_names = [f"GENE{gene}" for gene in range(300)]
    return data


def sentences(source, target):
    """Writes the counts to `target`, and gives the sentences of its cells."""
    data = counts_of(source)
    data.write_h5ad(target)
    totals = numpy.asarray(data.X.sum(1)).ravel()
    # As scanpy's normalize_total and log1p(base=10), which the package's tutorials call.
    data.X = scipy.sparse.csr_matrix(scipy.sparse.diags(10_000 / totals) @ data.X)
    data.X.data = numpy.log10(1 + data.X.data)
    utils = load_utils()
    written = utils.generate_sentences(data, utils.generate_vocabulary(data))
    return dict(genes=list(data.var_names), sentences=[sentence.split(" ") for sentence in written])


answer_lines(dict(sentences=sentences))
