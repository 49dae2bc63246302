#!/usr/bin/env python3
"""Writes golden_words.txt: texts as a bag of words, as scikit-learn makes it in float64.

usage: golden_words.py > golden_words.txt       (needs scikit-learn; the first line names the version)

The vocabulary follows, a line; then each text's tf-idf, a line, those of the training first. The texts stand here and,
again, in TextColumnsTest.
"""
import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer

TRAINING = ["good good film", "bad film", "the film, the GOOD one!", "Ça va 3D", "...", "one-two two"]
LATER = ["good unknown bad bad", "nothing here", "THE ÇA"]

print("# scikit-learn", sklearn.__version__)
vectorizer = TfidfVectorizer(token_pattern=r"\w+")
rows = vectorizer.fit_transform(TRAINING).toarray().tolist()
rows += vectorizer.transform(LATER).toarray().tolist()
print(*vectorizer.get_feature_names_out())
for row in rows:
    print(*(repr(number) for number in row))
