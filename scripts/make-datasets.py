"""Writes the built-in data sets of public/data from scikit-learn's copies, and what its encoders make of a small table.

Run it again only to change their form.

Tables become CSV with a header, classes by name. Digits become one packed binary: the bytes of all images
(count x 8 x 8, row-major, 0..16 stretched to 0..255), then one label byte per image.
"""
import csv
import json
import pathlib

import numpy as np
from sklearn import datasets
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, MinMaxScaler, OneHotEncoder, StandardScaler

ROOT = pathlib.Path(__file__).resolve().parent.parent
OUT = ROOT / "public" / "data"
FIXTURE = ROOT / "tests" / "data" / "fixtures" / "scikit-learn.json"


def number(x: float) -> str:
    """The shortest text that reads back as the same double."""
    text = repr(float(x))
    return text[:-2] if text.endswith(".0") else text


def write_table(name: str, bunch, columns: list[str], target: str, classes: list[str] | None) -> None:
    with open(OUT / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*columns, target])
        for row, y in zip(bunch.data, bunch.target):
            writer.writerow([*map(number, row), classes[int(y)] if classes else number(y)])


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    iris = datasets.load_iris()
    write_table("iris", iris, ["sepal_length", "sepal_width", "petal_length", "petal_width"], "species", list(iris.target_names))
    wine = datasets.load_wine()
    names = [n.replace("/", "_") for n in wine.feature_names]
    write_table("wine", wine, names, "cultivar", ["cultivar_1", "cultivar_2", "cultivar_3"])
    cancer = datasets.load_breast_cancer()
    names = [n.replace(" ", "_") for n in cancer.feature_names]
    write_table("breast_cancer", cancer, names, "diagnosis", list(cancer.target_names))
    diabetes = datasets.load_diabetes(scaled=False)
    names = ["age", "sex", "bmi", "blood_pressure", "total_cholesterol", "ldl", "hdl", "cholesterol_ratio", "log_triglycerides", "glucose"]
    write_table("diabetes", diabetes, names, "progression", None)
    digits = datasets.load_digits()
    pixels = np.floor(digits.images * 255 / 16 + 0.5).astype(np.uint8)
    (OUT / "digits.bin").write_bytes(pixels.tobytes() + digits.target.astype(np.uint8).tobytes())
    write_fixture()


def write_fixture() -> None:
    """Encodes a table with gaps as scikit-learn's pipelines do, fitted on its first rows only."""
    rng = np.random.default_rng(3)
    rows, train = 40, 25
    numbers = np.round(rng.gamma(1.5, 20.0, (rows, 4)), 3)
    numbers[:, 3] = rng.integers(0, 5, rows)
    numbers[rng.random((rows, 4)) < 0.15] = np.nan
    words = rng.choice(["pear", "apple", "fig"], rows).astype(object)
    words[30] = "quince"
    words[rng.random(rows) < 0.1] = np.nan

    def number(strategy: str, *steps):
        return make_pipeline(SimpleImputer(strategy=strategy), *steps)

    log = FunctionTransformer(np.log1p)
    transformer = ColumnTransformer([
        ("a", number("mean", StandardScaler()), [0]),
        ("b", number("median", MinMaxScaler()), [1]),
        ("c", number("mean", log, StandardScaler()), [2]),
        ("d", number("most_frequent", StandardScaler()), [3]),
        ("w", make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore", sparse_output=False)), [4]),
    ])
    table = np.concatenate([numbers.astype(object), words[:, None]], axis=1)
    encoded = transformer.fit(table[:train]).transform(table).astype(float)
    cell = lambda v: None if isinstance(v, float) and np.isnan(v) else v
    fixture = {
        "train": train,
        "columns": ["a", "b", "c", "d", "w"],
        "rows": [[cell(v) for v in row] for row in table.tolist()],
        "encoded": encoded.tolist(),
    }
    FIXTURE.parent.mkdir(parents=True, exist_ok=True)
    FIXTURE.write_text(json.dumps(fixture) + "\n")


if __name__ == "__main__":
    main()
