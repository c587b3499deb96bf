"""The peer of the corpus stages: what an analyst writes in a notebook to bring a folder of GMT files to training data.

    python3 pandas_corpus.py FOLDER HGNC_TABLE OUT_FOLDER [loops|text|category]

`loops` reads line by line and looks symbols up gene by gene in plain Python, with pandas for what counts and groups:
how a GMT file is usually read. `text` is vectorised throughout (str.split, explode, map, drop_duplicates, groupby),
Python loops only over files. `category` makes genes a categorical column as soon as they are read, so that what
follows works on integers: the last thing to do when a notebook is slow. It imports, harmonizes, filters and
encodes by the rules of the stages, but for what a notebook would leave out: it resolves no dates, Ensembl or Entrez
ids and no symbols in another case, keeps sets of the same genes, keeps no tables between the steps, and checks nothing.
Prints one JSON object: seconds by step (without start and counting), counts by step, peak memory in bytes.
"""
import glob
import json
import os
import resource
import sys
import time

import numpy as np
import pandas as pd

MIN_MAPPED_SHARE = 0.9
MIN_GENE_SETS = 5
MIN_SIZE, MAX_SIZE = 5, 500


def read_library(path):
    """One row a set: name, description, genes as one text."""
    with open(path, encoding="utf-8") as file:
        lines = pd.Series(file.read().splitlines())
    fields = lines[lines.str.strip() != ""].str.split("\t", n=2, expand=True)
    fields.columns = ["name", "description", "genes"]
    fields["library"] = os.path.basename(path).removesuffix(".gmt")
    return fields


def import_gene_sets(folder, dtype):
    """The sets, and one row a membership: set (place of the set), gene."""
    files = sorted(glob.glob(os.path.join(folder, "*.gmt")))
    sets = pd.concat([read_library(path) for path in files], ignore_index=True)
    genes = sets.pop("genes").str.split("\t").explode()
    genes = genes[genes != ""]
    memberships = pd.DataFrame({"set": genes.index, "gene": genes.to_numpy()})
    if dtype == "category":
        memberships["gene"] = memberships["gene"].astype("category")
    return sets, memberships.drop_duplicates()


def import_by_loops(folder):
    """The same memberships, line by line."""
    rows = []
    place = 0
    for path in sorted(glob.glob(os.path.join(folder, "*.gmt"))):
        with open(path, encoding="utf-8") as file:
            for line in file:
                if not line.strip():
                    continue
                for gene in line.rstrip("\n").split("\t")[2:]:
                    if gene:
                        rows.append((place, gene))
                place += 1
    return pd.DataFrame(rows, columns=["set", "gene"]).drop_duplicates()


def read_lookup(table):
    """Raw symbol → approved symbol; previous symbols before aliases, those of several genes left out."""
    columns = ["symbol", "status", "alias_symbol", "prev_symbol"]
    hgnc = pd.read_csv(table, sep="\t", usecols=columns, dtype=str)
    hgnc = hgnc[hgnc["status"] == "Approved"]
    approved = pd.Series(hgnc["symbol"].to_numpy(), index=hgnc["symbol"])

    def others(column):
        names = hgnc.set_index("symbol")[column].dropna().str.split("|").explode().str.strip()
        pairs = names.reset_index(name="name").drop_duplicates()
        unique = pairs[~pairs["name"].duplicated(keep=False)]
        return unique.set_index("name")["symbol"]

    lookup = pd.concat([approved, others("prev_symbol"), others("alias_symbol")])
    return lookup[~lookup.index.duplicated()]


def harmonize(memberships, lookup):
    """Approved symbols; only sets of which enough symbols are known."""
    gene = memberships["gene"]
    if gene.dtype == "category":
        symbols = pd.Categorical(pd.Series(gene.cat.categories).map(lookup))
        memberships["symbol"] = pd.Categorical.from_codes(symbols.codes[gene.cat.codes], dtype=symbols.dtype)
    else:
        memberships["symbol"] = gene.map(lookup)
    return keep_understood(memberships)


def harmonize_by_loops(memberships, lookup):
    """The same, looking symbols up one by one."""
    approved = lookup.to_dict()
    memberships["symbol"] = [approved.get(gene) for gene in memberships["gene"]]
    return keep_understood(memberships)


def keep_understood(memberships):
    """Memberships of known symbols in sets of which enough are known."""
    share = memberships["symbol"].notna().groupby(memberships["set"]).mean()
    understood = share.index[share >= MIN_MAPPED_SHARE - 1e-9]
    kept = memberships[memberships["set"].isin(understood)].dropna(subset=["symbol"])
    return kept[["set", "symbol"]].drop_duplicates()


def filter_rare_genes(memberships):
    """Genes of enough sets, then sets of a fitting size."""
    gene_sets = memberships["symbol"].value_counts()
    frequent = memberships[memberships["symbol"].isin(gene_sets.index[gene_sets >= MIN_GENE_SETS])]
    size = frequent.groupby("set")["set"].transform("size")
    return frequent[size.between(MIN_SIZE, MAX_SIZE)]


def encode(memberships, folder):
    """Tokens from the most to the least frequent gene, and where each set starts."""
    frequency = memberships["symbol"].value_counts()
    frequency = frequency[frequency > 0]
    token = pd.Series(np.arange(1, len(frequency) + 1), index=frequency.index.astype(str))
    tokens = memberships["symbol"].map(token).to_numpy().astype(np.uint16)
    sizes = memberships.groupby("set").size().to_numpy()
    np.save(os.path.join(folder, "tokens.npy"), tokens)
    np.save(os.path.join(folder, "offsets.npy"), np.concatenate([[0], np.cumsum(sizes)]))
    frequency.to_csv(os.path.join(folder, "vocabulary.csv"))
    return len(frequency) + 1


def main(folder, table, out, dtype="text"):
    seconds, counts = {}, {}
    start = time.perf_counter()

    def done(step, memberships, column):
        """Notes the step's time; what is counted here is off the clock."""
        nonlocal start
        seconds[step] = time.perf_counter() - start
        counts[step] = {
            "sets": memberships["set"].nunique(),
            "memberships": len(memberships),
            "symbols": memberships[column].nunique(),
        }
        start = time.perf_counter()

    loops = dtype == "loops"
    memberships = import_by_loops(folder) if loops else import_gene_sets(folder, dtype)[1]
    done("import", memberships, "gene")
    memberships = (harmonize_by_loops if loops else harmonize)(memberships, read_lookup(table))
    done("harmonize", memberships, "symbol")
    memberships = filter_rare_genes(memberships)
    done("filter", memberships, "symbol")
    vocabulary = encode(memberships, out)
    done("encode", memberships, "symbol")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    result = {"pandas": pd.__version__, "seconds": seconds, "counts": counts, "vocabulary": vocabulary}
    print(json.dumps({**result, "peakMemoryBytes": peak}))


if __name__ == "__main__":
    main(*sys.argv[1:])
