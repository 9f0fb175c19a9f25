/** Keeps what is written to standard output and standard error, line by line, until `end`. */
export class OutputCapture {
  readonly #lines: string[] = [];
  readonly #restore: (() => void)[] = [];

  constructor() {
    for (const stream of [process.stdout, process.stderr]) {
      const { write } = stream;
      this.#restore.push(() => {
        stream.write = write;
      });
      stream.write = ((chunk: unknown, encoding?: unknown, callback?: unknown) => {
        this.#lines.push(...String(chunk).trimEnd().split("\n"));
        const done = typeof encoding === "function" ? encoding : callback;
        if (typeof done === "function") done();
        return true;
      }) as typeof stream.write;
    }
  }

  /** The lines since it was last called. */
  take(): string[] {
    return this.#lines.splice(0);
  }

  end(): void {
    for (const restore of this.#restore) restore();
  }
}
