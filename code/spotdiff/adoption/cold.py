"""A program by itself: import the package it is told, and print what that took."""

import json
import sys
import time

before = set(sys.modules)
start = time.perf_counter()
__import__(sys.argv[1])
seconds = time.perf_counter() - start
print(json.dumps({"seconds": seconds, "modules": len(set(sys.modules) - before)}))
