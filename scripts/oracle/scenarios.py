"""Small models, their data and how they are trained: what is asked of Keras' fit and of Strata's alike."""

import numpy as np


def obj(class_name, **config):
    return {"className": class_name, "config": config}


def snake(name):
    import keras

    return keras.src.utils.naming.to_snake_case(name)


class Graph:
    """Builds a model graph in the document's form, layer by layer."""

    def __init__(self):
        self.layers, self.nodes, self.inputs, self.names = {}, [], [], {}

    def _layer(self, class_name, config):
        stem = snake(class_name)
        count = self.names[stem] = self.names.get(stem, -1) + 1
        key = f"l{len(self.layers)}"
        name = f"{stem}_{count}" if count else stem
        self.layers[key] = {"id": key, "name": name, "className": class_name, "config": config}
        return key

    def _node(self, layer, inputs):
        key = f"n{len(self.nodes)}"
        self.nodes.append({"id": key, "layer": layer, "inputs": [{"node": i, "index": 0} for i in inputs]})
        return key

    def input(self, shape, dtype="float32", **more):
        config = {"shape": shape, **more} if dtype == "float32" else {"shape": shape, "dtype": dtype, **more}
        node = self._node(self._layer("InputLayer", config), [])
        self.inputs.append(node)
        return node

    def layer(self, class_name, **config):
        """A layer; call the result with nodes, as often as it is shared."""
        key = self._layer(class_name, config)
        return lambda *inputs: self._node(key, inputs)

    def graph(self, *outputs):
        return {
            "layers": self.layers,
            "nodes": self.nodes,
            "inputs": self.inputs,
            "outputs": [{"node": o, "index": 0} for o in outputs],
        }


def chain(shape, layers, dtype="float32"):
    g = Graph()
    node = g.input(shape, dtype)
    for spec in layers:
        node = g.layer(spec["className"], **spec["config"])(node)
    return g.graph(node)


def compiled(optimizer, loss, metrics=(), weighted=(), loss_weights=None):
    """A compile specification; lists stand for several outputs."""
    losses = loss if isinstance(loss, list) else [loss]
    per_output = [list(metrics)] if not isinstance(loss, list) else [list(m) for m in metrics]
    return {
        "optimizer": optimizer,
        "losses": losses,
        "lossWeights": loss_weights,
        "metrics": per_output,
        "weightedMetrics": [list(w) for w in weighted]
        if isinstance(loss, list) and weighted
        else [list(weighted)] + [[] for _ in losses[1:]],
    }


def fit(epochs, batch_size, seed, shuffle=True, class_weight=None, validation_freq=1):
    return {
        "epochs": epochs,
        "batch_size": batch_size,
        "shuffle": shuffle,
        "validation_freq": validation_freq,
        "class_weight": class_weight,
        "seed": seed,
    }


def short(values):
    """Few digits, so that data takes little room."""
    return np.round(np.asarray(values), 3).astype("float32")


def rng(name):
    return np.random.default_rng([ord(c) for c in name])


def rows(name, count, shape, classes=None):
    """Random rows; with classes, integer targets that follow from the rows."""
    r = rng(name)
    x = short(r.uniform(-1, 1, size=(count, *shape)))
    flat = x.reshape(count, -1)
    if classes is None:
        y = short(np.sin(3 * flat[:, :1]) + flat[:, 1:2] ** 2)
        return x, y
    score = flat @ r.normal(size=(flat.shape[1], classes))
    return x, score.argmax(axis=1).astype("int32")


def words(name, count, length, size):
    """Sentences of word numbers, padded with zeros at the end."""
    r = rng(name)
    x = r.integers(1, size, size=(count, length)).astype("int32")
    for row, n in zip(x, r.integers(1, length + 1, size=count)):
        row[n:] = 0
    return x


def parted(count, validation):
    return {"train": list(range(count - validation)), "validation": list(range(count - validation, count)), "test": []}


def scenario(name, model, spec, how, inputs, targets, validation=0, sample_weights=None, callbacks=(), masked=False):
    return {
        "name": name,
        "model": model,
        "compile": spec,
        "fit": how,
        "callbacks": list(callbacks),
        "inputs": inputs,
        "targets": targets,
        "sampleWeights": sample_weights,
        # Whether predictions carry a mask that metrics must see.
        "masked": masked,
        "parts": parted(len(inputs[0]), validation),
    }


def mlp():
    x, y = rows("mlp", 38, (4,), 3)
    model = chain(
        [4],
        [
            obj("Dense", units=8, activation="relu", kernel_regularizer=obj("L2", l2=0.01)),
            obj("Dense", units=3, activation="softmax"),
        ],
    )
    spec = compiled(obj("Adam", learning_rate=0.02), obj("SparseCategoricalCrossentropy"), [obj("accuracy")])
    how = fit(3, 8, 11, class_weight={"0": 1, "1": 2.5, "2": 0.5})
    return scenario("mlp", model, spec, how, [x], [y], validation=8)


def regression():
    x, y = rows("regression", 36, (3,))
    model = chain(
        [3],
        [
            obj("Dense", units=6, activation="tanh", kernel_constraint=obj("MaxNorm", max_value=0.9)),
            obj("Dense", units=4, activation="relu", activity_regularizer=obj("L1", l1=0.02)),
            obj("Dense", units=1, bias_regularizer=obj("L1L2", l1=0.01, l2=0.01)),
        ],
    )
    optimizer = obj("SGD", learning_rate=0.1, momentum=0.9, nesterov=True, clipnorm=0.5)
    metrics = [obj("MeanAbsoluteError"), obj("R2Score")]
    spec = compiled(optimizer, obj("Huber", delta=0.5), metrics, [obj("MeanSquaredError")])
    weights = short(rng("weights").uniform(0.2, 2, size=36))
    how = fit(4, 10, 5, validation_freq=2)
    return scenario("regression", model, spec, how, [x], [y], validation=6, sample_weights=weights)


def cnn():
    x, y = rows("cnn", 26, (8, 8, 1), 3)
    model = chain(
        [8, 8, 1],
        [
            obj("Conv2D", filters=4, kernel_size=3, activation="relu"),
            obj("MaxPooling2D", pool_size=2),
            obj("Conv2D", filters=3, kernel_size=2, padding="same", strides=2, activation="relu"),
            obj("Flatten"),
            obj("Dense", units=3),
        ],
    )
    loss = obj("CategoricalCrossentropy", from_logits=True, label_smoothing=0.1)
    metrics = [obj("accuracy"), obj("TopKCategoricalAccuracy", k=2)]
    spec = compiled(obj("RMSprop", learning_rate=0.01, momentum=0.5, centered=True), loss, metrics)
    return scenario("cnn", model, spec, fit(3, 8, 21), [x], [y], validation=6)


def batch_normalization():
    x, y = rows("batchnorm", 26, (6, 6, 2), 2)
    model = chain(
        [6, 6, 2],
        [
            obj("Conv2D", filters=4, kernel_size=3, use_bias=False),
            obj("BatchNormalization", momentum=0.8),
            obj("ReLU"),
            obj("DepthwiseConv2D", kernel_size=2, use_bias=False),
            obj("BatchNormalization"),
            obj("GlobalAveragePooling2D"),
            obj("Dense", units=1, activation="sigmoid"),
        ],
    )
    optimizer = obj("AdamW", learning_rate=0.01, weight_decay=0.02, use_ema=True, ema_momentum=0.8)
    metrics = [obj("accuracy"), obj("AUC"), obj("Precision"), obj("Recall")]
    spec = compiled(optimizer, obj("BinaryCrossentropy"), metrics)
    return scenario("batch-normalization", model, spec, fit(3, 8, 31), [x], [y], validation=6)


def lstm():
    x, _ = rows("lstm", 24, (6, 3))
    y = short(x[:, :, 0].cumsum(axis=1)[:, -1:])
    model = chain([6, 3], [obj("LSTM", units=5), obj("Dense", units=1)])
    rate = obj("ExponentialDecay", initial_learning_rate=0.05, decay_steps=3, decay_rate=0.9)
    spec = compiled(obj("Adam", learning_rate=rate), obj("MeanSquaredError"), [obj("mae")])
    return scenario("lstm", model, spec, fit(3, 8, 41), [x], [y], validation=6)


def gru_with_mask():
    x = words("gru", 24, 7, 12)
    y = np.where(x > 0, x % 3, 0).astype("int32")
    model = chain(
        [7],
        [
            obj("Embedding", input_dim=12, output_dim=4, mask_zero=True),
            obj("GRU", units=5, return_sequences=True),
            obj("Dense", units=3, activation="softmax"),
        ],
        "int32",
    )
    spec = compiled(obj("Adam", learning_rate=0.05), obj("SparseCategoricalCrossentropy"), [obj("accuracy")])
    return scenario("gru-with-mask", model, spec, fit(3, 8, 51), [x], [y], validation=6, masked=True)


def embedding():
    x = words("embedding", 28, 6, 15)
    y = (x.sum(axis=1) % 2).astype("int32")
    model = chain(
        [6],
        [
            obj("Embedding", input_dim=15, output_dim=4, mask_zero=True),
            obj("GlobalAveragePooling1D"),
            obj("LayerNormalization"),
            obj("Dense", units=1, activation="sigmoid"),
        ],
        "int32",
    )
    rate = obj("CosineDecay", initial_learning_rate=0.1, decay_steps=10, alpha=0.1)
    spec = compiled(obj("SGD", learning_rate=rate, clipvalue=0.1), obj("BinaryCrossentropy"), [obj("accuracy")])
    return scenario("embedding", model, spec, fit(3, 7, 61), [x], [y], validation=7)


def dropout():
    x = words("dropout", 24, 6, 15)
    y = (x.max(axis=1) % 3).astype("int32")
    model = chain(
        [6],
        [
            obj("Embedding", input_dim=15, output_dim=4, mask_zero=True),
            obj("Bidirectional", layer=obj("LSTM", units=3)),
            obj("Dropout", rate=0.4),
            obj("Dense", units=4, activation="relu"),
            obj("Dropout", rate=0.2),
            obj("Dense", units=3, activation="softmax"),
        ],
        "int32",
    )
    spec = compiled(obj("Adam", learning_rate=0.02), obj("SparseCategoricalCrossentropy"), [obj("accuracy")])
    return scenario("dropout", model, spec, fit(3, 8, 71, shuffle=False), [x], [y], validation=6)


def two_outputs():
    a, y = rows("two-a", 28, (4,), 3)
    b, z = rows("two-b", 28, (4,))
    g = Graph()
    left, right = g.input([4]), g.input([4])
    shared = g.layer("Dense", units=5, activation="tanh")
    first, second = shared(left), shared(right)
    joined = g.layer("Concatenate")(first, second)
    added = g.layer("Add")(first, second)
    model = g.graph(
        g.layer("Dense", units=3, activation="softmax")(joined),
        g.layer("Dense", units=1)(added),
    )
    spec = compiled(
        obj("Adam", learning_rate=0.02, global_clipnorm=1),
        [obj("SparseCategoricalCrossentropy"), obj("MeanSquaredError")],
        [[obj("accuracy")], [obj("MeanAbsoluteError")]],
        loss_weights=[1, 0.5],
    )
    return scenario("two-outputs", model, spec, fit(3, 7, 81), [a, b], [y, z], validation=7)


def nested_models():
    """Models as layers: one called twice, one frozen, one in another, with operations between them."""
    x, y = rows("nested", 30, (6,), 3)
    inner = chain([6], [obj("Dense", units=6, activation="tanh"), obj("BatchNormalization"), obj("Dropout", rate=0.2)])
    fork = Graph()
    a = fork.input([6])
    deep = fork.layer("Dense", units=6, kernel_regularizer=obj("L2", l2=0.01))(fork.layer("ReLU")(a))
    forked = fork.graph(fork.layer("ops.Add")(a, fork.layer("Sequential", model=inner)(deep)))
    g = Graph()
    a = g.input([6])
    block = g.layer("Sequential", model=inner)
    b = block(a)
    c = g.layer("ops.Multiply", x2=0.5)(block(b))
    d = g.layer("Functional", model=forked)(g.layer("ops.Add")(b, c))
    e = g.layer("Functional", model=forked, trainable=False)(d)
    f = g.layer("ops.Concatenate", axis=-1)(d, e)
    model = g.graph(g.layer("Dense", units=3, activation="softmax")(f))
    spec = compiled(obj("Adam", learning_rate=0.02), obj("SparseCategoricalCrossentropy"), [obj("accuracy")])
    return scenario("nested-models", model, spec, fit(3, 8, 17), [x], [y], validation=6)


def callbacks():
    x, y = rows("callbacks", 30, (3,))
    model = chain([3], [obj("Dense", units=5, activation="relu"), obj("Dense", units=1)])
    spec = compiled(obj("SGD", learning_rate=0.6, momentum=0.9), obj("MeanSquaredError"), [obj("mae")])
    watch = [
        obj("ReduceLROnPlateau", monitor="val_loss", patience=1, factor=0.3, cooldown=1),
        obj("EarlyStopping", monitor="val_mae", patience=3, restore_best_weights=True),
    ]
    return scenario("callbacks", model, spec, fit(15, 8, 91), [x], [y], validation=8, callbacks=watch)


def recurrent_dropout():
    """Random streams that move on in validation too."""
    x, y = rows("recurrent-dropout", 26, (5, 3))
    model = chain(
        [5, 3],
        [obj("LSTM", units=4, dropout=0.3, recurrent_dropout=0.2), obj("Dropout", rate=0.2), obj("Dense", units=1)],
    )
    spec = compiled(obj("Adam", learning_rate=0.02), obj("MeanSquaredError"), [obj("mae")])
    return scenario("recurrent-dropout", model, spec, fit(3, 8, 101), [x], [y], validation=6)


def frozen():
    """Layers that are not trained: no update, no penalty, normalization as in inference."""
    x, y = rows("frozen", 30, (4,))
    model = chain(
        [4],
        [
            obj("Dense", units=5, activation="relu", trainable=False, kernel_regularizer=obj("L2", l2=0.1)),
            obj("BatchNormalization", trainable=False),
            obj("Dense", units=4, activation="tanh", kernel_regularizer=obj("L2", l2=0.01)),
            obj("BatchNormalization"),
            obj("Dense", units=1),
        ],
    )
    spec = compiled(obj("SGD", learning_rate=0.1, momentum=0.9, weight_decay=0.01), obj("MeanSquaredError"), [obj("mae")])
    return scenario("frozen", model, spec, fit(4, 8, 111), [x], [y], validation=6)


def weighted_outputs():
    """Several outputs with weights of losses, metrics and weighted metrics of each, validated now and then."""
    x, y = rows("weighted-outputs", 32, (5,), 3)
    _, z = rows("weighted-outputs-z", 32, (5,))
    g = Graph()
    base = g.layer("Dense", units=6, activation="relu")(g.input([5]))
    model = g.graph(
        g.layer("Dense", units=3, activation="softmax")(base),
        g.layer("Dense", units=1)(base),
    )
    spec = compiled(
        obj("Adam", learning_rate=0.02),
        [obj("SparseCategoricalCrossentropy"), obj("Huber", delta=0.5)],
        [[obj("accuracy")], [obj("mae"), obj("RootMeanSquaredError")]],
        weighted=[[obj("accuracy")], [obj("mae")]],
        loss_weights=[0.5, 2],
    )
    weights = short(rng("weighted-outputs-w").uniform(0, 2, size=32))
    how = fit(4, 8, 121, validation_freq=2)
    return scenario("weighted-outputs", model, spec, how, [x], [y, z], validation=8, sample_weights=weights)


def sample_weights():
    """Weights of rows, some of them 0, under weighted metrics of all kinds, validated with weights too."""
    x, y = rows("sample-weights", 37, (4,), 2)
    model = chain([4], [obj("Dense", units=6, activation="relu"), obj("Dense", units=1, activation="sigmoid")])
    metrics = [obj("accuracy"), obj("AUC", num_thresholds=20)]
    weighted = [*metrics, obj("Precision"), obj("F1Score", average="macro", threshold=0.5)]
    loss = obj("BinaryCrossentropy", label_smoothing=0.1)
    spec = compiled(obj("RMSprop", learning_rate=0.02), loss, metrics, weighted)
    weights = short(rng("sample-weights-w").uniform(0, 3, size=37))
    weights[::5] = 0
    return scenario("sample-weights", model, spec, fit(4, 8, 161), [x], [y], validation=9, sample_weights=weights)


def weights_per_output():
    """Outputs with weights of their own, with another's and with none, averaged in different ways."""
    x, y = rows("weights-per-output", 35, (5,), 3)
    _, z = rows("weights-per-output-z", 35, (5,))
    _, b = rows("weights-per-output-b", 35, (5,), 2)
    g = Graph()
    base = g.layer("Dense", units=7, activation="tanh")(g.input([5]))
    model = g.graph(
        g.layer("Dense", units=3, activation="softmax")(base),
        g.layer("Dense", units=1)(base),
        g.layer("Dense", units=1, activation="sigmoid")(base),
    )
    spec = compiled(
        obj("Adam", learning_rate=0.02),
        [
            obj("SparseCategoricalCrossentropy"),
            obj("MeanSquaredError"),
            obj("BinaryCrossentropy", reduction="mean_with_sample_weight"),
        ],
        [[obj("accuracy")], [obj("mae")], [obj("accuracy")]],
        weighted=[[obj("accuracy")], [obj("mae"), obj("R2Score")], [obj("accuracy"), obj("Recall")]],
        loss_weights=[1, 0.5, 2],
    )
    r = rng("weights-per-output-w")
    own, other = short(r.uniform(0, 2, size=35)), short(r.integers(0, 4, size=35))
    how = fit(4, 8, 171, validation_freq=2)
    weights = [own, None, other]
    return scenario("weights-per-output", model, spec, how, [x], [y, z, b], validation=9, sample_weights=weights)


def swapped_averages():
    """Averages of the weights in validation and at the end, under a loss scale."""
    x, y = rows("swapped-averages", 30, (3,))
    model = chain([3], [obj("Dense", units=5, activation="tanh"), obj("Dense", units=1)])
    inner = obj("Adam", learning_rate=0.05, use_ema=True, ema_momentum=0.7)
    optimizer = obj("LossScaleOptimizer", inner_optimizer=inner, initial_scale=8.0, dynamic_growth_steps=4)
    spec = compiled(optimizer, obj("MeanSquaredError"), [obj("mae")])
    watch = [obj("SwapEMAWeights", swap_on_epoch=True), obj("History")]
    return scenario("swapped-averages", model, spec, fit(4, 8, 131), [x], [y], validation=6, callbacks=watch)


def several_optimizers():
    """Weights trained by different optimizers, chosen by their paths."""
    x, y = rows("several-optimizers", 30, (4,), 3)
    layers = [obj("Dense", units=6, activation="relu"), obj("Dense", units=5, activation="tanh")]
    model = chain([4], [*layers, obj("Dense", units=3, activation="softmax")])
    chosen = obj(
        "OptimizerMap",
        default_optimizer=obj("ScheduleFreeAdamW", learning_rate=0.02),
        optimizer_map={
            "(.*/)?dense_1/.*": obj("Muon", learning_rate=0.05),
            "(.*/)?dense_2/.*": obj("Adafactor", learning_rate=0.1),
        },
    )
    spec = compiled(obj("MultiOptimizer", optimizer_map=chosen), obj("SparseCategoricalCrossentropy"), [obj("accuracy")])
    return scenario("several-optimizers", model, spec, fit(3, 8, 141), [x], [y], validation=6)


def stateful():
    """Layers that go on from batch to batch, through epochs and validation."""
    x, y = rows("stateful", 40, (3, 2))
    g = Graph()
    sequence = g.layer("LSTM", units=4, stateful=True, return_sequences=True)(g.input([3, 2], batch_size=8))
    both = g.layer("Bidirectional", layer=obj("GRU", units=3, stateful=True), merge_mode="sum")(sequence)
    model = g.graph(g.layer("Dense", units=1)(both))
    spec = compiled(obj("Adam", learning_rate=0.05), obj("MeanSquaredError"), [obj("mae")])
    return scenario("stateful", model, spec, fit(4, 8, 151, shuffle=False), [x], [y], validation=16)


SCENARIOS = {
    "mlp": mlp,
    "regression": regression,
    "cnn": cnn,
    "batch-normalization": batch_normalization,
    "lstm": lstm,
    "gru-with-mask": gru_with_mask,
    "embedding": embedding,
    "dropout": dropout,
    "two-outputs": two_outputs,
    "nested-models": nested_models,
    "callbacks": callbacks,
    "recurrent-dropout": recurrent_dropout,
    "frozen": frozen,
    "weighted-outputs": weighted_outputs,
    "swapped-averages": swapped_averages,
    "several-optimizers": several_optimizers,
    "stateful": stateful,
    "sample-weights": sample_weights,
    "weights-per-output": weights_per_output,
}
