"""Keras models from Strata's graphs, nested ones too, and what is a layer to Strata but not to Keras: operations."""

import inspect

import keras
from keras.src.applications.convnext import LayerScale
from keras.src.applications.inception_resnet_v2 import CustomScaleLayer
from keras.src.ops import core, einops, math, nn, numpy
from keras.src.ops.operation import Operation

# Layers inside Keras' applications, which keras.layers does not have.
APPLICATION_LAYERS = {"LayerScale": LayerScale, "CustomScaleLayer": CustomScaleLayer}


def nested_class(class_name):
    """What makes a nested model of its arguments."""

    def make(model, name=None, trainable=True):
        made = model_of(model, class_name, name)
        made.trainable = trainable
        return made

    return make


def operation_class(name):
    for module in (numpy, nn, core, math, einops):
        found = getattr(module, name, None)
        if inspect.isclass(found) and issubclass(found, Operation):
            return found
    raise AttributeError(f"Keras has no operation {name}.")


def operation_signature(name):
    """Arguments of the operation, then those of its call that may be numbers."""
    found = operation_class(name)
    own = list(inspect.signature(found.__init__).parameters.values())[1:]
    own = [p for p in own if p.kind == p.POSITIONAL_OR_KEYWORD and p.name not in ("name", "dtype", "args", "kwargs")]
    call = [p.name for p in list(inspect.signature(found.call).parameters.values())[1:]]
    return own, call if call == ["x1", "x2"] else []


def operation_layer(name):
    """A layer class that calls the operation, so that operations are asked about as layers are."""
    found = operation_class(name)

    class OperationLayer(keras.layers.Layer):
        def __init__(self, x1=None, x2=None, **config):
            super().__init__()
            self.operation, self.constants = found(**config), (x1, x2)

        def call(self, xs):
            if self.constants != (None, None):
                rest = xs if isinstance(xs, (list, tuple)) else [xs]
                rest = list(rest)
                return self.operation(*[rest.pop(0) if c is None else c for c in self.constants])
            if "xs" in inspect.signature(found.call).parameters:
                return self.operation(xs if isinstance(xs, (list, tuple)) else [xs])
            return self.operation(*xs) if isinstance(xs, (list, tuple)) else self.operation(xs)

        def get_config(self):
            return {k: v for k, v in self.operation.get_config().items() if k not in ("name", "dtype")}

    own, constants = operation_signature(name)
    numbers = [inspect.Parameter(c, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=None) for c in constants]
    first = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    OperationLayer.__init__.__signature__ = inspect.Signature([first, *own, *numbers])
    return OperationLayer


def special(name):
    """The layer class of a name that keras.layers does not have, or None."""
    if name in ("Functional", "Sequential"):
        return nested_class(name)
    if name.startswith("ops."):
        return operation_layer(name[4:])
    return APPLICATION_LAYERS.get(name)


def make_layer(spec):
    """The layer of a graph, under its own name; an operation is itself."""
    import build

    name = spec["className"]
    if not name.startswith("ops."):
        return build.lookup("layer", name)(**build.arguments(spec["config"]), name=spec["name"])
    constants = {k: v for k, v in spec["config"].items() if k in ("x1", "x2")}
    config = {k: v for k, v in spec["config"].items() if k not in ("x1", "x2")}
    operation = operation_class(name[4:])(**config, name=spec["name"])

    def call(xs):
        rest = list(xs) if isinstance(xs, (list, tuple)) else [xs]
        if constants:
            return operation(*[constants[k] if constants.get(k) is not None else rest.pop(0) for k in ("x1", "x2")])
        if "xs" in inspect.signature(operation.call).parameters:
            return operation(rest)
        return operation(*rest)

    return call


def model_of(graph, class_name, name=None):
    """The Keras model of a graph: layers are made in the order of their first calls, as a script would."""
    specs = graph["layers"]
    layers, tensors, ordered = {}, {}, []
    for node in graph["nodes"]:
        spec = specs[node["layer"]]
        if spec["className"] == "InputLayer":
            config = spec["config"]
            value = keras.Input(tuple(config["shape"]), dtype=config.get("dtype"), name=spec["name"])
            tensors[node["id"]] = [value]
            ordered.append(value)
            continue
        if node["layer"] not in layers:
            layers[node["layer"]] = make_layer(spec)
        ordered.append(layers[node["layer"]])
        if class_name == "Functional":
            given = [tensors[i["node"]][i["index"]] for i in node["inputs"]]
            result = layers[node["layer"]](given[0] if len(given) == 1 else given)
            tensors[node["id"]] = list(result) if isinstance(result, (list, tuple)) else [result]
    if class_name == "Sequential":
        return keras.Sequential(ordered, name=name)
    inputs = [tensors[i][0] for i in graph["inputs"]]
    outputs = [tensors[o["node"]][o["index"]] for o in graph["outputs"]]
    one = lambda found: found[0] if len(found) == 1 else found  # noqa: E731
    return keras.Model(one(inputs), one(outputs), name=name)
