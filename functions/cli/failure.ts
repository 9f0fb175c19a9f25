/** Exit codes of the command line. */
export const exitCode = {
  done: 0,
  /** The command did its work, and what it found needs a person: a failed check, a failed or held run, a stale form. */
  attention: 1,
  /** It was called in a way that cannot be meant. */
  usage: 2,
  /** AWS or RingCentral refused or did not answer. */
  unavailable: 3,
  /** Ctrl-C, or no to a question: nothing was changed. */
  cancelled: 130,
} as const;

type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** Ends a command with a message for people: what, to what, and what to do next. */
export class Failure extends Error {
  readonly exitCode: ExitCode;

  constructor(message: string, { exitCode: code }: { readonly exitCode: ExitCode }) {
    super(message);
    this.name = "Failure";
    this.exitCode = code;
  }
}

/** Called in a way that cannot be meant. */
export function usageFailure(message: string): Failure {
  return new Failure(message, { exitCode: exitCode.usage });
}

/** Somebody said no or pressed Ctrl-C. */
export function cancelled(): Failure {
  return new Failure("Cancelled: nothing was changed.", { exitCode: exitCode.cancelled });
}
