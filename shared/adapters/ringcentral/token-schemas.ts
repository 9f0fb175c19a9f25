import * as z from "zod";
import { wireId } from "./id-schema.ts";

/** Answer to the JWT login; the rest of it is not needed. */
export const loginAnswer = z.object({ access_token: z.string().min(1), token_type: z.string().default("bearer") });

/** Ids only; whatever else stands there is left out, since a login must not fail on it. */
const ids = (values: readonly unknown[]): readonly string[] => [
  ...new Set(values.map(wireId).flatMap((read) => (read.kind === "id" ? [read.id] : []))),
];

/**
 * Answer to the RingCX exchange and to a refresh; `mainAccountIds`: the main account that the login belongs to or,
 * where the answer does not name it, the accounts of its agents.
 */
export const ringCxTokens = z
  .object({
    accessToken: z.string().min(1),
    refreshToken: z.string().min(1).nullish(),
    mainAccountId: z.unknown().optional(),
    agentDetails: z.array(z.object({ accountId: z.unknown().optional() }).catch({})).catch([]),
  })
  .transform(({ accessToken, refreshToken, mainAccountId, agentDetails }) => {
    const main = ids([mainAccountId]);
    const accounts = main.length > 0 ? main : ids(agentDetails.map(({ accountId }) => accountId));
    return { accessToken, refreshToken, mainAccountIds: accounts };
  });

export type RingCxTokens = z.output<typeof ringCxTokens>;
