"""A port of this machine handed on to another: what `ssh -L` does, without the ssh.

It stands in for the tunnel, whose far end needs a machine that one may log in to. The
bytes go the same way; nothing here encrypts them or asks who you are.
"""

import asyncio
import sys

LOOPBACK = "127.0.0.1"


async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass on what comes, until nothing comes any more."""
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:  # either end may leave at any time
        pass
    finally:
        writer.close()


async def serve(here: int, there: int) -> None:
    """Pass on everything between two ports of the loopback address, for ever."""

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers, questions = await asyncio.open_connection(LOOPBACK, there)
        await asyncio.gather(copy(reader, questions), copy(answers, writer))

    server = await asyncio.start_server(visit, LOOPBACK, here)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))
