"""Programs that stay up and answer a line at a time."""

import json
import os
import shlex
import subprocess


class Lines:
    """A process that answers each line with one line."""

    def __init__(self, command, **options):
        self.command = command
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True, **options)

    def ask(self, line):
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            raise SystemExit(f"peers.py: error: {self.command[0]} ended with code "
                             f"{self.process.wait()}; it was asked: {line}")
        return answer.strip()

    def close(self):
        self.process.stdin.close()
        try:
            self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()


class Foldcast(Lines):
    """`foldcast bench --serve`: arrays stay on the device between lines."""

    def __init__(self, launcher, size, device):
        words = [launcher, "bench", "--serve", f"--size={min(size, 1 << 30)}"]
        super().__init__(words + (["--device", device] if device else []))

    def ask(self, line):
        answer = json.loads(super().ask(line))
        if "error" in answer:
            raise SystemExit(f"peers.py: error: foldcast: {line}: {answer['error']}")
        return answer

    def load(self, name, file):
        self.ask(f"load {name} {shlex.quote(file)}")

    def limit(self, kind):
        """GB/s of the best kernel now; their order is always the same."""
        return self.ask(f"limit {kind}")["gb_per_s"]


class Limit(Lines):
    """limit.c, compiled for this processor."""

    def __init__(self, folder, size):
        source = os.path.join(os.path.dirname(os.path.dirname(__file__)), "limit.c")
        binary = os.path.join(folder, "limit")
        compiler = os.environ.get("CC", "cc")
        subprocess.run([compiler, "-O3", "-march=native", "-pthread", source, "-o", binary],
                       check=True)
        super().__init__([binary, str(max(1, size >> 20)), "-"])

    def limit(self, kind):
        """GB/s of non-temporal and of plain stores; of a read, its one figure."""
        kinds = [kind] if kind == "read" else [kind, "plain-" + kind]
        return [float(self.ask(k)) for k in kinds]
