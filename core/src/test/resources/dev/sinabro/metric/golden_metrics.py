#!/usr/bin/env python3
"""Writes golden_metrics.txt: metrics as scikit-learn computes them.

usage: golden_metrics.py > golden_metrics.txt       (needs scikit-learn; the first line names the version)

Each line is a name and numbers, row-major: first what is predicted and what is true, then the metrics of it. Probabilities
are multiples of 1/64, so that some are equal; class 3 of 4 is never true, class 2 never predicted.
"""
import numpy as np
import sklearn
from sklearn import metrics

ROWS = 60


def show(name, *values):
    print(name, *(repr(float(value)) for value in np.ravel(values)))


def main():
    print("# scikit-learn", sklearn.__version__)
    random = np.random.default_rng(7)
    labels = random.integers(0, 3, ROWS)
    scores = random.integers(1, 32, (ROWS, 4)) / 64
    scores[np.arange(ROWS), labels] += 0.25
    scores[:, 2] /= 16
    ones = random.integers(0, 2, ROWS)
    chances = np.clip(random.integers(1, 40, ROWS) + 20 * ones, 1, 63) / 64
    weights = random.integers(0, 5, ROWS) / 2
    numbers = np.round(random.normal(3, 2, (ROWS, 2)), 2)
    guesses = np.round(numbers + random.normal(0, (0.5, 1.5), (ROWS, 2)), 2)
    for name, values in dict(labels=labels, scores=scores, ones=ones, chances=chances, weights=weights, numbers=numbers,
                             guesses=guesses).items():
        show(name, values)
    chosen, sides = scores.argmax(1), (chances > 0.5).astype(int)
    for average in "macro", "micro":
        for metric in "precision", "recall", "f1":
            score = getattr(metrics, metric + "_score")
            show(f"{metric}-{average}", score(labels, chosen, average=average, zero_division=0))
            show(f"{metric}-{average}-weighted",
                 score(labels, chosen, average=average, zero_division=0, sample_weight=weights))
    for metric in "precision", "recall", "f1":
        show(f"{metric}-binary", getattr(metrics, metric + "_score")(ones, sides))
    show("accuracy", metrics.accuracy_score(labels, chosen))
    show("confusion", metrics.confusion_matrix(labels, chosen, labels=range(4)))
    # Without equal scores, whose order scikit-learn takes from behind.
    apart = scores + np.arange(4) / 1000
    for k in 1, 2, 3:
        show(f"top-{k}", metrics.top_k_accuracy_score(labels, apart, k=k, labels=range(4)))
    show("apart", apart)
    show("roc-auc", metrics.roc_auc_score(ones, chances))
    show("roc-auc-weighted", metrics.roc_auc_score(ones, chances, sample_weight=weights))
    show("roc-auc-several", np.mean([metrics.roc_auc_score(labels == c, scores[:, c]) for c in range(3)]))
    show("mse", metrics.mean_squared_error(numbers, guesses))
    show("rmse", np.sqrt(metrics.mean_squared_error(numbers, guesses)))
    show("mae", metrics.mean_absolute_error(numbers, guesses))
    show("r2", metrics.r2_score(numbers, guesses))
    show("r2-weighted", metrics.r2_score(numbers, guesses, sample_weight=weights))


main()
