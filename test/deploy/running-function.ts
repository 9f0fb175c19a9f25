import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type InvocationEnd, RuntimeApi } from "./runtime-api.ts";

/** An hour at most, whatever happens to this process. */
const longestSeconds = "3600";

/** A function's configuration as Lambda tells it. */
export interface FunctionConfiguration {
  readonly FunctionName: string;
  readonly FunctionArn: string;
  readonly Handler: string;
  /** MB. */
  readonly MemorySize: number;
  /** Seconds. */
  readonly Timeout: number;
  /** Base64. */
  readonly CodeSha256: string;
  readonly Environment: { readonly Variables: Readonly<Record<string, string>> };
}

interface StartOptions {
  /** Module of the runtime interface client. */
  readonly runtimeClient: string;
  /** Folder with the unpacked code. */
  readonly folder: string;
  readonly configuration: FunctionConfiguration;
  /** What Lambda adds to the function's own variables: region, credentials; here also where the services are. */
  readonly surroundings: Readonly<Record<string, string>>;
}

/** A deployed function in AWS's own Node runtime: one instance that stays warm. */
export class RunningFunction {
  readonly #api: RuntimeApi;
  readonly #process: ChildProcess;
  #output = "";

  static async start(options: StartOptions): Promise<RunningFunction> {
    const { FunctionArn: functionArn, Timeout: timeoutSeconds } = options.configuration;
    return new RunningFunction(await RuntimeApi.start({ functionArn, timeoutSeconds }), options);
  }

  private constructor(api: RuntimeApi, { runtimeClient, folder, configuration, surroundings }: StartOptions) {
    this.#api = api;
    const program = [process.execPath, runtimeClient, configuration.Handler];
    this.#process = spawn("timeout", [longestSeconds, ...program], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: process.env["PATH"],
        LANG: "en_US.UTF-8",
        TZ: ":UTC",
        AWS_LAMBDA_RUNTIME_API: api.address,
        LAMBDA_TASK_ROOT: folder,
        _HANDLER: configuration.Handler,
        AWS_LAMBDA_FUNCTION_NAME: configuration.FunctionName,
        AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.MemorySize),
        AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${configuration.FunctionName}`,
        AWS_LAMBDA_LOG_STREAM_NAME: "test",
        AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
        // The stack's logging: JSON from level INFO.
        AWS_LAMBDA_LOG_FORMAT: "JSON",
        AWS_LAMBDA_LOG_LEVEL: "INFO",
        ...surroundings,
        ...configuration.Environment.Variables,
      },
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        this.#output += chunk.toString();
      });
    }
    this.#process.on("error", (error) => this.#api.fail({ errorMessage: error.message }));
    this.#process.on("close", () =>
      this.#api.fail({ errorMessage: `the process ended: ${this.#output.slice(-2000)}` }),
    );
  }

  /** Everything that the function has written so far; in Lambda it would stand in the log group. */
  get output(): string {
    return this.#output;
  }

  invoke(event: unknown): Promise<InvocationEnd> {
    return this.#api.invoke(event);
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = once(this.#process, "exit");
      this.#process.kill();
      await ended;
    }
    await this.#api.close();
  }
}
