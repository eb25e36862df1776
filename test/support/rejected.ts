import { BailiwickError } from "../../src/kernel/index.js";

/** The error of the package that a promise is rejected with. */
export async function rejected(promise: Promise<unknown>): Promise<BailiwickError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof BailiwickError) return error;
    throw error;
  }
  throw new Error("the promise was fulfilled");
}
