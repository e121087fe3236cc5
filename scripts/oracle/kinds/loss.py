"""Runs a loss's example cases: the loss of each sample, the reduced loss with weights and mask, and its gradient."""

import jax
import jax.numpy as jnp
import keras
import numpy as np
from keras.src import backend

import build
from values import draw, draw_mask, seed_of, tensor


def run_case(obj, case):
    seed = seed_of("loss", obj["name"], case["name"])
    rng = np.random.default_rng(seed)
    keras.utils.set_random_seed(seed)
    build.forget_names()
    loss = build.lookup("loss", obj["name"])(**build.arguments(case["config"], obj["args"]))
    arrays = [draw(spec, rng) for spec in case["inputs"]]
    mask_shape = case["inputs"][1].get("mask")
    mask = draw_mask(mask_shape, rng) if mask_shape else None
    y_true, y_pred = (jnp.asarray(a) for a in arrays[:2])
    weight = jnp.asarray(arrays[2]) if len(arrays) > 2 else None

    @jax.jit
    def run(t, p, w):
        def reduced(p):
            if mask is not None:
                backend.set_keras_mask(p, jnp.asarray(mask))
            value = loss(t, p, sample_weight=w)
            return jnp.sum(value), value

        # The base class converts both sides to the loss's dtype before it calls the function.
        samples = loss.call(backend.convert_to_tensor(t, dtype=loss.dtype), p)
        (_, value), gradient = jax.value_and_grad(reduced, has_aux=True)(p)
        return samples, value, gradient

    samples, value, gradient = run(y_true, y_pred, weight)
    return {
        "name": case["name"],
        "inputs": [tensor(a) for a in arrays],
        **({"mask": tensor(mask)} if mask is not None else {}),
        "samples": tensor(samples),
        "reduced": tensor(value),
        "gradient": tensor(gradient)["data"],
        "config": build.config_of(loss),
    }


def run(obj):
    return [run_case(obj, case) for case in obj["cases"]]
