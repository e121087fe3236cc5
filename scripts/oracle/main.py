"""Asks the real Keras about every registered object.

`write [--only REGEX]` writes fixtures into tests/fixtures/keras; `check` runs everything again and fails when a fixture
is missing, stale or no longer what Keras answers. Both take their questions from `scripts/export-cases.ts`.
"""

import argparse
import importlib.util
import json
import multiprocessing
import os
import re
import subprocess
import sys
import time
import traceback
import warnings
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("JAX_PLATFORMS", "cpu")
# The programs are tiny: compiling them quickly matters, not running them quickly.
os.environ.setdefault("XLA_FLAGS", "--xla_backend_optimization_level=0 --xla_cpu_multi_thread_eigen=false")

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests" / "fixtures" / "keras"
# Seconds after which an object is named, so that slow cases are noticed.
SLOW = 10
# Each takes most of a gigabyte.
MOST_PROCESSES = 4
TRAINING = ROOT / "tests" / "fixtures" / "training"
APPLICATIONS = ROOT / "tests" / "fixtures" / "applications"
SUMMARIES = ROOT / "tests" / "fixtures" / "summaries.json"
sys.path.insert(0, str(Path(__file__).parent))

import keras  # noqa: E402

import applications  # noqa: E402
import build  # noqa: E402
import summaries  # noqa: E402
import training  # noqa: E402
from scenarios import SCENARIOS  # noqa: E402
from kinds import callback, function, layer, loss, metric, optimizer  # noqa: E402
from values import differences  # noqa: E402

RUNNERS = {
    "layer": layer.run,
    "activation": function.run,
    "initializer": function.run,
    "regularizer": function.run,
    "constraint": function.run,
    "schedule": function.run,
    "loss": loss.run,
    "metric": metric.run,
    "optimizer": optimizer.run,
    "callback": callback.run,
}


def questions():
    """All registered objects with their cases."""
    command = ["node", "scripts/run-ts.mjs", "scripts/export-cases.ts"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        sys.exit(f"Could not list the registered objects:\n{result.stderr[-3000:]}")
    return json.loads(result.stdout[result.stdout.index("[") :])


def answer(obj):
    """The fixture of one object."""
    target = build.lookup(obj["kind"], obj["name"])
    return {
        "kind": obj["kind"],
        "name": obj["name"],
        "digest": obj["digest"],
        "keras": keras.__version__,
        "signature": build.signature_of(obj["kind"], target),
        "cases": RUNNERS[obj["kind"]](obj),
    }


ANSWERS = {
    "object": answer,
    "training": lambda name: training.answer(SCENARIOS[name]()),
    "application": applications.answer,
    "summaries": summaries.answer,
}


def dump(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def text_of(fixture):
    """The fixture's text: one line per field of a case, the same bytes for the same answers."""
    if "cases" not in fixture:
        return "{\n" + ",\n".join(f"{dump(k)}:{dump(v)}" for k, v in fixture.items()) + "\n}\n"
    head = {k: v for k, v in fixture.items() if k != "cases"}
    cases = []
    for case in fixture["cases"]:
        cases.append("{" + ",\n".join(f"{dump(k)}:{dump(v)}" for k, v in case.items()) + "}")
    return dump(head)[:-1] + ',\n"cases":[\n' + ",\n".join(cases) + "\n]}\n"


def path_of(obj):
    return FIXTURES / obj["kind"] / f"{obj['name']}.json"


def read(path):
    return json.loads(path.read_text("utf8")) if path.exists() else None


def comparable(fixture):
    return json.loads(text_of(fixture))


def perform(task):
    """Runs one task in whichever process: the fixture, or what went wrong; and how long it took."""
    warnings.simplefilter("ignore")
    start = time.time()
    kind, what = task
    try:
        fresh = ANSWERS[kind](what)
        return comparable(fresh), text_of(fresh), None, time.time() - start
    except Exception as error:  # noqa: BLE001
        where = traceback.extract_tb(error.__traceback__)[-1]
        message = f"{type(error).__name__}: {str(error)[:600]} ({Path(where.filename).name}:{where.lineno})"
        return None, None, message, time.time() - start


def performed(items):
    """The items with their results, in order; several processes share the work."""
    tasks = [task for _, _, task in items]
    workers = min(os.cpu_count() or 1, MOST_PROCESSES, max(1, len(tasks) // 8))
    if workers == 1:
        yield from zip(items, map(perform, tasks))
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        yield from zip(items, pool.map(perform, tasks))


def run(command, items):
    """Writes or checks the items. Returns how many passed and how many failed."""
    passed = failed = 0
    for (label, path, _), (fresh, text, wrong, seconds) in performed(items):
        if seconds > SLOW:
            print(f"{label} took {seconds:.0f} s")
        old = read(path)
        if wrong is None and command == "check":
            hint = f"Run: npm run oracle -- --only {path.stem}"
            found = [] if old is None else differences(old, fresh)
            wrong = f"the fixture is missing. {hint}" if old is None else None
            if found:
                wrong = "\n  ".join([f"the fixture is stale. {hint}", *found])
        if wrong is not None:
            failed += 1
            print(f"FAIL {label}: {wrong}", flush=True)
            continue
        passed += 1
        if command == "write" and (old is None or differences(old, fresh)):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf8")
            print(f"wrote {path.relative_to(ROOT)}", flush=True)
    return passed, failed


def leftovers(objects):
    """Fixtures of objects that are registered no more."""
    known = {path_of(o) for o in objects}
    return [p for kind in RUNNERS for p in sorted((FIXTURES / kind).glob("*.json")) if p not in known]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("command", choices=["write", "check"])
    parser.add_argument("--only", help="a regular expression the whole name must match")
    parser.add_argument("--stale", action="store_true", help="only objects whose cases changed since their fixture")
    options = parser.parse_args()
    start = time.time()
    objects = questions()
    wanted = (lambda name: re.fullmatch(options.only, name)) if options.only else (lambda name: True)
    stale = (lambda o: (read(path_of(o)) or {}).get("digest") != o["digest"]) if options.stale else (lambda o: True)
    asked = [o for o in objects if wanted(o["name"]) and stale(o)]
    if importlib.util.find_spec("tensorflow") is None:
        # Keras looks words up and hashes with TensorFlow, which few have; see README.md.
        silent = [o["name"] for o in asked if o["name"] in layer.LOOKUPS]
        asked = [o for o in asked if o["name"] not in silent]
        if silent:
            print(f"not asked, as TensorFlow is missing: {', '.join(silent)}")
    items = [(f"{o['kind']} {o['name']}", path_of(o), ("object", o)) for o in asked]
    if not options.stale:
        items += [
            (f"training {name}", TRAINING / f"{name}.json", ("training", name)) for name in SCENARIOS if wanted(name)
        ]
        items += [
            (f"application {name}", APPLICATIONS / f"{name}.json", ("application", name))
            for name in applications.NAMES
            if wanted(name)
        ]
        if wanted("summaries"):
            items.append(("summaries", SUMMARIES, ("summaries", None)))
    if not items and not options.stale:
        sys.exit(f"Nothing is called {options.only}.")
    # Found first, so that fixtures others write meanwhile are not taken for left ones.
    left = [] if options.only or options.stale else leftovers(objects)
    passed, failed = run(options.command, items)
    for path in left:
        if options.command == "write":
            path.unlink(missing_ok=True)
            print(f"removed {path.relative_to(ROOT)}")
        else:
            failed += 1
            print(f"FAIL {path.relative_to(ROOT)} belongs to no registered object. Run: npm run oracle")
    print(f"Keras {keras.__version__}, {time.time() - start:.0f} s")
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
