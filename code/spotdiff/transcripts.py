"""Transcripts: what was typed at a program's prompt, and what it answered."""

from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Exchange:
    """One line typed at a prompt, and the answer to it.

    Attributes:
        prompt: what stood before the cursor: "$ ", "(Pdb) ".
        typed: the line, without its end.
        answer: everything up to the next prompt, without the last line end.
    """

    prompt: str
    typed: str
    answer: str


@dataclass(frozen=True)
class Transcript:
    """A session at a terminal, from the command that began it to its end.

    Attributes:
        exchanges: in order; the first is the command.
        status: the exit status of the program; negative if a signal ended it.
    """

    exchanges: tuple[Exchange, ...]
    status: int

    def __str__(self) -> str:
        """Write it as it stood on the screen."""
        return "\n".join(
            f"{one.prompt}{one.typed}" + (f"\n{one.answer}" if one.answer else "")
            for one in self.exchanges
        )

    def _repr_html_(self) -> str:
        lines = (
            f"{escape(one.prompt)}<kbd>{escape(one.typed)}</kbd>\n"
            + (f"<samp>{escape(one.answer)}</samp>\n" if one.answer else "")
            for one in self.exchanges
        )
        # In reach of the keyboard, since long lines scroll.
        label = 'role="group" aria-label="Terminal session"'
        start = f'<pre class="transcript" tabindex="0" {label}>'
        return f"{start}{''.join(lines)}</pre>"

    def parted(self, typed: str) -> tuple["Transcript", "Transcript"]:
        """Part the session before the first line typed that reads so.

        Raises:
            KeyError: nothing of the kind was typed.
        """
        cut = self.place(typed)
        first, second = self.exchanges[:cut], self.exchanges[cut:]
        return Transcript(first, self.status), Transcript(second, self.status)

    def answer_to(self, typed: str) -> str:
        """Return the answer to the first line typed that reads so.

        Raises:
            KeyError: nothing of the kind was typed.
        """
        return self.exchanges[self.place(typed)].answer

    def place(self, typed: str) -> int:
        """Return where the first line typed that reads so stands.

        Raises:
            KeyError: nothing of the kind was typed.
        """
        if typed not in self.typed:
            raise KeyError(f"nobody typed {typed!r}, but {self.typed}")
        return self.typed.index(typed)

    @property
    def typed(self) -> list[str]:
        """The lines typed, the command first."""
        return [one.typed for one in self.exchanges]
