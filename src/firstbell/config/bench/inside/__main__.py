"""Runs one function of this folder and prints its answer as JSON: `MODULE FUNCTION ARGUMENTS`.

The bench itself never loads Django: each row has a data folder of its own, and Django reads its settings once.
"""

import json
import os
import sys
from importlib import import_module


def main() -> None:
    module, function, given = sys.argv[1:]
    os.environ["DJANGO_SETTINGS_MODULE"] = "firstbell.config.settings"
    import django

    django.setup()
    answer = getattr(import_module(f"firstbell.config.bench.inside.{module}"), function)(**json.loads(given))
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
