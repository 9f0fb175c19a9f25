import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { on, once } from "node:events";
import { openSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

type Json = Readonly<Record<string, unknown>>;

/** Everything at most an hour, whatever happens to this process. */
const longestSeconds = 3_600;

/** The account and region that the emulator plays. */
export const account = "123456789012";
export const region = "eu-central-1";

/** What the emulator says of itself when it starts. */
interface EmulatorFacts {
  readonly port: number;
  /** Resource types that are not moto's own. */
  readonly added: readonly string[];
  /** Those of `added` that moto would make by itself. */
  readonly known: readonly string[];
}

/** A refusal by an AWS service; `name` is its code. */
class AwsRefusal extends Error {
  constructor(code: string, message: string) {
    super(message);
    this.name = code;
  }
}

interface Answer {
  readonly result?: Json;
  readonly error?: string;
  readonly message?: string;
}

/** moto, an AWS emulator, with the AWS SDK for Python in front of it. */
export class EmulatedAws {
  readonly endpoint: string;
  readonly facts: EmulatorFacts;
  /** What an AWS client needs to talk to it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly #processes: readonly ChildProcessWithoutNullStreams[];
  readonly #sdk: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<unknown[]>;
  #last: Promise<unknown> = Promise.resolve();

  /** @param python that has moto and boto3 */
  static async start(python: string): Promise<EmulatedAws> {
    const server = startPython({ python, script: "emulator.py", environment: {} });
    const [line] = (await Promise.race([
      once(createInterface(server.stdout), "line"),
      once(server, "close").then(() => Promise.reject(new Error("the AWS emulator did not start"))),
    ])) as [string];
    return new EmulatedAws({ python, server, facts: JSON.parse(line) as EmulatorFacts });
  }

  private constructor(parts: { python: string; server: ChildProcessWithoutNullStreams; facts: EmulatorFacts }) {
    this.facts = parts.facts;
    // By name: moto takes the first label of any other host for a bucket when it fetches a template.
    this.endpoint = `http://localhost:${parts.facts.port}`;
    this.environment = {
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: "AKIAEMULATED",
      AWS_SECRET_ACCESS_KEY: "emulated",
      AWS_EC2_METADATA_DISABLED: "true",
    };
    this.#sdk = startPython({ python: parts.python, script: "aws-calls.py", environment: this.environment });
    this.#answers = on(createInterface(this.#sdk.stdout), "line", { close: ["close"] });
    this.#processes = [parts.server, this.#sdk];
  }

  /**
   * One call through the AWS SDK, with the SDK's own names: `call("dynamodb", "describe_table", { TableName })`.
   * @throws AwsRefusal
   */
  async call(service: string, operation: string, parameters: Json = {}): Promise<Json> {
    const answer = this.#last.then(() => this.#ask({ service, operation, parameters }));
    this.#last = answer.catch(() => undefined);
    const { result, error, message } = await answer;
    if (error !== undefined) throw new AwsRefusal(error, message ?? "");
    return result ?? {};
  }

  async close(): Promise<void> {
    await Promise.all(
      this.#processes.map(async (process) => {
        if (process.exitCode !== null || process.signalCode !== null) return;
        const ended = once(process, "exit");
        process.stdin.end();
        process.kill();
        await ended;
      }),
    );
  }

  async #ask(call: Json): Promise<Answer> {
    this.#sdk.stdin.write(`${JSON.stringify(call)}\n`);
    const { value, done } = await this.#answers.next();
    if (done === true) throw new Error("the AWS SDK has ended");
    return JSON.parse(String(value[0])) as Answer;
  }
}

function startPython(options: {
  readonly python: string;
  readonly script: string;
  readonly environment: Readonly<Record<string, string>>;
}): ChildProcessWithoutNullStreams {
  const script = fileURLToPath(new URL(`tools/${options.script}`, import.meta.url));
  const log = openSync(fileURLToPath(new URL(`../../.cache/deploy/${options.script}.log`, import.meta.url)), "w");
  return spawn("timeout", [`${longestSeconds}`, options.python, "-u", script], {
    env: { PATH: process.env["PATH"], AWS_EC2_METADATA_DISABLED: "true", ...options.environment },
    stdio: ["pipe", "pipe", log],
  }) as ChildProcessWithoutNullStreams;
}
