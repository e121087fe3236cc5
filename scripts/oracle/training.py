"""Trains the scenarios in Keras: History of `fit`, and the loss of every single step."""

import math

import keras
import numpy as np

import build
import graphs
from values import flat, plain, tensor


# What `accuracy` means in the scenarios whose metrics are updated by hand.
ACCURACY = {"accuracy": "SparseCategoricalAccuracy"}


def make_model(graph, functional=False):
    """The Keras model of a graph: Sequential for a chain, as users write it, unless told otherwise, else Functional."""
    nodes = graph["nodes"]
    single = len(graph["inputs"]) == 1 and len({n["layer"] for n in nodes}) == len(nodes)
    single = single and all([i["node"] for i in n["inputs"]] in ([], [p["id"]]) for p, n in zip(nodes, nodes[1:]))
    single = single and not functional
    return graphs.model_of(graph, "Sequential" if single else "Functional", lists=True)


def compile_model(model, spec):
    def metric(value):
        known = hasattr(keras.metrics, value["className"])
        return build.make("metric", value) if known else value["className"]

    losses = [build.make("loss", v) for v in spec["losses"]]
    metrics = [[metric(v) for v in group] for group in spec["metrics"]]
    weighted = [[metric(v) for v in group] for group in spec["weightedMetrics"]]
    one = len(losses) == 1
    model.compile(
        optimizer=build.make("optimizer", spec["optimizer"]),
        loss=losses[0] if one else losses,
        loss_weights=spec["lossWeights"],
        metrics=metrics[0] if one else metrics,
        weighted_metrics=(weighted[0] if one else weighted) if any(weighted) else None,
    )


def target_for(loss, y):
    """Targets in the form the loss wants, as a user would prepare them."""
    if loss["className"].startswith("Categorical"):
        return keras.utils.to_categorical(y)
    return y if loss["className"].startswith("Sparse") or y.dtype != "int32" else y.astype("float32")[:, None]


class Prepared:
    """Data of a scenario as fit takes it."""

    def __init__(self, s):
        self.x = s["inputs"]
        self.y = [target_for(loss, y) for loss, y in zip(s["compile"]["losses"], s["targets"])]
        self.weights = s["sampleWeights"]

    def part(self, indices):
        pick = lambda arrays: arrays[0][indices] if len(arrays) == 1 else [a[indices] for a in arrays]  # noqa: E731
        if self.weights is None:
            return pick(self.x), pick(self.y), None
        return pick(self.x), pick(self.y), self.weights_of(indices)

    def weights_of(self, indices):
        """One array, or a list of one for each of several outputs, None where rows of an output are not weighed."""
        if isinstance(self.weights, list):
            return [None if w is None else w[indices] for w in self.weights]
        weights = self.weights[indices]
        return weights if len(self.y) == 1 else [weights] * len(self.y)


def carry_states(model):
    """Lets `fit` on JAX carry the states of stateful layers, as it is documented and done on other backends.

    Their variables are not tracked, and on JAX steps keep what is tracked only: every batch would start from zero.
    """
    for layer in model._flatten_layers():
        if isinstance(layer, keras.layers.RNN) and layer.stateful:
            layer._tracker.unlock()
            for state in keras.tree.flatten(layer.states):
                layer._track_variable(state)
            layer._tracker.lock()


def weights_of(model):
    """Weights without the states of layers, which Keras does not count as such."""
    return [v for v in model.weights if v.name != "rnn_state"]


def fresh(s):
    keras.utils.set_random_seed(s["fit"]["seed"])
    build.forget_names()
    model = make_model(s["model"])
    carry_states(model)
    compile_model(model, s["compile"])
    return model


def class_weight(s):
    given = s["fit"]["class_weight"]
    return None if given is None else {int(k): v for k, v in given.items()}


def run_fit(s):
    """History of fit, the weights before and after it, and the order of the rows."""
    model = fresh(s)
    start = [np.asarray(v) for v in weights_of(model)]
    data = Prepared(s)
    how = s["fit"]
    x, y, w = data.part(s["parts"]["train"])
    validation = None
    if s["parts"]["validation"]:
        vx, vy, vw = data.part(s["parts"]["validation"])
        validation = (vx, vy) if vw is None else (vx, vy, vw)
    orders = []
    original = np.random.permutation
    np.random.permutation = lambda n: orders.append(original(n)) or orders[-1]
    try:
        history = model.fit(
            x,
            y,
            sample_weight=w,
            validation_data=validation,
            validation_freq=how["validation_freq"],
            epochs=how["epochs"],
            batch_size=how["batch_size"],
            shuffle=how["shuffle"],
            class_weight=class_weight(s),
            callbacks=[build.make("callback", c) for c in s["callbacks"]],
            verbose=0,
        )
    finally:
        np.random.permutation = original
    return model, start, history, orders


def masked_metrics(s):
    """Metrics of a model with one output, to be updated by hand."""
    made = []
    for value in s["compile"]["metrics"][0]:
        name = value["className"]
        made.append(build.lookup("metric", ACCURACY.get(name, name))(**value["config"], name=name))
    return made


def run_steps(s, orders, epochs):
    """The loss of each step of the same training, one batch at a time, and metrics that see the predictions' mask.

    In `fit` on JAX the metrics of training do not see it, because masks do not leave jax.value_and_grad; on other
    backends, in evaluation and in the documentation they do.
    """
    model = fresh(s)
    metrics = masked_metrics(s) if s["masked"] else []
    results = {m.name: [] for m in metrics}
    data = Prepared(s)
    train = np.array(s["parts"]["train"])
    size = s["fit"]["batch_size"]
    losses = []
    for epoch in range(epochs):
        order = orders[epoch] if s["fit"]["shuffle"] else np.arange(len(train))
        for metric in metrics:
            metric.reset_state()
        for b in range(math.ceil(len(train) / size)):
            x, y, w = data.part(train[order[b * size : (b + 1) * size]])
            for metric in metrics:
                metric.update_state(y, model(x, training=True))
            model.reset_metrics()
            logs = model.train_on_batch(x, y, sample_weight=w, class_weight=class_weight(s), return_dict=True)
            losses.append(plain(logs["loss"]))
        for metric in metrics:
            results[metric.name].append(plain(metric.result()))
        if s["parts"]["validation"] and (epoch + 1) % s["fit"]["validation_freq"] == 0:
            # Validation moves some random streams on.
            x, y, w = data.part(np.array(s["parts"]["validation"]))
            model.evaluate(x, y, sample_weight=w, batch_size=size, verbose=0)
    return losses, results


def stored_weights(weights):
    if isinstance(weights, list):
        return [None if w is None else flat(w) for w in weights]
    return None if weights is None else flat(weights)


def answer(s):
    model, start, history, orders = run_fit(s)
    # Building the loss and metrics takes the first permutation away before training begins.
    orders = orders[1:]
    epochs = len(history.epoch)
    # Callbacks change the learning rate, which single steps do not know of.
    losses, masked = (None, {}) if s["callbacks"] else run_steps(s, orders, epochs)
    return {
        "name": s["name"],
        "keras": keras.__version__,
        "model": s["model"],
        "compile": s["compile"],
        "fit": s["fit"],
        "callbacks": s["callbacks"],
        "inputs": [tensor(a) for a in s["inputs"]],
        "targets": [tensor(a) for a in s["targets"]],
        "sampleWeights": stored_weights(s["sampleWeights"]),
        "parts": s["parts"],
        "weights": [
            {"name": v.name, "shape": list(v.shape), "start": flat(a), "end": flat(v)}
            for v, a in zip(weights_of(model), start)
        ],
        "orders": [o.tolist() for o in orders],
        "losses": losses,
        "history": {**{k: [plain(x) for x in v] for k, v in history.history.items()}, **masked},
    }
