"""Runs a layer's example cases: weights, outputs, masks, gradients, added losses and the state it leaves behind."""

import random

import jax
import jax.numpy as jnp
import keras
import numpy as np
from keras import KerasTensor
from keras.src import backend
from keras.src.layers.preprocessing.image_preprocessing.base_image_preprocessing_layer import (
    BaseImagePreprocessingLayer,
)
from keras.src.saving import saving_lib

import build
from values import draw, draw_mask, flat, plain, seed_of, tensor


# Shapes or kernels depend on numbers drawn, so that JAX cannot compile them; or a loop over shades takes it minutes.
EAGER = ("RandomCrop", "RandomElasticTransform", "Equalization", "RandAugment", "AugMix", "MaxNumBoundingBoxes")

# Their derivative asks which value is the largest. Compiled hastily, XLA computes the values a second time, rounded
# otherwise: then none is the largest, and NaN comes of dividing by how many are. Compiled as usual, they are what Keras
# gives op by op.
CAREFUL = ("MelSpectrogram",)
COMPILER = {"xla_backend_optimization_level": "1"}


def compiled(program, careful=False):
    """The program compiled hastily; and with care where that gives NaN, as for what is largest among values before it."""
    hasty, usual = jax.jit(program), jax.jit(program, compiler_options=COMPILER)

    def run(*given):
        result = None if careful else hasty(*given)
        floats = [x for x in jax.tree_util.tree_leaves(result) if jnp.issubdtype(x.dtype, jnp.floating)]
        return usual(*given) if careful or any(np.isnan(x).any() for x in floats) else result

    return run


# They look words up and hash with TensorFlow, on the host.
LOOKUPS = ("Hashing", "HashedCrossing", "IntegerLookup", "StringLookup", "TextVectorization")


def run_lookup(layer, arrays, adapt):
    """What a layer of words and hashes gives, and the vocabulary it finds on data."""
    import tensorflow as tf

    answer = {}
    if adapt is not None:
        layer.adapt(np.array(adapt, dtype=object if isinstance(np.ravel(adapt)[0], str) else "int64"))
        lookup = getattr(layer, "_lookup_layer", layer)
        answer["vocabulary"] = [plain_token(t) for t in lookup.get_vocabulary(include_special_tokens=False)]
        if lookup.output_mode == "tf_idf":
            answer["idf_weights"] = flat(lookup.idf_weights_const)[-len(answer["vocabulary"]) :]
    values = [tf.constant(a.tolist() if a.dtype == object else a) for a in arrays]
    outputs = layer(values if len(values) > 1 else values[0])
    outputs = tensor(outputs.numpy() if hasattr(outputs, "numpy") else np.asarray(outputs))
    return {
        **answer,
        "variables": [],
        "outputs": [outputs],
        "cotangents": [None],
        "inputGradients": [None] * len(arrays),
        "loss": 0,
        "config": build.config_of(layer),
    }


def plain_token(token):
    return str(token) if isinstance(token, (str, np.str_)) else int(token)


def function_of(text, names):
    """The Python function an expression of our Lambda layer stands for: `keras.ops` over x and named numbers."""
    scope = {name: getattr(keras.ops, name) for name in dir(keras.ops) if not name.startswith("_")}
    return eval(f"lambda {', '.join(['x', *names])}: {text}", scope)  # noqa: S307


def weight_paths(layer):
    """For each weight (by identity) the path of attributes under which Keras' weight files hold it."""
    found = {}
    seen = set()

    def visit(obj, path):
        if id(obj) in seen:
            return
        seen.add(id(obj))
        for v in getattr(obj, "_trainable_variables", []) + getattr(obj, "_non_trainable_variables", []):
            # A wrapper may keep a second reference to a weight; it belongs to the layer that made it.
            if len(path) >= len(found.get(id(v), "").split("/")) - 1:
                found[id(v)] = "/".join([*path, v.name])
        for name, child in saving_lib._walk_saveable(obj):
            if isinstance(child, keras.Layer):
                visit(child, [*path, name])
            elif isinstance(child, (list, tuple, dict)):
                used = {}
                for item in child.values() if isinstance(child, dict) else child:
                    if isinstance(item, keras.Layer):
                        stem = keras.src.utils.naming.to_snake_case(type(item).__name__)
                        visit(item, [*path, name, saving_lib._get_unique_name(stem, used)])

    visit(layer, [])
    return found


def weights_of(layer):
    """A layer's weights; those a wrapper refers to a second time stand where the inner layer made them."""
    if not isinstance(layer, keras.layers.SpectralNormalization):
        return list(layer.weights)
    inner = {id(w): w for w in layer.layer.weights}
    return [*inner.values(), *(w for w in layer.weights if id(w) not in inner)]


def call_arguments(layer, xs):
    """Positional and keyword arguments that hand several inputs to a layer as Keras wants them."""
    if len(xs) == 1:
        return (xs[0],), {}
    if isinstance(layer, (keras.layers.MixUp, keras.layers.CutMix)):
        return (dict(zip(("images", "labels"), xs)),), {}
    if isinstance(layer, keras.layers.MaxNumBoundingBoxes):
        return ({"images": xs[0], "bounding_boxes": {"boxes": xs[1], "labels": xs[2]}},), {}
    if isinstance(layer, (keras.layers.MultiHeadAttention, keras.layers.GroupQueryAttention)):
        return tuple(xs), {}
    if isinstance(layer, (keras.layers.RNN, keras.layers.Bidirectional)):
        cell = getattr(layer, "cell", None)
        return (xs[0],), {"initial_state": nested_states(cell, xs[1:])}
    if hasattr(layer, "state_size"):
        return (xs[0], nested_states(layer, xs[1:])), {}
    return (list(xs),), {}


def nested_states(cell, states):
    """States in the nesting their cell wants: one list per cell of a stack."""
    if not isinstance(cell, keras.layers.StackedRNNCells):
        return list(states)
    rest = list(states)
    nested = []
    for size in cell.state_size:
        count = len(size) if isinstance(size, (list, tuple)) else 1
        nested.append(rest[:count])
        rest = rest[count:]
    return nested


def randomize(layer, rng):
    """Replaces constant starting values, so that biases and scales matter. Returns each weight's starting values."""
    initial = []
    for v in weights_of(layer):
        value = np.asarray(v)
        initial.append(value)
        if value.size and value.dtype == "float32" and np.all(value == value.ravel()[0]):
            v.assign((value + rng.uniform(-0.5, 0.5, size=value.shape)).astype("float32"))
    for part in layer._flatten_layers():
        if hasattr(part, "finalize_state"):
            part.finalize_state()
    return initial


def carried_by(layer):
    """What stateful recurrent layers carry from call to call, which Keras does not track, and its images' format."""
    parts = [p for p in layer._flatten_layers() if isinstance(p, keras.layers.RNN) and p.stateful]
    return [(v, getattr(p.cell, "data_format", None)) for p in parts for v in keras.tree.flatten(p.states)]


def leaves(structure):
    if isinstance(structure, dict) and "bounding_boxes" in structure:
        boxes = structure["bounding_boxes"]
        return [structure["images"], boxes["boxes"], boxes["labels"]]
    return [x for x in jax.tree_util.tree_leaves(structure, is_leaf=lambda x: x is None) if x is not None]


def values_of(call, arrays, masks):
    """The outputs on real values, leaving no state behind."""
    with backend.StatelessScope():
        return leaves(call([jnp.asarray(a) for a in arrays], [None if m is None else jnp.asarray(m) for m in masks]))


def run_case(name, kinds, at_call, case):
    seed = seed_of("layer", name, case["name"])
    rng = np.random.default_rng(seed)
    arrays = [draw(spec, rng) for spec in case["inputs"]]
    masks = [draw_mask(spec["mask"], rng) if spec.get("mask") else None for spec in case["inputs"]]
    training = bool(case.get("training"))
    extra = case.get("extra") or {}
    keras.utils.set_random_seed(seed)
    build.forget_names()
    call_options = {k: v for k, v in case["config"].items() if k in at_call}
    made_of = {k: v for k, v in case["config"].items() if k not in at_call}
    if name == "Lambda":
        made_of["function"] = function_of(made_of["function"], made_of.get("arguments") or {})
    if isinstance(made_of.get("ngrams"), list):
        made_of["ngrams"] = tuple(made_of["ngrams"])
    if name == "MaxNumBoundingBoxes":
        made_of["bounding_box_format"] = "xyxy"
    layer = build.lookup("layer", name)(**build.arguments(made_of, kinds))
    answer = {"name": case["name"], "seed": seed, "inputs": []}
    for a, m in zip(arrays, masks):
        answer["inputs"].append({**tensor(a), **({"mask": tensor(m)} if m is not None else {})})
    if name == "InputLayer":
        return {**answer, "variables": [], "outputs": [tensor(a) for a in arrays], "config": build.config_of(layer)}
    if name in LOOKUPS:
        return {**answer, **run_lookup(layer, arrays, extra.get("adapt"))}
    if extra.get("adapt"):
        layer.adapt(arrays[0])

    def call(xs, ms):
        for x, m in zip(xs, ms):
            if m is not None:
                backend.set_keras_mask(x, m)
        args, kwargs = call_arguments(layer, xs)
        kwargs.update(call_options)
        if layer._call_has_training_arg:
            kwargs["training"] = training
        return layer(*args, **kwargs)

    symbols = [KerasTensor(a.shape, a.dtype.name) for a in arrays]
    # Layers that take images with labels or boxes have no weights to build, and no symbolic form.
    if not (len(arrays) > 1 and isinstance(layer, BaseImagePreprocessingLayer)):
        call(symbols, [None if m is None else KerasTensor(m.shape, "bool") for m in masks])
    initial = randomize(layer, rng)
    # Shapes of real values: the symbolic ones of some layers are not what they give.
    given = lambda: values_of(call, arrays, masks)  # noqa: E731
    spec = given() if name in EAGER else jax.eval_shape(given)
    floats = [i for i, a in enumerate(arrays) if a.dtype == "float32"]
    cotangents = [
        rng.uniform(-1, 1, size=tuple(s.shape)).astype("float32") if "float" in str(s.dtype) else None for s in spec
    ]

    def program(trainable, inexact, state):
        xs = [jnp.asarray(a) for a in arrays]
        for i, x in zip(floats, inexact):
            xs[i] = x
        mapping = list(zip(layer.trainable_variables, trainable)) + list(zip(layer.non_trainable_variables, state))
        with backend.StatelessScope(state_mapping=mapping, collect_losses=True) as scope:
            for _ in range(1, extra.get("calls", 1)):
                call(xs, [None if m is None else jnp.asarray(m) for m in masks])
            outputs = call(xs, [None if m is None else jnp.asarray(m) for m in masks])
            losses = [jnp.asarray(x) for x in layer.losses]
            after = [scope.get_current_value(v) for v in layer.non_trainable_variables]
            carried = [scope.get_current_value(v) for v, _ in carried_by(layer)]
        outs = leaves(outputs)
        out_masks = [backend.get_keras_mask(o) for o in outs]
        total = sum([jnp.sum(o * c) for o, c in zip(outs, cotangents) if c is not None], jnp.zeros(()))
        loss = sum(losses, jnp.zeros(()))
        return total + loss, (outs, out_masks, loss, after, carried)

    trainable = [v.value for v in layer.trainable_variables]
    state = [v.value for v in layer.non_trainable_variables]
    run = jax.value_and_grad(program, argnums=(0, 1), has_aux=True)
    run = run if name in EAGER else compiled(run, name in CAREFUL)
    # AugMix picks its changes with Python's generator while it is traced.
    random.seed(case["config"].get("seed") or 0)
    (_, (outs, out_masks, loss, after, carried)), (weight_grads, input_grads) = run(
        trainable, [jnp.asarray(arrays[i]) for i in floats], state
    )

    paths = weight_paths(layer)
    gradient = {id(v): g for v, g in zip(layer.trainable_variables, weight_grads)}
    new_state = {id(v): s for v, s in zip(layer.non_trainable_variables, after)}
    variables = []
    for v, start in zip(weights_of(layer), initial):
        value = np.asarray(v)
        entry = {"name": v.name, "path": paths.get(id(v), v.name), "trainable": id(v) in gradient, **tensor(start)}
        if not np.array_equal(value, start):
            entry["value"] = tensor(value)["data"]
        if id(v) in gradient:
            entry["gradient"] = tensor(gradient[id(v)])["data"]
        if id(v) in new_state and not np.array_equal(np.asarray(new_state[id(v)]), value):
            entry["after"] = tensor(new_state[id(v)])["data"]
        variables.append(entry)
    known = {id(v) for v in layer.weights}
    streams = [v for v in layer.non_trainable_variables if id(v) not in known and "seed" in v.name]
    answer["variables"] = variables
    if streams:
        answer["streams"] = [{"before": flat(v), "after": flat(new_state[id(v)])} for v in streams]
    if carried:
        # Strata keeps images channels last, whatever the format.
        formats = [f for _, f in carried_by(layer)]
        answer["states"] = [
            tensor(np.moveaxis(v, 1, -1) if f == "channels_first" else v) for v, f in zip(carried, formats)
        ]
    answer["outputs"] = [tensor(o) for o in outs]
    if any(m is not None for m in out_masks):
        answer["outputMasks"] = [None if m is None else tensor(m) for m in out_masks]
    answer["cotangents"] = [None if c is None else flat(c) for c in cotangents]
    answer["inputGradients"] = [None] * len(arrays)
    for i, g in zip(floats, input_grads):
        answer["inputGradients"][i] = tensor(g)["data"]
    answer["loss"] = plain(loss)
    answer["config"] = build.config_of(layer)
    if name == "Lambda":
        # Python's bytecode, another for each version of Python.
        del answer["config"]["function"]
    return answer


def run(obj):
    return [run_case(obj["name"], obj["args"], obj["atCall"], case) for case in obj["cases"]]
