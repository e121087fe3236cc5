"""Runs a metric's example cases: its states and its result after each of several batches."""

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
    batches = []
    for index in range((case.get("extra") or {}).get("batches", 2)):
        arrays = [draw(spec, rng) for spec in case["inputs"]]
        if index % 2:
            # Literal values come in another order the second time.
            arrays = [a[::-1] if spec.get("values") else a for a, spec in zip(arrays, case["inputs"])]
        given = [jnp.asarray(a) for a in arrays]
        mask_shape = case["inputs"][1].get("mask")
        mask = draw_mask(mask_shape, rng) if mask_shape else None
        if mask is not None:
            backend.set_keras_mask(given[1], jnp.asarray(mask))
        metric.update_state(*given[:2], **({"sample_weight": given[2]} if len(given) > 2 else {}))
        batches.append(
            {
                "inputs": [tensor(a) for a in arrays],
                **({"mask": tensor(mask)} if mask is not None else {}),
                "states": [tensor(v) for v in metric.variables],
                "result": tensor(metric.result()),
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
