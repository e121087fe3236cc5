"""Runs a metric's example cases: its states and its result after each of several batches."""

import jax
import jax.numpy as jnp
import keras
import numpy as np
from keras.src import backend

import build
from values import draw, draw_mask, seed_of, tensor


def run_case(obj, case):
    seed = seed_of("metric", obj["name"], case["name"])
    rng = np.random.default_rng(seed)
    keras.utils.set_random_seed(seed)
    build.forget_names()
    metric = build.lookup("metric", obj["name"])(**build.arguments(case["config"], obj["args"]))
    def step(states, t, p, w, mask):
        if mask is not None:
            backend.set_keras_mask(p, mask)
        with backend.StatelessScope(state_mapping=list(zip(metric.variables, states))) as scope:
            metric.update_state(t, p, **({} if w is None else {"sample_weight": w}))
            after = [scope.get_current_value(v) for v in metric.variables]
            return after, metric.result()

    batches = []
    run = None
    for index in range((case.get("extra") or {}).get("batches", 2)):
        arrays = [draw(spec, rng) for spec in case["inputs"]]
        if index % 2:
            # Literal values come in another order the second time.
            arrays = [a[::-1] if spec.get("values") else a for a, spec in zip(arrays, case["inputs"])]
        mask_shape = case["inputs"][1].get("mask")
        mask = draw_mask(mask_shape, rng) if mask_shape else None
        if run is None:
            # Some metrics make their states when they see the first shapes.
            metric.update_state(*arrays[:2])
            metric.reset_state()
            run = jax.jit(step)
        given = [jnp.asarray(a) for a in arrays] + [None] * (3 - len(arrays))
        before = [v.value for v in metric.variables]
        given.append(None if mask is None else jnp.asarray(mask))
        try:
            states, result = run(before, *given)
        except jax.errors.TracerArrayConversionError:
            # A few paths of Keras look at values while they run, so they cannot be compiled.
            run = step
            states, result = run(before, *given)
        for v, value in zip(metric.variables, states):
            v.assign(value)
        batches.append(
            {
                "inputs": [tensor(a) for a in arrays],
                **({"mask": tensor(mask)} if mask is not None else {}),
                "states": [tensor(v) for v in states],
                "result": tensor(result),
            }
        )
    return {
        "name": case["name"],
        "states": [{"name": v.name, "shape": list(v.shape), "dtype": v.dtype} for v in metric.variables],
        "batches": batches,
        "config": build.config_of(metric),
    }


def run(obj):
    return [run_case(obj, case) for case in obj["cases"]]
