"""Validates a file of T4 results against the schema that an installed Kernel Tuner brings along.

python3 check_t4.py FILE    exit code 0: it is valid; 77: Kernel Tuner or jsonschema is not installed
"""
import importlib.util
import json
import pathlib
import sys

found = importlib.util.find_spec("kernel_tuner")  # finds it without importing it
if found is None or found.origin is None or importlib.util.find_spec("jsonschema") is None:
    sys.exit(77)

import jsonschema

schema = pathlib.Path(found.origin).parent / "schema" / "T4" / "1.0.0" / "results-schema.json"
results = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
jsonschema.validate(results, json.loads(schema.read_text(encoding="utf-8")))
print(len(results["results"]), "results are valid")
