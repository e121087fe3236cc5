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

    def make(model, name=None, trainable=True, made_first=False):
        made = model_of(model, class_name, name)
        if not trainable:
            made.trainable = False
        return made

    return make


def operation_class(name):
    for module in (numpy, nn, core, math, einops):
        found = getattr(module, name, None)
        if inspect.isclass(found) and issubclass(found, Operation):
            return found
    raise AttributeError(f"Keras has no operation {name}.")


# What a call takes beside tensors.
CALL_ARGUMENTS = ("x1", "x2", "key", "indices", "constant_values")
# Operations that take their tensors as one list.
LISTS = ("Concatenate", "Stack")


def operation_signature(found):
    """Arguments of the operation, then those of its call that may be numbers."""
    own = list(inspect.signature(found.__init__).parameters.values())[1:]
    own = [p for p in own if p.kind == p.POSITIONAL_OR_KEYWORD and p.name not in ("name", "args", "kwargs")]
    call = [p for p in list(inspect.signature(found.call).parameters.values())[1:]]
    own += [p.replace(default=None) for p in call if p.name in ("x1", "x2")]
    own += [p for p in call if p.name in ("key", "constant_values")]
    return own + [p.replace(default=None) for p in call if p.name == "indices"]


def whole(values):
    """Whole numbers out of numbers, or lists of them, that came as floats."""
    return [whole(v) for v in values] if isinstance(values, (list, tuple)) else int(values)


def hashable(config):
    """Axes as a tuple, as a script writes them: JAX takes no lists of them everywhere."""
    axis = config.get("axis")
    return {**config, "axis": tuple(axis)} if isinstance(axis, list) else config


def index_of(key):
    """An index of a tensor from the list that stands for it."""
    one = lambda k: slice(*k) if isinstance(k, list) else Ellipsis if k == "..." else k  # noqa: E731
    return tuple(one(k) for k in key)


def number_of(value):
    """A number as it is; lists of them are a tensor."""
    return keras.ops.array(value, "float32") if isinstance(value, list) else value


def called(name, operation, xs, given):
    """The operation on tensors, with numbers in place of some."""
    tensors = list(xs) if isinstance(xs, (list, tuple)) else [xs]
    if given.get("key") is not None:
        return operation(tensors[0], index_of(given["key"]))
    if given.get("indices") is not None:
        return operation(tensors[0], keras.ops.array(whole(given["indices"])))
    if given.get("constant_values") is not None:
        return operation(tensors[0], constant_values=given["constant_values"])
    if given.get("x1") is not None or given.get("x2") is not None:
        before = [tensors.pop(0)] if name == "Where" else []
        operands = [tensors.pop(0) if given.get(k) is None else number_of(given[k]) for k in ("x1", "x2")]
        return operation(*before, *operands)
    return operation(tensors) if name in LISTS else operation(*tensors)


def operation_layer(name):
    """A layer class that calls the operation, so that operations are asked about as layers are."""
    found = operation_class(name)

    class OperationLayer(keras.layers.Layer):
        def __init__(self, **config):
            super().__init__()
            self.given = {k: config.pop(k) for k in CALL_ARGUMENTS if k in config}
            if "pad_width" in config:
                config["pad_width"] = whole(config["pad_width"])
            self.operation = found(**hashable(config))

        def call(self, xs):
            return called(name, self.operation, xs, self.given)

        def get_config(self):
            return {k: v for k, v in self.operation.get_config().items() if k not in ("name", "dtype")}

    first = inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    parameters = [p.replace(kind=p.KEYWORD_ONLY) for p in operation_signature(found)]
    OperationLayer.__init__.__signature__ = inspect.Signature([first, *parameters])
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
    given = {k: v for k, v in spec["config"].items() if k in CALL_ARGUMENTS}
    config = {k: v for k, v in spec["config"].items() if k not in CALL_ARGUMENTS}
    operation = operation_class(name[4:])(**hashable(config), name=spec["name"])
    return lambda xs: called(name[4:], operation, xs, given)


def model_of(graph, class_name, name=None, lists=False):
    """The Keras model of a graph: layers are made in the order of their first calls, as a script would.

    A single input or output stands alone, unless lists are wanted.
    """
    from kinds.layer import call_arguments

    specs = graph["layers"]
    layers, tensors, ordered = {}, {}, []
    for node in graph["nodes"]:
        if specs[node["layer"]]["config"].get("made_first") and node["layer"] not in layers:
            layers[node["layer"]] = make_layer(specs[node["layer"]])
    for node in graph["nodes"]:
        spec = specs[node["layer"]]
        if spec["className"] == "InputLayer":
            config = spec["config"]
            shape, batch = tuple(config["shape"]), config.get("batch_size")
            value = keras.Input(shape, batch_size=batch, dtype=config.get("dtype"), name=spec["name"])
            tensors[node["id"]] = [value]
            ordered.append(value)
            continue
        if node["layer"] not in layers:
            layers[node["layer"]] = make_layer(spec)
        ordered.append(layers[node["layer"]])
        if class_name == "Functional":
            given = [tensors[i["node"]][i["index"]] for i in node["inputs"]]
            args, kwargs = call_arguments(layers[node["layer"]], given)
            result = layers[node["layer"]](*args, **kwargs)
            tensors[node["id"]] = list(result) if isinstance(result, (list, tuple)) else [result]
    if class_name == "Sequential":
        return keras.Sequential(ordered, name=name)
    inputs = [tensors[i][0] for i in graph["inputs"]]
    outputs = [tensors[o["node"]][o["index"]] for o in graph["outputs"]]
    one = lambda found: found[0] if len(found) == 1 and not lists else found  # noqa: E731
    return keras.Model(one(inputs), one(outputs), name=name)
