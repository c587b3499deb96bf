"""Writes neighbourhoods.json: silhouettes and neighbour purity by scikit-learn, LISI by harmonypy.

The reference of shared/stats/neighbourhoods/.
Run: python3 test/golden/make-neighbourhoods-golden.py   (pip install scikit-learn harmonypy; made with 1.9.1 and 0.0.9)
"""

import json
import pathlib

import numpy as np
import pandas as pd
from harmonypy import compute_lisi
from sklearn.metrics import silhouette_samples
from sklearn.neighbors import NearestNeighbors

POINTS, DIMENSIONS, CLASSES, NEIGHBOURS, PERPLEXITY = 120, 4, 4, 10, 12


def values(count, salt):
    """Numbers in -1..1 by a formula that the tests repeat."""
    i = np.arange(count)
    return ((i * 7919 + salt * 104729 + i * i * 31) % 1009) / 504.5 - 1


# The last class has one point, the one before it none.
labels = np.where(np.arange(POINTS) == 7, CLASSES - 1, np.arange(POINTS) ** 2 % (CLASSES - 1))
centres = values(CLASSES * DIMENSIONS, 2).reshape(CLASSES, DIMENSIONS)
points = centres[labels] + values(POINTS * DIMENSIONS, 1).reshape(POINTS, DIMENSIONS)
_, nearest = NearestNeighbors(n_neighbors=NEIGHBOURS + 1).fit(points).kneighbors(points)
batches = pd.DataFrame({"batch": [f"b{i * 5 % 7 % 3}" for i in range(POINTS)]})

target = pathlib.Path(__file__).with_name("neighbourhoods.json")
golden = dict(
    points=POINTS,
    dimensions=DIMENSIONS,
    classes=CLASSES,
    neighbours=NEIGHBOURS,
    perplexity=PERPLEXITY,
    labels=labels.tolist(),
    silhouettes=silhouette_samples(points, labels).tolist(),
    purity=(labels[nearest[:, 1:]] == labels[:, None]).mean(1).tolist(),
    lisi=compute_lisi(points, batches, ["batch"], PERPLEXITY)[:, 0].tolist(),
)
target.write_text(json.dumps(golden) + "\n")
