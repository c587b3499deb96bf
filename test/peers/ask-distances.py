"""Gromov–Wasserstein costs by POT, and nearest neighbours and their votes by scikit-learn, of points in the question."""

import numpy
import ot
from answer_lines import answer_lines
from sklearn.neighbors import KNeighborsClassifier


def gromov(first, second, coupling):
    """POT's least cost from its own start, the cost of a coupling, and what POT makes of that coupling."""
    points = numpy.array(first), numpy.array(second)
    C, D = (numpy.linalg.norm(own[:, None] - own[None], axis=2) for own in points)
    p, q = ot.unif(len(C)), ot.unif(len(D))
    how = dict(loss_fun="square_loss", max_iter=1000, tol_rel=1e-9, tol_abs=1e-9)
    T = numpy.array(coupling).reshape(len(C), len(D))
    constant, hC, hD = ot.gromov.init_matrix(C, D, p, q)
    return dict(
        cost=float(ot.gromov.gromov_wasserstein2(C, D, p, q, **how)),
        own=float(ot.gromov.gwloss(constant, hC, hD, T)),
        improved=float(ot.gromov.gromov_wasserstein2(C, D, p, q, G0=T, **how)),
    )


def nearest(points, labels, queries, truth, k):
    """Rows of the nearest points, and the accuracy of their votes where one class has most."""
    model = KNeighborsClassifier(k, algorithm="brute").fit(points, labels)
    chances = model.predict_proba(queries)
    clear = (chances == chances.max(1, keepdims=True)).sum(1) == 1
    predicted = model.predict(queries)
    return dict(
        rows=model.kneighbors(queries, return_distance=False).tolist(),
        clear=clear.tolist(),
        accuracy=float(numpy.mean((predicted == numpy.array(truth))[clear])),
    )


answer_lines(dict(gromov=gromov, nearest=nearest))
