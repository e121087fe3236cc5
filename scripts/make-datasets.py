"""Writes the built-in data sets of public/data from scikit-learn's copies; run it again only to change their form.

Tables become CSV with a header, classes by name. Digits become one packed binary: the bytes of all images
(count x 8 x 8, row-major, 0..16 stretched to 0..255), then one label byte per image.
"""
import csv
import pathlib

import numpy as np
from sklearn import datasets

OUT = pathlib.Path(__file__).resolve().parent.parent / "public" / "data"


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


if __name__ == "__main__":
    main()
