"""A program by itself: import the package it is told, and print what that took."""

import json
import os
import sys
import time

before = set(sys.modules)
start = time.perf_counter()
__import__(sys.argv[1])
seconds = time.perf_counter() - start
answer = {"seconds": seconds, "modules": len(set(sys.modules) - before)}
print(json.dumps(answer), flush=True)
os._exit(0)  # to take the package down takes as long as some imports
