"""Answers questions, each a line of JSON on standard input, by functions of their names: an answer or an error a line."""

import json
import sys
import traceback


def answer_lines(functions):
    # What libraries print must not stand between the answers.
    output, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        question = json.loads(line)
        try:
            answer = dict(answer=functions[question.pop("ask")](**question))
        except Exception:
            answer = dict(error=traceback.format_exc())
        print(json.dumps(answer), file=output, flush=True)
