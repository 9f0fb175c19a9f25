import type { Command } from "commander";
import { userId as userIdOf } from "#shared/domain/ids.ts";
import type { RosterUser } from "#shared/domain/roster/roster-user.ts";
import { emailKey } from "#shared/domain/text.ts";
import { forgetPerson } from "#shared/operator/forget-person.ts";
import { type Cli, type CommonOptions, newCommand, openSession } from "../cli.ts";
import { cancelled, usageFailure } from "../failure.ts";

/** `forget <person>`: a privacy request. */
export function forgetCommand(cli: Cli): Command {
  return newCommand({
    name: "forget",
    summary: "a privacy request: takes names and e-mail out of a person's history",
    description:
      "Takes the names and the e-mail out of every change record of one roster user; ids, events and reasons stay, and it is recorded that it was done. The roster itself is AI WFM's: what stands there is not touched, and as long as the person is in RingCentral a later change is recorded with its values.",
    examples: ["forget rc-1009", "forget dana@contact-centre.example"],
    permissions: [
      "dynamodb:Query on the roster table and on the history's index byUser",
      "dynamodb:UpdateItem and dynamodb:PutItem on the history table",
      "dynamodb:Query and dynamodb:DeleteItem on the approvals table",
    ],
  })
    .argument("<person>", "roster user id, or the e-mail of a roster user")
    .option("--yes", "do it without asking")
    .action(async (person: string, options: CommonOptions & { readonly yes?: true }) => {
      const { ports, tenantId, onBehalf } = await openSession(options, cli);
      const userId = userIdFor(person, await ports.roster.list(tenantId));
      const message = `Forget ${userId} in the whole history? This cannot be undone.`;
      if (!options.yes && !(await cli.prompts("add --yes").confirm({ message }))) throw cancelled();
      const records = await forgetPerson({ userId, onBehalf }, ports);
      if (options.json) cli.output.json({ userId, records });
      else
        cli.output.line(`${records} change records of ${userId} hold no name and no e-mail any more. It is on record.`);
    });
}

/** Somebody who is no longer in the roster is known by the user id alone. */
function userIdFor(person: string, roster: readonly RosterUser[]) {
  if (!person.includes("@")) return userIdOf(person.trim());
  const users = roster.filter(({ email }) => emailKey(email) === emailKey(person));
  const [user, ...more] = users;
  if (user !== undefined && more.length === 0) return user.userId;
  const ids = users.map(({ userId }) => userId).join(", ");
  throw usageFailure(
    user === undefined
      ? "No roster user has this e-mail: name the person by roster user id, as `user-sync explain` tells it."
      : `Several roster users have this e-mail (${ids}): name one by user id.`,
  );
}
