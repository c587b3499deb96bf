"""Writes classifiers.json: multinomial logistic regression, class scores and principal components by scikit-learn.

The reference of shared/stats/logistic-regression.ts, class-scores.ts and principal-components.ts. scikit-learn sums the
cross-entropy, so its C is 1 / (lambda * rows).
Run: python3 test/golden/make-classifier-golden.py   (pip install scikit-learn; made with 1.9.1)
"""

import json
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score

warnings.filterwarnings("error", category=sklearn.exceptions.ConvergenceWarning)
ROWS, COLUMNS, CLASSES, LAMBDA = 90, 8, 3, 0.02


def values(count, salt):
    """Numbers in -1..1 by a formula that the tests repeat."""
    i = np.arange(count)
    return ((i * 7919 + salt * 104729 + i * i * 31) % 1009) / 504.5 - 1


X = values(ROWS * COLUMNS, 1).reshape(ROWS, COLUMNS)
X[X < -0.2] = 0
direction = values(COLUMNS * CLASSES, 2).reshape(COLUMNS, CLASSES)
y = (X @ direction + 0.4 * values(ROWS * CLASSES, 3).reshape(ROWS, CLASSES)).argmax(1)
model = LogisticRegression(C=1 / (LAMBDA * ROWS), tol=1e-12, max_iter=10000).fit(X, y)
predicted = model.predict(X)
pca = PCA(3, svd_solver="full").fit(X)
projected = np.abs(pca.transform(X[:3]))

target = pathlib.Path(__file__).with_name("classifiers.json")
golden = dict(
    rows=ROWS,
    columns=COLUMNS,
    classes=CLASSES,
    penalty=LAMBDA,
    labels=y.tolist(),
    coefficients=(model.coef_ - model.coef_.mean(0)).T.tolist(),
    intercepts=(model.intercept_ - model.intercept_.mean()).tolist(),
    predicted=predicted.tolist(),
    accuracy=accuracy_score(y, predicted),
    macroF1=f1_score(y, predicted, average="macro"),
    confusion=confusion_matrix(y, predicted).tolist(),
    variances=pca.explained_variance_.tolist(),
    sizes=projected.tolist(),
)
target.write_text(json.dumps(golden) + "\n")
