import { Command } from "commander";
import { parseCredentials } from "#shared/config/credentials.ts";
import { jwtDaysLeft } from "#shared/config/jwt-issue.ts";
import { SyncError } from "#shared/domain/sync-error.ts";
import { tryLogin } from "#shared/operator/try-login.ts";
import type { Credentials } from "#shared/ports/directory.ts";
import { storedSettings } from "#shared/tenant/checked-settings.ts";
import { askForCredentials } from "../ask-for-credentials.ts";
import { type Cli, type CommonOptions, newCommand, openSession, type Session } from "../cli.ts";
import { exitCode, Failure } from "../failure.ts";

/** `secret set`. */
export function secretCommand(cli: Cli): Command {
  return new Command("secret")
    .summary("stores the client secret and the JWT")
    .description("The client secret and the JWT of one tenant, in Secrets Manager.")
    .helpCommand(false)
    .addCommand(setCommand(cli));
}

function setCommand(cli: Cli): Command {
  return newCommand({
    name: "set",
    summary: "tries the login, then stores client secret and JWT",
    description:
      'Asks for the client secret and the JWT without showing them, or reads {"clientSecret": "...", "jwt": "..."} from standard input; never from arguments, which end up in a shell\'s history. Tries the login before it stores, once.',
    examples: ["secret set", "secret set < secret.json"],
    permissions: [
      "secretsmanager:PutSecretValue and secretsmanager:CreateSecret",
      "dynamodb:GetItem on the settings table",
      "ssm:GetParametersByPath",
    ],
  })
    .option("--untried", "store without trying the login, for example before the settings are complete")
    .action(async (options: CommonOptions & { readonly untried?: true }) => {
      const session = await openSession(options, cli);
      const credentials = await credentialsFrom(cli, session);
      if (!options.untried) await tryThem(credentials, session);
      await session.ports.secrets.write(session.tenantId, JSON.stringify(credentials));
      const daysLeft = jwtDaysLeft(credentials.jwt, session.ports.clock.now());
      if (options.json)
        return cli.output.json({ stored: true, tried: !options.untried, jwtDaysLeft: daysLeft ?? null });
      const end = daysLeft === undefined ? "The JWT does not say when it ends." : `The JWT ends in ${daysLeft} days.`;
      cli.output.line(`Stored${options.untried ? ", untried" : ": the login works"}. ${end}`);
    });
}

async function credentialsFrom(cli: Cli, { ports, tenantId }: Session): Promise<Credentials> {
  const place = { tenantId, secretId: ports.secrets.idOf(tenantId) };
  if (cli.terminal !== undefined) return await askForCredentials(cli.prompts("pipe the JSON into standard input"));
  try {
    return parseCredentials(await cli.readInput(), place);
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    // Both parts are there, and the JWT is none.
    if (Array.isArray(error.details["missing"]) && error.details["missing"].length === 0) {
      throw new Failure(`Nothing was stored. ${error.message}`, { exitCode: exitCode.usage });
    }
    throw new Failure('Standard input must be JSON: {"clientSecret": "...", "jwt": "..."}. Nothing was stored.', {
      exitCode: exitCode.usage,
    });
  }
}

/** @throws Failure when RingCentral refuses them, or the settings say too little to try */
async function tryThem(credentials: Credentials, { ports, tenantId }: Session): Promise<void> {
  const parsed = await storedSettings(tenantId, ports);
  const settings = parsed.kind === "valid" ? parsed.settings : parsed.readable;
  const tried = await tryLogin({ tenantId, settings, credentials }, ports);
  if (tried.kind === "accepted") return;
  const next = tried.kind === "not-tried" ? " Set them first, or store with --untried." : "";
  throw new Failure(`Nothing was stored. ${tried.why}${next}`, { exitCode: exitCode.attention });
}
