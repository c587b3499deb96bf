"""Writes perturbations.json: Welch's test, energy distance, ridge regression and the scores of a predicted response.

The reference of shared/stats/two-samples/welch.ts, student-t.ts, energy-distance.ts, shared/stats/ridge.ts and
shared/cells/perturbations/score-effect.ts: by scipy, statsmodels, scikit-learn and numpy.
Run: python3 test/golden/make-perturbation-golden.py   (pip install scipy statsmodels scikit-learn; made with 1.17.1, 0.15.0, 1.9.1)
"""

import json
import pathlib

import numpy as np
from scipy.spatial.distance import cdist
from scipy.stats import pearsonr, t as student, ttest_ind
from sklearn.linear_model import Ridge
from statsmodels.stats.multitest import multipletests

CELLS, GENES, CHANGED, RECOVER = (14, 11, 9), 24, 6, (3, 8)


def values(count, salt):
    """Numbers in -1..1 by a formula that the tests repeat."""
    i = np.arange(count)
    return ((i * 7919 + salt * 104729 + i * i * 31) % 1009) / 504.5 - 1


def cells(count, salt):
    """Cells by genes, about half of them 0; the last two kinds share a pattern; gene 5 is 0 everywhere."""
    x = values(count * GENES, salt).reshape(count, GENES) + 0.4 * salt * values(GENES, 10 + min(salt, 2))
    x[x < 0] = 0
    x[:, 5] = 0
    return x


control, real, predicted = (cells(n, salt) for salt, n in enumerate(CELLS, 1))


def effect(other, steady):
    change = other.mean(0) - control.mean(0)
    error = np.sqrt(control.var(0, ddof=1) / len(control) + other.var(0, ddof=1) / len(other))
    return change, change / (error + steady)


def top(values, k):
    return set(np.argsort(-np.abs(values), kind="stable")[:k].tolist())


STEADY = 0.07
(ours, our_statistic), (theirs, their_statistic) = effect(predicted, STEADY), effect(real, STEADY)
most = np.argsort(-np.abs(theirs), kind="stable")[:CHANGED]
p_values = ttest_ind(real, control, equal_var=False).pvalue
p_values = np.where(np.isnan(p_values), 1, p_values)
within = lambda x: cdist(x, x).sum() / (len(x) * (len(x) - 1))
ridge = Ridge(alpha=0.8).fit(real[:8], predicted[:8])
students = [(0.0, 3.5), (0.4, 1.0), (-1.7, 4.3), (2.5, 11.25), (8.1, 28.6), (-31, 7.2), (3.2, 900.5), (45, 60)]
golden = dict(
    cells=CELLS, genes=GENES, changedGenes=CHANGED, recoverAt=RECOVER, steady=STEADY,
    students=[dict(t=a, df=b, pValue=float(2 * student.sf(abs(a), b))) for a, b in students],
    pValues=p_values.tolist(),
    qValues=multipletests(p_values, method="fdr_bh")[1].tolist(),
    variances=real.var(0, ddof=1).tolist(),
    energyDistance=float(2 * cdist(real, predicted).mean() - within(real) - within(predicted)),
    ridge=ridge.predict(control[:1])[0].tolist(),
    scores=dict(
        pearson=float(pearsonr(ours, theirs)[0]),
        pearsonChanged=float(pearsonr(ours[most], theirs[most])[0]),
        direction=float((np.sign(ours[most]) == np.sign(theirs[most])).mean()),
        slope=float(np.linalg.lstsq(theirs[most][:, None], ours[most], rcond=None)[0][0]),
        recovery=[len(top(our_statistic, k) & top(their_statistic, k)) / k for k in RECOVER],
    ),
)
target = pathlib.Path(__file__).with_name("perturbations.json")
target.write_text(json.dumps(golden, indent=1) + "\n")
