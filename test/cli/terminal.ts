import { stripVTControlCharacters } from "node:util";
import { type IPty, spawn } from "@lydell/node-pty";
import { deadlineMs, environmentOf, type Place, program } from "./cli-process.ts";

export const keys = { enter: "\r", backspace: "\u007f", down: "\u001b[B", space: " ", ctrlC: "\u0003" } as const;

interface Size {
  readonly columns?: number;
}

/** `user-sync` in a real pseudo-terminal, with somebody in front of it. */
export class Terminal {
  readonly #pty: IPty;
  /** Everything that was sent to the terminal, escape codes included. */
  raw = "";
  readonly #ended: Promise<number>;
  #code: number | undefined;
  #seen = 0;
  readonly #listeners = new Set<() => void>();

  constructor(args: readonly string[], { columns = 80, ...place }: Place & Size) {
    this.#pty = spawn(process.execPath, [program, ...args], {
      name: place.environment?.["TERM"] ?? "xterm-256color",
      cols: columns,
      rows: 40,
      cwd: place.folder,
      env: environmentOf(place),
    });
    this.#pty.onData((data) => {
      this.raw += data;
      for (const listener of this.#listeners) listener();
    });
    this.#ended = new Promise((resolve) => {
      this.#pty.onExit(({ exitCode }) => {
        this.#code = exitCode;
        for (const listener of this.#listeners) listener();
        resolve(exitCode);
      });
    });
  }

  /** What a person reads: without escape codes, lines as the terminal ends them. */
  get text(): string {
    return stripVTControlCharacters(this.raw).replaceAll("\r\n", "\n");
  }

  /** Waits for a text that has come since the last text that was waited for. */
  async waitFor(wanted: string): Promise<void> {
    await this.#until(`"${wanted}"`, () => {
      const found = wrapped(wanted).exec(this.text.slice(this.#seen));
      if (found !== null) this.#seen += found.index + found[0].length;
      return found !== null;
    });
  }

  type(text: string): void {
    this.#pty.write(text);
  }

  /** Answers a question: waits for it, types, and presses Enter. */
  async answer(question: string, typed: string): Promise<void> {
    await this.waitFor(question);
    this.type(typed);
    this.type(keys.enter);
  }

  /** The exit code. */
  async ended(): Promise<number> {
    await this.#until("the end", () => this.#code !== undefined);
    return await this.#ended;
  }

  kill(): void {
    if (this.#code === undefined) this.#pty.kill("SIGKILL");
  }

  async #until(what: string, isThere: () => boolean): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => settle(new Error(`No ${what} in:\n${this.text}`)), deadlineMs);
      const settle = (error?: Error) => {
        clearTimeout(timer);
        this.#listeners.delete(look);
        if (error === undefined) resolve();
        else reject(error);
      };
      const look = () => {
        if (isThere()) settle();
        else if (this.#code !== undefined)
          settle(new Error(`Ended with ${this.#code}, without ${what}:\n${this.text}`));
      };
      this.#listeners.add(look);
      look();
    });
  }
}

/** A text as it may stand in a narrow terminal, where a question goes on behind the bar of the next line. */
function wrapped(text: string): RegExp {
  const words = text.split(" ").map((word) => RegExp.escape(word));
  return new RegExp(words.join("(?: |\\s*\\n(?:│ *)?)"), "u");
}
