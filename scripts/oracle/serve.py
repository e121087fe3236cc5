"""Answers random cases: reads one question per line, writes what Keras gives or why it refuses, one line each."""

import contextlib
import json
import os
import sys
import warnings

import jax
from main import RUNNERS, dump

from kinds import graph

# JAX keeps what it compiled; after so many questions it may forget, or it takes gigabytes.
FORGOTTEN_AFTER = 100


def answer(question):
    if question["kind"] == "graph":
        return graph.run_case(question)
    return RUNNERS[question["kind"]]({**question, "cases": [question["case"]]})[0]


def main():
    warnings.simplefilter("ignore")
    # Nothing that Keras prints may come between the answers.
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf8")
    with contextlib.redirect_stdout(sys.stderr):
        for count, line in enumerate(sys.stdin):
            if count % FORGOTTEN_AFTER == FORGOTTEN_AFTER - 1:
                jax.clear_caches()
            try:
                text = dump({"given": answer(json.loads(line))})
            except Exception as error:  # noqa: BLE001
                text = dump({"error": type(error).__name__, "message": str(error)[:800]})
            out.write(text + "\n")
            out.flush()


if __name__ == "__main__":
    main()
