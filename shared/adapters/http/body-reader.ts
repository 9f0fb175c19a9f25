/** Bytes of an answer, after decompression. */
const maxBytes = 64 * 1024 * 1024;

/** Objects and lists in an answer: in memory each takes many times the two characters that it may have in JSON. */
const maxContainers = 4_000_000;

/** Rows of a list, over all its pages. */
const maxRows = 1_000_000;

/** Beyond this many bytes, answers are read one after the other: several big ones at once would fill the memory. */
const bytesAtOnce = 4 * 1024 * 1024;

/** Thrown as soon as an answer is larger than any that is read; the message follows "GET /path". */
export class AnswerTooLarge extends Error {
  constructor(measure: string) {
    super(`answered with more than ${measure}, which is more than is read.`);
    this.name = "AnswerTooLarge";
  }
}

/** Reads the bodies of one connection. What is too large is noticed while it is read, and not read to its end. */
export class BodyReader {
  #lastBig: Promise<void> = Promise.resolve();

  /** @throws AnswerTooLarge, or what the stream throws; `signal` lets the next big answer go, whatever the stream does */
  async text(answer: Response, signal: AbortSignal): Promise<string> {
    if (answer.body === null) return "";
    const decoder = new TextDecoder();
    let text = "";
    let bytes = 0;
    let containers = 0;
    let done: (() => void) | undefined;
    try {
      for await (const chunk of answer.body) {
        bytes += chunk.byteLength;
        containers += containersIn(chunk);
        if (bytes > maxBytes) throw new AnswerTooLarge("64 MB");
        if (containers > maxContainers) throw new AnswerTooLarge(`${inWords(maxContainers)} objects and lists`);
        if (bytes > bytesAtOnce) done ??= await this.#turn(signal);
        text += decoder.decode(chunk, { stream: true });
      }
      return text + decoder.decode();
    } finally {
      done?.();
    }
  }

  /** Resolves when the big answers before this one are read; returns how to say that this one is. */
  async #turn(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    const before = this.#lastBig;
    const { promise, resolve } = Promise.withResolvers<void>();
    signal.addEventListener("abort", () => resolve(), { once: true });
    this.#lastBig = before.then(() => promise);
    await before;
    return resolve;
  }
}

function containersIn(chunk: Uint8Array): number {
  let count = 0;
  // "{" and "["; those in texts count as well.
  for (let at = 0; at < chunk.length; at += 1) if (chunk[at] === 0x7b || chunk[at] === 0x5b) count += 1;
  return count;
}

/** What is wrong with a list of so many rows, to follow "GET /path: "; `undefined` for nothing. */
export function tooManyRows(count: number): string | undefined {
  return count > maxRows
    ? `the list has ${inWords(count)} rows, and no more than ${inWords(maxRows)} are read`
    : undefined;
}

function inWords(count: number): string {
  return count.toLocaleString("en-US");
}
