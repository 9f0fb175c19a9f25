import * as z from "zod";

/** Answer to the JWT login; the rest of it is not needed. */
export const loginAnswer = z.object({ access_token: z.string().min(1), token_type: z.string().default("bearer") });

/** Answer to the RingCX exchange and to a refresh. */
export const ringCxTokens = z.object({
  accessToken: z.string().min(1),
  refreshToken: z.string().min(1).nullish(),
});

export type RingCxTokens = z.output<typeof ringCxTokens>;
