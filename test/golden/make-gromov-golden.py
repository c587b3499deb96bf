"""Writes gromov.json: Gromov–Wasserstein costs of small point clouds by POT, as reference for shared/stats.

Conditional gradient with square loss and uniform weights; beside POT's values the conditional gradient's sum written out
over all four indices, so that the definition is checked and not the library.
Run: python3 test/golden/make-gromov-golden.py   (pip install pot; made with POT 0.9.7)
"""

import json
import pathlib

import numpy as np
import ot


def cloud(count, dimensions, salt):
    """Coordinates by a formula that the test repeats."""
    i = np.arange(count * dimensions)
    return (((i * 7919 + salt * 104729 + i * i * 31) % 1009) / 504.5 - 1).reshape(count, dimensions)


def distances(points):
    return np.sqrt(((points[:, None] - points[None]) ** 2).sum(2))


def cost(C, D, T):
    """The definition, term by term."""
    total = 0.0
    for i in range(len(C)):
        for j in range(len(D)):
            total += T[i, j] * ((C[i][:, None] - D[j][None]) ** 2 * T).sum()
    return total


cases = []
for n, m, salt in [(6, 6, 1), (12, 12, 2), (10, 15, 3), (40, 40, 4), (30, 45, 5)]:
    C, D = distances(cloud(n, 3, salt)), distances(cloud(m, 2, salt + 100))
    p, q = np.full(n, 1 / n), np.full(m, 1 / m)
    T, log = ot.gromov.gromov_wasserstein(C, D, p, q, "square_loss", log=True, tol_rel=1e-12, tol_abs=1e-12)
    assert abs(cost(C, D, T) - log["gw_dist"]) < 1e-10
    cases.append(dict(n=n, m=m, salt=salt, cost=float(log["gw_dist"])))

target = pathlib.Path(__file__).with_name("gromov.json")
target.write_text(json.dumps(dict(pot=ot.__version__, cases=cases), indent=2) + "\n")
