import type { Cli } from "#functions/cli/cli.ts";
import { describedError } from "#functions/cli/described-error.ts";
import { Output } from "#functions/cli/output.ts";
import { programOf } from "#functions/cli/program.ts";
import type { Prompts } from "#functions/cli/prompts.ts";
import { composeOperator } from "#functions/composition.ts";
import { realRuntime } from "#functions/runtime.ts";
import { parsePageSaveEnvironment } from "#shared/config/environment.ts";
import type { Check } from "#shared/operator/check-connection.ts";
import { Shown, textOf } from "#test/unit/page/shown.ts";

/** One link of the chain, as it is shown. */
export type ShownCheck = Pick<Check, "link" | "outcome"> & { readonly told: string };

/** What `user-sync doctor` says. */
export async function doctor(tenantId: string): Promise<readonly ShownCheck[]> {
  const { printed } = await userSync(["doctor", "--json"], { tenantId });
  const { checks } = JSON.parse(printed) as { readonly checks: readonly Check[] };
  return checks.map(({ link, outcome, found, next = "" }) => ({ link, outcome, told: `${found} ${next}` }));
}

/** What the page's check says. */
export function shownChecks(html: string): readonly ShownCheck[] {
  const rows = new Shown(html).all("tr").map((row) => row.childNodes.map((cell) => textOf(cell as typeof row)));
  return rows.map(([link = "", outcome = "", ...told]) => ({
    link,
    outcome: outcome as Check["outcome"],
    told: told.join(" "),
  }));
}

/**
 * The wizard, with somebody who takes what is suggested, types the secrets, chooses every sub-account and stops before
 * anything is stored. `accepted`: it came so far.
 */
export async function wizard(
  tenantId: string,
  secrets: { readonly clientSecret: string; readonly jwt: string },
): Promise<{ readonly accepted: boolean; readonly told: string }> {
  let accepted = false;
  const prompts: Prompts = {
    text: async ({ message, suggested = "", check }) => {
      const refused = check?.(suggested);
      if (refused !== undefined) throw new Error(`${message}: ${refused}`);
      return suggested;
    },
    secret: async ({ message, check }) => {
      const typed = message.startsWith("JWT") ? secrets.jwt : secrets.clientSecret;
      const refused = check?.(typed);
      if (refused !== undefined) throw new Error(`${message}: ${refused}`);
      return typed;
    },
    choose: async ({ choices, suggested }) =>
      choices.find(({ value }) => value === "leave")?.value ?? suggested ?? choices[0]?.value ?? "",
    chooseSeveral: async ({ choices }) => choices.map(({ value }) => value),
    confirm: async () => {
      accepted = true;
      return false;
    },
  };
  const { printed, remarks } = await userSync(["init"], { tenantId, prompts });
  return { accepted, told: printed + remarks };
}

/** Runs a command of the command line, in this process. */
async function userSync(
  args: readonly string[],
  { tenantId, prompts }: { readonly tenantId: string; readonly prompts?: Prompts },
): Promise<{ readonly printed: string; readonly remarks: string }> {
  let [printed, remarks] = ["", ""];
  const screen = { write: (text: string) => (printed += text) };
  const output = new Output({ screen, remarks: { write: (text) => (remarks += text) }, environment: {} });
  const ports = composeOperator(parsePageSaveEnvironment(process.env), realRuntime);
  const cli: Cli = {
    output,
    readInput: async () => "",
    terminal: undefined,
    onInterrupt: () => () => undefined,
    prompts: () => {
      if (prompts === undefined) throw new Error("nobody is there to be asked");
      return prompts;
    },
    connect: async () => ({ ports, identity: "somebody", words: "the field" }),
    exitWith: () => undefined,
  };
  await programOf(cli)
    .parseAsync([...args, "--tenant", tenantId], { from: "user" })
    .catch((error: unknown) => {
      remarks += describedError(error).message;
    });
  return { printed, remarks };
}
