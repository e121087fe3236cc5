"""Runs activations, regularizers, constraints, initializers and schedules: functions of one tensor."""

import jax
import jax.numpy as jnp
import keras
import numpy as np

import build
from values import draw, flat, plain, seed_of, tensor


def prepare(kind, obj, case):
    seed = seed_of(kind, obj["name"], case["name"])
    keras.utils.set_random_seed(seed)
    build.forget_names()
    rng = np.random.default_rng(seed)
    return seed, rng, build.arguments(case["config"], obj["args"])


def run_activation(obj, case):
    seed, rng, config = prepare("activation", obj, case)
    function = build.lookup("activation", obj["name"])
    x = draw(case["inputs"][0], rng)
    apply = lambda v: function(v, **config)  # noqa: E731
    cotangent = rng.uniform(-1, 1, size=jax.eval_shape(apply, x).shape).astype("float32")

    @jax.jit
    def run(v, ct):
        y, pull = jax.vjp(apply, v)
        return y, pull(ct)[0]

    y, gradient = run(x, cotangent)
    return {
        "name": case["name"],
        "inputs": [tensor(x)],
        "outputs": [tensor(y)],
        "cotangents": [flat(cotangent)],
        "inputGradients": [tensor(gradient)["data"]],
    }


def run_of_weight(kind, obj, case):
    """A regularizer's penalty and its gradient, or a constraint's projection."""
    seed, rng, config = prepare(kind, obj, case)
    function = build.lookup(kind, obj["name"])(**config)
    w = draw(case["inputs"][0], rng)
    answer = {"name": case["name"], "inputs": [tensor(w)], "config": build.config_of(function)}
    if kind == "constraint":
        return {**answer, "outputs": [tensor(jax.jit(function)(w))]}
    value, gradient = jax.jit(jax.value_and_grad(lambda v: jnp.asarray(function(v)).reshape(())))(w)
    return {
        **answer,
        "outputs": [tensor(value)],
        "cotangents": [[1]],
        "inputGradients": [tensor(gradient)["data"]],
    }


def run_initializer(obj, case):
    seed, _, config = prepare("initializer", obj, case)
    function = build.lookup("initializer", obj["name"])(**config)
    value = function(tuple(case["inputs"][0]["shape"]), dtype="float32")
    return {"name": case["name"], "seed": seed, "outputs": [tensor(value)], "config": build.config_of(function)}


def run_schedule(obj, case):
    _, _, config = prepare("schedule", obj, case)
    schedule = build.lookup("schedule", obj["name"])(**config)
    steps = (case.get("extra") or {}).get("steps", [0, 1, 2, 3, 5, 10, 20, 50, 100, 1000])
    rate = jax.jit(lambda s: jnp.asarray(schedule(s), dtype="float32"))
    values = [plain(rate(jnp.asarray(s, dtype="int32"))) for s in steps]
    return {"name": case["name"], "steps": steps, "values": values, "config": build.config_of(schedule)}


def run(obj):
    kind = obj["kind"]
    if kind == "activation":
        return [run_activation(obj, c) for c in obj["cases"]]
    if kind == "initializer":
        return [run_initializer(obj, c) for c in obj["cases"]]
    if kind == "schedule":
        return [run_schedule(obj, c) for c in obj["cases"]]
    return [run_of_weight(kind, obj, c) for c in obj["cases"]]
