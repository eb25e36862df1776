import { BailiwickError } from "../../src/kernel/index.js";

/** The error of the package that `work` throws. */
export function caught(work: () => unknown): BailiwickError {
  try {
    work();
  } catch (error) {
    if (error instanceof BailiwickError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
