"""Makes Keras objects from example configs and writes Keras configs and signatures in the form fixtures use."""

import functools
import inspect
import json

import keras
import numpy as np
from keras.src.backend.common import global_state

import graphs
from values import plain

MODULES = {
    "layer": keras.layers,
    "activation": keras.activations,
    "initializer": keras.initializers,
    "regularizer": keras.regularizers,
    "constraint": keras.constraints,
    "loss": keras.losses,
    "metric": keras.metrics,
    "optimizer": keras.optimizers,
    "schedule": keras.optimizers.schedules,
    "callback": keras.callbacks,
}


def lookup(kind, name):
    """The class or function of a name. Raises AttributeError when this Keras has none."""
    if kind == "layer" and (found := graphs.special(name)):
        return found
    return getattr(MODULES[kind], name)


def make(kind, value):
    """The Keras object an argument value means: an identifier, or a class name with a config."""
    if isinstance(value, str):
        if kind == "layer":
            raise ValueError(f"A layer needs a class name and a config, not {value!r}.")
        return MODULES[kind].get(value) if kind != "schedule" else lookup(kind, value)()
    target = lookup(kind, value["className"])
    config = value["config"]
    if kind == "activation":
        return functools.partial(target, **config) if config else target
    return target(**arguments(config))


def is_object(value):
    return isinstance(value, dict) and "className" in value and isinstance(value.get("config"), dict)


def kind_of(class_name):
    """The kind a nested class belongs to when no argument kind tells it."""
    for kind in ("layer", "initializer", "regularizer", "constraint", "schedule", "activation", "loss", "metric", "optimizer"):
        if hasattr(MODULES[kind], class_name):
            return kind
    raise ValueError(f"Keras has no {class_name}.")


def named_kind(argument):
    """The kind an argument's name tells: there is a layer and an initializer called Identity."""
    return next((kind for kind in MODULES if argument.endswith(f"_{kind}")), None)


def arguments(config, kinds=None):
    """A config as keyword arguments, nested objects made."""
    kinds = kinds or {}
    out = {}
    for name, value in config.items():
        if is_object(value):
            kind = kinds.get(name) or named_kind(name)
            known = kind in MODULES and hasattr(MODULES[kind], value["className"])
            out[name] = make(kind if known else kind_of(value["className"]), value)
        elif isinstance(value, list) and any(is_object(v) for v in value):
            out[name] = [make(kind_of(v["className"]), v) if is_object(v) else v for v in value]
        elif isinstance(value, dict) and value and all(is_object(v) for v in value.values()):
            out[name] = {k: make(kind_of(v["className"]), v) for k, v in value.items()}
        elif kinds.get(name) == "optimizer" and isinstance(value, str):
            out[name] = make("optimizer", value)
        elif kinds.get(name) == "float" and isinstance(value, int) and not isinstance(value, bool):
            # JSON does not tell 1.0 from 1; some arguments of Keras must be floats.
            out[name] = float(value)
        else:
            out[name] = value
    return out


def readable(value):
    """Any value of a Keras config as plain JSON: nested objects become class name and config, tuples become lists."""
    if isinstance(value, dict):
        if value.get("class_name") == "DTypePolicy":
            return value["config"]["name"]
        if value.get("class_name") == "function":
            return value["config"]
        if "class_name" in value and isinstance(value.get("config"), dict):
            return {"className": value["class_name"], "config": readable(value["config"])}
        if value.get("class_name") in ("__numpy__", "__tensor__"):
            return readable(value["config"]["value"])
        return {str(k): readable(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [readable(v) for v in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return plain(value)
    if value is None or isinstance(value, str):
        return value
    if hasattr(value, "shape"):
        return readable(np.asarray(value).tolist())
    if hasattr(value, "get_config"):
        return {"className": type(value).__name__, "config": readable(value.get_config())}
    if callable(value):
        return getattr(value, "__name__", str(type(value).__name__))
    return str(value)


def config_of(obj):
    """`get_config` in readable form, or None for what has no config."""
    if not hasattr(obj, "get_config"):
        return None
    return json.loads(json.dumps(readable(obj.get_config())))


def forget_names():
    """Starts Keras' automatic names (`dense`, `dense_1`) anew, so that configs do not depend on what ran before."""
    global_state.set_global_attribute("object_name_uids", None)


def signature_of(kind, target):
    """Names, order and defaults of the arguments; for functions the tensor is left out."""
    if kind == "activation":
        parameters = list(inspect.signature(target).parameters.values())[1:]
    elif inspect.isfunction(target):
        parameters = []
    else:
        parameters = list(inspect.signature(target.__init__).parameters.values())[1:]
    out = []
    for p in parameters:
        if p.kind in (p.VAR_KEYWORD, p.VAR_POSITIONAL):
            continue
        entry = {"name": p.name}
        if p.default is not p.empty:
            entry["default"] = readable(p.default)
        out.append(entry)
    return out
