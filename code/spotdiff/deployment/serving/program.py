"""A server as a program: `python -m spotdiff.deployment.serving.program --help`."""

import argparse
import logging
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from spotdiff import runtime
from spotdiff.children import LOOPBACK
from spotdiff.classifier.problem import Array

Predict = Callable[[Array], Array]

PROTOCOLS = ("rest", "grpc", "litserve")
FRAMEWORKS = ("torch", "tensorflow")
HERE = "spotdiff.deployment.serving"
THREADS = 4
GRACE = 5.0  # seconds in which what was begun is finished


def side_of(framework: str) -> str:
    """Return the module that loads a framework's model, and builds its REST API."""
    return f"{HERE}.rest.{framework}_side"


def main(arguments: list[str] | None = None) -> None:
    """Serve a model until the process is told to end."""
    parser = argparse.ArgumentParser(prog=f"{HERE}.program", description=main.__doc__)
    parser.add_argument("protocol", choices=PROTOCOLS)
    parser.add_argument("framework", choices=FRAMEWORKS)
    parser.add_argument("path", type=Path)
    parser.add_argument("--host", default=LOOPBACK)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--plain", action="store_true", help="LitServe: add /plain")
    wish = parser.parse_args(arguments)
    side = side_of(wish.framework)
    if wish.protocol == "litserve":
        from spotdiff.deployment.serving import lit

        lit.serve(side, wish.path, wish.host, wish.port, wish.plain)
        return
    with runtime.without_import_notices():
        loaded = import_module(side)
        if wish.protocol == "grpc":
            import_module(f"{HERE}.grpc_server")
    configure()
    predict = loaded.load(wish.path)
    if wish.protocol == "rest":
        serve_rest(loaded.application(predict), wish.host, wish.port)
    else:
        serve_grpc(predict, wish.host, wish.port)


def configure() -> None:
    """Bring what is loaded into the state of every page, but for the threads.

    A question has one to itself, as several are answered at once.
    """
    settings = replace(runtime.from_environment(), threads=1)
    if "torch" in sys.modules:
        runtime.configure_torch(sys.modules["torch"], settings)
    if "tensorflow" in sys.modules:
        runtime.configure_tensorflow(sys.modules["tensorflow"], settings)


def end_in_order() -> None:
    """Have the main thread leave its loop, as at its end, when it is told to end."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())


def serve_rest(application: object, host: str, port: int) -> None:
    """Serve by waitress, which at the end finishes the questions it has begun."""
    import waitress

    from spotdiff.deployment.serving import questions

    end_in_order()
    # It warns of every question that waits for a thread.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    waitress.serve(
        application,
        host=host,
        port=port,
        threads=THREADS,
        # Up to here a body is read, so that the refusal reaches its sender.
        max_request_body_size=4 * questions.MOST_BYTES,
        # Not its own name and version to everybody.
        ident=None,
        _quiet=True,
    )


def serve_grpc(predict: Predict, host: str, port: int) -> None:
    """Serve by gRPC, which is given some seconds for the same."""
    from spotdiff.deployment.serving import grpc_server

    end_in_order()
    server = grpc_server.server(predict, f"{host}:{port}")
    server.start()
    try:
        server.wait_for_termination()
    finally:
        server.stop(GRACE).wait()


if __name__ == "__main__":
    main()
