import type { DeployedStack } from "../deployed-stack.ts";
import type { EmulatedAws } from "../emulated-aws.ts";

export type Json = Readonly<Record<string, unknown>>;

/** A stack where it is deployed. */
export interface Deployed {
  readonly aws: EmulatedAws;
  readonly stack: DeployedStack;
  readonly stage: string;
}

/** What one property of a deployed resource must be. */
export interface PropertyCheck {
  readonly type: string;
  /** As the template calls it, so that the record of gaps can name it. */
  readonly property: string;
  /** Beginning of the resource's logical id. */
  readonly of: string;
  readonly expected: (deployed: Deployed) => unknown;
  /** Read through the AWS SDK. */
  readonly actual: (deployed: Deployed) => Promise<unknown>;
  /** How the template says `expected`, where it says it in other words. */
  readonly inTemplate?: unknown;
}

/** Physical id of the resource that a check is about. */
export function physicalIdOf({ stack }: Deployed, { type, of }: Pick<PropertyCheck, "type" | "of">): string {
  return stack.physicalId(stack.idOf(type, of));
}

/** Some of the fields of an answer. */
export function fields(answer: Json, names: readonly string[]): Json {
  return Object.fromEntries(names.map((name) => [name, answer[name]]));
}

/** The statements of a policy that a service returned as text, or as it is. */
export function statementsOf(policy: unknown): readonly Json[] {
  const { Statement } = (typeof policy === "string" ? JSON.parse(policy) : policy) as { Statement: Json[] };
  return Statement;
}
