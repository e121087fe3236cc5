"""One module per kind of Keras object; each has `run(object)` that answers all of its example cases."""
