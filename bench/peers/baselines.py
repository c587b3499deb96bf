"""The baselines by SciPy's sparse products and LAPACK, as anyone would write them; bench/baselines.ts runs it.

Usage: baselines.py FOLDER. FOLDER holds offsets.i32, tokens.u32, prompt_offsets.i32, prompts.i32 and ask.json
({"tokens": V, "genes": n or 0, "lambda": λ}); prints JSON, and writes each method's scores, float64 (prompts, V).
"""
import json
import resource
import sys
import time

import numpy as np
from scipy import sparse
from scipy.linalg import lapack

folder = sys.argv[1]
ask = json.load(open(f"{folder}/ask.json"))


def read(name, dtype):
    return np.fromfile(f"{folder}/{name}", dtype=dtype)


def rows(members, offsets, columns):
    ones = np.ones(len(members), dtype=np.float64)
    return sparse.csr_matrix((ones, members.astype(np.int32), offsets), shape=(len(offsets) - 1, columns))


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def timed(run):
    wall, busy = time.perf_counter(), cpu()
    result = run()
    return result, {"wall": time.perf_counter() - wall, "cpu": cpu() - busy}


X = rows(read("tokens.u32", np.uint32), read("offsets.i32", np.int32), ask["tokens"])
Q = rows(read("prompts.i32", np.int32), read("prompt_offsets.i32", np.int32), ask["tokens"])
S = X.shape[0]
held = np.asarray(X.sum(axis=0)).ravel()
inverse = np.divide(1.0, held, out=np.zeros_like(held), where=held > 0)
columns = X.T.tocsr()


def nearest(power, idf):
    weights = np.log(S / np.maximum(held, 1)) ** 2 if idf else np.ones_like(held)
    norms = X @ weights

    def rank():
        scores = np.empty((Q.shape[0], Q.shape[1]))
        for i in range(Q.shape[0]):
            q = Q[i].multiply(weights).tocsr()
            dots = (q @ columns).tocsr()
            dots.data = (dots.data**2 / (q.sum() * norms[dots.indices])) ** (power / 2)
            scores[i] = (dots @ X).toarray()
        return scores

    return rank


def item_item():
    root = np.sqrt(inverse)
    return ((Q.multiply(root).tocsr() @ columns) @ X).toarray() * root


def co_occurrence():
    weights = 1 / (held + 1)
    prior = np.asarray(Q @ weights)
    return ((Q.multiply(weights).tocsr() @ columns) @ X).toarray() + np.outer(prior, held / S)


methods = {
    "nearest sets, power 2": nearest(2, False),
    "nearest sets, power 3, idf": nearest(3, True),
    "item-item": item_item,
    "co-occurrence": co_occurrence,
}
times = {}
for number, (name, rank) in enumerate(methods.items()):
    scores, times[name] = timed(rank)
    scores.tofile(f"{folder}/scores-{number}.f64")

n = ask["genes"]
if n:
    order = np.argsort(-held, kind="stable")[:n]
    A = X[:, order].astype(np.float32)
    gram, times["EASE: Gram matrix"] = timed(lambda: (A.T @ A).toarray())
    matrix = np.asfortranarray(gram + np.float32(ask["lambda"]) * np.eye(n, dtype=np.float32))

    def invert():
        factor, failed = lapack.spotrf(matrix, lower=1, overwrite_a=0)
        inverted, failed_too = lapack.spotri(factor, lower=1, overwrite_c=1)
        assert failed == 0 and failed_too == 0
        return inverted

    inverted, times["EASE: inverse"] = timed(invert)
    np.diag(inverted).astype(np.float64).tofile(f"{folder}/diagonal.f64")
    if ask["exact"]:
        exact = matrix.astype(np.float64)
        exact, failed = lapack.dpotrf(exact, lower=1, overwrite_a=1)
        exact, failed = lapack.dpotri(exact, lower=1, overwrite_c=1)
        exact.T.tofile(f"{folder}/exact.f64")
print(json.dumps(times))
