"""Gromov–Wasserstein by POT, for bench/gromov.ts: reads two lists of points (JSON) from standard input and writes seconds
and the cost."""

import json
import sys
import time

import numpy
import ot

asked = json.load(sys.stdin)
C, D = [ot.dist(numpy.array(points), metric="euclidean") for points in (asked["a"], asked["b"])]
p, q = ot.unif(len(C)), ot.unif(len(D))
seconds = []
processor = []
for _ in range(asked["rounds"]):
    started, used = time.perf_counter(), time.process_time()
    cost = ot.gromov.gromov_wasserstein2(C, D, p, q, "square_loss", max_iter=1000, tol_rel=1e-9)
    seconds.append(time.perf_counter() - started)
    processor.append(time.process_time() - used)
print(json.dumps({"version": ot.__version__, "seconds": seconds, "processor": processor, "cost": float(cost)}))
