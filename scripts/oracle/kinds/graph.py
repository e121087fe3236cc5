"""Runs a functional model: outputs, derivatives, added losses and states; weights and streams by layer."""

import jax
import jax.numpy as jnp
import keras
import numpy as np
from keras.src import backend

import build
import training
from kinds.layer import compiled, leaves, randomize, weights_of
from values import draw, flat, plain, seed_of, tensor


def run_case(question):
    graph, case = question["graph"], question["case"]
    seed = seed_of("graph", case["name"])
    rng = np.random.default_rng(seed)
    arrays = [draw(spec, rng) for spec in case["inputs"]]
    mode = bool(case.get("training"))
    keras.utils.set_random_seed(seed)
    build.forget_names()
    model = training.make_model(graph, functional=True)
    initial = randomize(model, rng)
    spec = model.compute_output_shape([a.shape for a in arrays] if len(arrays) > 1 else arrays[0].shape)
    spec = spec if isinstance(spec, list) else [spec]
    cotangents = [rng.uniform(-1, 1, size=tuple(s)).astype("float32") for s in spec]
    floats = [i for i, a in enumerate(arrays) if a.dtype == "float32"]

    def program(trainable, inexact, state):
        xs = [jnp.asarray(a) for a in arrays]
        for i, x in zip(floats, inexact):
            xs[i] = x
        mapping = list(zip(model.trainable_variables, trainable)) + list(zip(model.non_trainable_variables, state))
        with backend.StatelessScope(state_mapping=mapping, collect_losses=True) as scope:
            outs = leaves(model(xs, training=mode))
            losses = [jnp.asarray(x) for x in model.losses]
            after = [scope.get_current_value(v) for v in model.non_trainable_variables]
            masks = [backend.get_keras_mask(o) for o in outs]
        loss = sum(losses, jnp.zeros(()))
        total = sum([jnp.sum(o * c) for o, c in zip(outs, cotangents)], jnp.zeros(()))
        return total + loss, (outs, masks, loss, after)

    given = [v.value for v in model.trainable_variables], [v.value for v in model.non_trainable_variables]
    run = compiled(jax.value_and_grad(program, argnums=(0, 1), has_aux=True))
    (_, (outs, masks, loss, after)), (weight_grads, input_grads) = run(
        given[0], [jnp.asarray(arrays[i]) for i in floats], given[1]
    )
    gradient = {id(v): g for v, g in zip(model.trainable_variables, weight_grads)}
    left = {id(v): s for v, s in zip(model.non_trainable_variables, after)}
    starts = {id(v): start for v, start in zip(model.weights, initial)}
    layers = {}
    for layer in model.layers:
        known = {id(w) for w in layer.weights}
        streams = [v for v in layer.non_trainable_variables if id(v) not in known and "seed" in v.name]
        layers[layer.name] = {
            "weights": [entry(w, starts[id(w)], gradient.get(id(w)), left.get(id(w))) for w in weights_of(layer)],
            "streams": [{"before": flat(v), "after": flat(left[id(v)])} for v in streams],
        }
    answer = {
        "seed": seed,
        "inputs": [tensor(a) for a in arrays],
        "shapes": [list(o.shape) for o in model.outputs],
        "masks": [None if m is None else flat(m) for m in masks],
        "outputs": [tensor(o) for o in outs],
        "cotangents": [flat(c) for c in cotangents],
        "inputGradients": [None] * len(arrays),
        "layers": layers,
        "order": [layer.name for layer in model.layers if layer.weights],
        "loss": plain(loss),
    }
    for i, g in zip(floats, input_grads):
        answer["inputGradients"][i] = tensor(g)["data"]
    return answer


def entry(weight, start, gradient, after):
    value = np.asarray(weight)
    out = {"name": weight.name, "trainable": gradient is not None, **tensor(start), "value": tensor(value)["data"]}
    if gradient is not None:
        out["gradient"] = tensor(gradient)["data"]
    if after is not None:
        out["after"] = tensor(after)["data"]
    return out
