"""Runs an optimizer's example cases: several steps over two variables, with everything the optimizer keeps."""

import jax
import keras
import numpy as np

import build
from values import draw, flat, number, seed_of, tensor

STEPS = 4
NAMES = ("kernel", "bias", "scale", "table")


def inner_ones(optimizer):
    """An optimizer and those it wraps."""
    return [optimizer, *getattr(optimizer, "optimizers", []), getattr(optimizer, "inner_optimizer", None)]


def run_case(obj, case):
    seed = seed_of("optimizer", obj["name"], case["name"])
    rng = np.random.default_rng(seed)
    keras.utils.set_random_seed(seed)
    build.forget_names()
    extra = case.get("extra") or {}
    optimizer = build.lookup("optimizer", obj["name"])(**build.arguments(case["config"], obj["args"]))
    specs = list(case["inputs"]) or [{"shape": [2, 3]}]
    if len(specs) == 1:
        specs.append({"shape": [4]})
    values = [draw(spec, rng) for spec in specs]
    variables = [keras.Variable(v, name=NAMES[i % 4] + ("" if i < 4 else str(i))) for i, v in enumerate(values)]
    optimizer.build(variables)
    apply = jax.jit(optimizer.stateless_apply)
    steps = []
    for index in range(extra.get("steps", STEPS)):
        scale = extra.get("scales", [1])[index % len(extra.get("scales", [1]))]
        grads = [(rng.uniform(-1, 1, size=v.shape) * number(scale)).astype("float32") for v in values]
        values_after, state_after = apply([v.value for v in optimizer.variables], grads, [v.value for v in variables])
        for v, value in zip([*variables, *optimizer.variables], [*values_after, *state_after]):
            v.assign(value)
        steps.append({"gradients": [flat(g) for g in grads], "variables": [flat(v) for v in variables]})
    state = [{"name": v.name, "path": v.path, **tensor(v)} for v in optimizer.variables]
    answer = {
        "name": case["name"],
        "variables": [{"name": v.name, **tensor(a)} for v, a in zip(variables, values)],
        "steps": steps,
        "state": state,
        "config": build.config_of(optimizer),
    }
    if any(getattr(o, "use_ema", False) for o in inner_ones(optimizer)):
        optimizer.finalize_variable_values(variables)
        answer["final"] = [flat(v) for v in variables]
    return answer


def run(obj):
    return [run_case(obj, case) for case in obj["cases"]]
