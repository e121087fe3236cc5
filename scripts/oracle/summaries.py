"""What `model.summary()` prints: of small graphs word by word, of applications as a hash."""

import hashlib
import os

import keras

import applications
import build
import graphs
from scenarios import Graph, chain, obj

# Lines of Keras' usual lengths need a wide terminal.
TERMINALS = {"usual": {}, "wide": {"columns": 200}}
OPTIONS = {
    **TERMINALS,
    "nested": {"expand_nested": True},
    "nested and trainable, wide": {"expand_nested": True, "show_trainable": True, "columns": 200},
    "trainable": {"show_trainable": True},
    "short": {"line_length": 60},
}


def stack():
    return "Sequential", chain(
        [28, 28, 1],
        [
            obj("Rescaling", scale=0.5),
            obj("Conv2D", filters=16, kernel_size=3, trainable=False),
            obj("BatchNormalization"),
            obj("SeparableConv2D", filters=123, kernel_size=5),
            obj("Dropout", rate=0.3),
            obj("Flatten"),
            obj("Dense", units=1000),
        ],
    )


def listed():
    """A functional model without branches, with an operation."""
    g = Graph()
    x = g.layer("Dense", units=8)(g.input([4]))
    x = g.layer("ops.Multiply", x2=0.5)(x)
    return "Functional", g.graph(g.layer("Dense", units=1, trainable=False)(x))


def inner():
    g = Graph()
    a = g.input([6])
    b = g.layer("Dense", units=6)(a)
    c = g.layer("ops.Add")(a, b)
    return g.graph(g.layer("BatchNormalization")(c))


def branched():
    """Shared layers, nested models one in another, operations, two outputs."""
    g = Graph()
    a, b = g.input([6]), g.input([6])
    block = g.layer("Functional", model=inner())
    stem = g.layer("Sequential", model=chain([6], [obj("Dense", units=6), obj("ReLU")]), trainable=False)
    shared = g.layer("Dense", units=6)
    x, y = shared(stem(a)), shared(block(b))
    z = g.layer("Concatenate")(x, g.layer("ops.Subtract", x1=1)(y), block(x))
    outer = Graph()
    deep = outer.layer("Functional", model=inner())(outer.layer("Dense", units=6)(outer.input([18])))
    z = g.layer("Functional", model=outer.graph(deep))(z)
    states = g.layer("Reshape", target_shape=[2, 3])(y)
    return "Functional", g.graph(z, g.layer("LayerNormalization")(states))


MODELS = {"stack": stack, "listed": listed, "branched": branched}
APPLICATIONS = {
    "MobileNetV3Small": ({"input_shape": [64, 64, 3]}, {"columns": 200}),
    "ConvNeXtTiny": ({"input_shape": [64, 64, 3]}, {"columns": 200, "expand_nested": True, "show_trainable": True}),
    "NASNetMobile": ({}, {}),
}


def printed(model, options):
    given = {k: v for k, v in options.items() if k != "columns"}
    os.environ["COLUMNS"] = str(options.get("columns", 80))
    lines = []
    model.summary(print_fn=lambda text, line_break=True: lines.append(text), **given)
    return "\n".join(lines).rstrip("\n")


def answer(_):
    cases = []
    for name, make in MODELS.items():
        class_name, graph = make()
        build.forget_names()
        model = graphs.model_of(graph, class_name)
        texts = [{"name": n, "options": o, "text": printed(model, o).split("\n")} for n, o in OPTIONS.items()]
        cases.append({"name": name, "model": model.name, "graph": graph, "texts": texts})
    found = []
    for name, (args, options) in APPLICATIONS.items():
        with keras.StatelessScope(initialize_variables=False):
            model = applications.made(name, args)
            text = printed(model, options)
        applications.forget_variables()
        digest = hashlib.sha256(text.encode()).hexdigest()
        found.append({"name": name, "model": model.name, "args": args, "options": options, "sha256": digest})
    return {"name": "summaries", "keras": keras.__version__, "applications": found, "cases": cases}
