"""Asks keras.applications: every layer in Keras' order as a short digest, and for some models the numbers they give."""

import hashlib
import inspect
import json
import math

import jax
import keras
import numpy as np
from keras.src.backend.common import global_state
from keras.src.initializers.random_initializers import RandomInitializer

import build
from values import flat, plain

# Arguments that are Strata's business or no matter of the architecture.
IGNORED = {"name", "dtype", "trainable", "layers", "build_input_shape", "input_layers", "output_layers"}

# Asked beside the defaults; what an architecture lacks is left out.
OTHER = {
    "input_shape": [97, 80, 3],
    "include_top": False,
    "pooling": "max",
    "alpha": 1.3,
    "depth_multiplier": 2,
    "minimalistic": True,
    "include_preprocessing": False,
}
SMALL = {"input_shape": [64, 64, 1], "classes": 7, "classifier_activation": None, "alpha": 0.35, "dropout_rate": 0}
# Sizes a model needs; three-channel images with a classifier where the usual size is open.
SIZES = {"Xception": 71, "InceptionV3": 75, "InceptionResNetV2": 75}

# Layers looked at on the way.
STOPS = 8

# One of each family is run: arguments, and how large a pixel is at most.
NUMBERS = {
    "MobileNet": ({"input_shape": [32, 32, 3], "alpha": 0.25}, 1),
    "MobileNetV2": ({"input_shape": [35, 32, 3], "alpha": 0.35}, 1),
    "MobileNetV3Small": ({"input_shape": [33, 40, 3], "alpha": 0.75}, 255),
    "MobileNetV3Large": ({"input_shape": [32, 32, 3], "alpha": 0.75, "minimalistic": True}, 255),
    "EfficientNetB0": ({"input_shape": [32, 32, 3]}, 255),
    "EfficientNetV2B0": ({"input_shape": [32, 32, 3]}, 255),
    "ResNet50": ({"input_shape": [32, 32, 3]}, 1),
    "ResNet50V2": ({"input_shape": [32, 32, 3]}, 1),
    "DenseNet121": ({"input_shape": [32, 32, 3]}, 1),
    "VGG16": ({"input_shape": [32, 32, 3], "include_top": False, "pooling": "avg"}, 1),
    "Xception": ({"input_shape": [71, 71, 3]}, 1),
    "InceptionV3": ({"input_shape": [75, 75, 3]}, 1),
    "InceptionResNetV2": ({"input_shape": [75, 75, 3]}, 1),
    "NASNetMobile": ({"input_shape": [32, 32, 3]}, 1),
    "ConvNeXtTiny": ({"input_shape": [32, 32, 3]}, 255),
}

NAMES = sorted(
    n for n in dir(keras.applications) if n[0].isupper() and inspect.isfunction(getattr(keras.applications, n))
)


def text(value):
    """One spelling per value, the same in Python and JavaScript."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, (int, float)):
        if float(value).is_integer():
            return str(int(value))
        mantissa, exponent = f"{value:.5e}".split("e")
        return f"{mantissa}e{int(exponent)}"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return "[" + ",".join(text(v) for v in value) + "]"
    return "{" + ",".join(f"{json.dumps(k)}:{text(value[k])}" for k in sorted(value)) + "}"


def digest(line):
    return hashlib.sha256(line.encode()).hexdigest()[:4]


def difference(layer):
    """The arguments that differ from those of a layer made with only what it must be given."""
    config = build.config_of(layer)
    signature = inspect.signature(type(layer).__init__).parameters
    required = [p.name for p in signature.values() if p.default is p.empty and p.kind == p.POSITIONAL_OR_KEYWORD]
    required = [name for name in required if name != "self"]
    given = {name: config[name] for name in required}
    untouched = build.config_of(type(layer)(**build.arguments(given)))
    # Layers that were built write one axis as a list.
    same = lambda a, b: a == b or a == [b]  # noqa: E731
    kept = {k: v for k, v in config.items() if k not in IGNORED and (k in required or not same(v, untouched.get(k)))}
    return dict(sorted(kept.items()))


def constants(node):
    """Numbers of an operation's call, by the names of its parameters."""
    names = [p for p in inspect.signature(node.operation.call).parameters]
    found = {}
    for name, value in zip(names, node.arguments.args):
        if isinstance(value, (int, float)):
            found[name] = value
    return found


def shape_of(operation, node):
    shapes = [list(t.shape)[1:] for t in node.output_tensors]
    return shapes[0] if len(shapes) == 1 else shapes


def describe(model, lines):
    """One line per operation of the model, nested ones behind the layer that holds them."""
    operations = model.layers if isinstance(model, keras.Sequential) else model.operations
    own = {id(o) for o in operations}
    for operation in operations:
        nodes = [n for n in operation._inbound_nodes if all(id(p.operation) in own for p in n.parent_nodes)]
        is_layer = isinstance(operation, keras.Layer)
        nested = isinstance(operation, keras.Model)
        node = nodes[-1] if nodes else operation._inbound_nodes[-1]
        inputs = [t._keras_history.operation.name for t in node.input_tensors]
        if isinstance(operation, keras.layers.InputLayer) or isinstance(model, keras.Sequential):
            inputs = []
        name = type(operation).__name__ if is_layer else f"ops.{type(operation).__name__}"
        if nested or isinstance(operation, keras.layers.InputLayer):
            config = {}
        elif is_layer:
            config = difference(operation)
        else:
            config = constants(node)
        parameters = operation.count_params() if is_layer else 0
        line = [operation.name, name, shape_of(operation, node), parameters, inputs, config]
        lines.append(" ".join(text(v) for v in line))
        if nested:
            describe(operation, lines)
    return lines


def arguments(name, wanted):
    known = inspect.signature(getattr(keras.applications, name)).parameters
    found = {k: v for k, v in wanted.items() if k in known}
    if name in SIZES and found.get("input_shape") == SMALL["input_shape"]:
        found["input_shape"] = [SIZES[name], SIZES[name], 1]
    return found


def cases(name):
    usual = {"input_shape": [224, 224, 3]} if name.startswith("MobileNetV3") else {}
    return {"defaults": usual, "headless": arguments(name, OTHER), "small": arguments(name, SMALL)}


def made(name, given):
    keras.utils.set_random_seed(7)
    build.forget_names()
    given = {k: tuple(v) if isinstance(v, list) else v for k, v in given.items()}
    return getattr(keras.applications, name)(weights=None, **given)


def seeds(model):
    """The default seed of each weight that is drawn at random, in the order of the weights."""
    found = []
    owner = {id(v): layer for layer in model._flatten_layers() for v in layer._trainable_variables}
    for weight in model.trainable_weights:
        layer = owner[id(weight)]
        # A layer that is depthwise alone calls its weight a kernel.
        depthwise = isinstance(layer, keras.layers.DepthwiseConv2D) and weight.name == "kernel"
        stem = "depthwise" if depthwise else weight.name.removesuffix("_kernel")
        initializer = getattr(layer, f"{stem}_initializer", None)
        if isinstance(initializer, RandomInitializer):
            found.append(initializer.seed)
    return found


def forget_variables():
    """Lets Keras not draw, later on, the weights it put off drawing."""
    global_state.set_global_attribute("uninitialized_variables", [])


def architecture(name, case, given):
    # Without a scope the weights of the large ones would be drawn, which takes minutes and gigabytes.
    with keras.StatelessScope(initialize_variables=False):
        model = made(name, given)
        lines = describe(model, [])
        forget_variables()
        return {
            "name": case,
            "args": given,
            "model": model.name,
            "trainable": int(sum(math.prod(v.shape) for v in model.trainable_weights)),
            "frozen": int(sum(math.prod(v.shape) for v in model.non_trainable_weights)),
            "digests": "".join(digest(line) for line in lines),
            **({"seeds": "".join(digest(str(seed)) for seed in seeds(model))} if case == "defaults" else {}),
        }


def uniform(index, size):
    """Repeatable numbers in [0, 1): a hash of where they stand."""
    x = np.arange(size, dtype=np.uint64) * 2654435761 + index * 40503 + 12345 & 0xFFFFFFFF
    x = (x ^ (x >> 15)) * 2246822519 & 0xFFFFFFFF
    x = (x ^ (x >> 13)) * 3266489917 & 0xFFFFFFFF
    return (x ^ (x >> 16)).astype(np.float64) / 2**32


def weight_value(index, name, shape):
    """What weight number `index` holds in the comparison: of a size that keeps signals alive."""
    u = 2 * uniform(index, math.prod(shape)).reshape(shape) - 1
    if "kernel" in name:
        fan = math.prod(shape[:2]) if name == "depthwise_kernel" else math.prod(shape[:-1])
        return (u * math.sqrt(6 / fan)).astype("float32")
    if name in ("gamma", "moving_variance", "variance"):
        return (1 + 0.2 * u).astype("float32")
    # Weights without a name, which Keras numbers.
    if name.startswith("variable"):
        return (0.5 + 0.2 * u).astype("float32")
    if name == "count":
        return np.zeros(shape, "float32")
    return (0.1 * u).astype("float32")


def sampled(y):
    """A few elements spread over an array, and how large the largest is."""
    values = y.ravel()
    at = [len(values) * k // 8 for k in range(8)]
    return {"largest": plain(np.max(np.abs(values))), "at": at, "values": flat(values[at])}


def numbers(name, given, most):
    given = {**given}
    if "include_top" not in given:
        given.update(classes=5, classifier_activation=None)
    model = made(name, given)
    weights = model.weights
    picked = sorted({0, len(weights) // 2, len(weights) - 2})
    start = [{"index": i, "values": flat(np.asarray(weights[i]).ravel()[:4])} for i in picked]
    values = [weight_value(i, w.name, tuple(w.shape)) for i, w in enumerate(weights)]
    model.set_weights(values)
    for layer in model._flatten_layers():
        if hasattr(layer, "finalize_state"):
            layer.finalize_state()
    x = (most * uniform(999, 2 * math.prod(given["input_shape"]))).reshape(2, *given["input_shape"]).astype("float32")
    # Signals of random weights fade or saturate on the way, so places along it are looked at too.
    layers = model.layers
    shown = [layers[len(layers) * k // STOPS] for k in range(1, STOPS)] + [layers[-1]]
    watched = keras.Model(model.inputs, [layer.output for layer in shown])
    state = [v.value for v in watched.non_trainable_variables]
    run = jax.jit(lambda t, s, x: watched.stateless_call(t, s, x, training=False)[0])
    outputs = run([v.value for v in watched.trainable_variables], state, x)
    stops = [{"layer": layer.name, **sampled(np.asarray(y))} for layer, y in zip(shown, outputs)]
    return {"args": given, "most": most, "start": start, "weights": len(weights), "stops": stops}


def answer(name):
    target = getattr(keras.applications, name)
    signature = [
        {"name": p.name, **({} if p.default is p.empty else {"default": build.readable(p.default)})}
        for p in inspect.signature(target).parameters.values()
    ]
    found = {
        "name": name,
        "keras": keras.__version__,
        "signature": signature,
        "cases": [architecture(name, case, given) for case, given in cases(name).items()],
    }
    if name in NUMBERS:
        found["numbers"] = numbers(name, *NUMBERS[name])
    return found


if __name__ == "__main__":
    # What the digests are of, to look for a difference: python applications.py ResNet50 defaults
    import sys

    with keras.StatelessScope(initialize_variables=False):
        print("\n".join(describe(made(sys.argv[1], cases(sys.argv[1])[sys.argv[2]]), [])))
