"""What every Python peer shares: the problem that it reads, and the requests that it answers, one JSON a line."""

import json
import sys
import time
from pathlib import Path

import numpy as np


def read_problem(folder):
    """problem.json, with the float32 and int32 arrays of problem.bin under `arrays`."""
    problem = json.loads((Path(folder) / "problem.json").read_text())
    raw = (Path(folder) / "problem.bin").read_bytes()
    problem["arrays"] = {
        name: np.frombuffer(raw, entry["type"], int(np.prod(entry["shape"])), entry["offset"]).reshape(entry["shape"])
        for name, entry in problem["arrays"].items()
    }
    return problem


def write_answer(path, loss, gradients):
    """The loss and gradients: PATH.json and PATH.bin."""
    raw, entries = b"", {}
    for name, values in gradients.items():
        values = np.ascontiguousarray(values, np.float32)
        entries[name] = {"type": "float32", "shape": list(values.shape), "offset": len(raw)}
        raw += values.tobytes()
    Path(path + ".bin").write_bytes(raw)
    Path(path + ".json").write_text(json.dumps({"loss": float(loss), "arrays": entries}))


def serve(versions, gradients, update):
    """
    Answers requests until the input ends. `gradients()` gives the loss and its gradients with parameters as they stand;
    `update()` does one update, and returns when it is done.
    """

    def tell(answer):
        print(json.dumps(answer), flush=True)

    tell({"versions": versions})
    for line in sys.stdin:
        request = json.loads(line)
        start = time.perf_counter()
        if request["command"] == "gradients":
            write_answer(request["path"], *gradients())
        else:
            update()
        tell({"milliseconds": 1000 * (time.perf_counter() - start)})
