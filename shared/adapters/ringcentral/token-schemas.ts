import * as z from "zod";

/** Seconds: where the answer tells nothing usable of the token's life, it is taken to be short. */
const lifeWhereUntold = 600;

/** Answer to the JWT login; the rest of it is not needed. */
export const loginAnswer = z.object({
  access_token: z.string().min(1),
  token_type: z.string().default("bearer"),
  expires_in: z.coerce.number().positive().max(86_400).catch(lifeWhereUntold),
});

/** Answer to the RingCX exchange and to a refresh. */
export const ringCxTokens = z.object({
  accessToken: z.string().min(1),
  refreshToken: z.string().min(1).nullish(),
});
