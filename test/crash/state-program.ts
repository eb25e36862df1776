import { DeferralEscalationRegistry, EnrollmentRegistry } from "../../src/state/index.js";
import { openDuckDb } from "../../src/store/index.js";
import { crashOptions, crashScope } from "./state-years.js";

/*
 * A process that applies one year to both registries and closes the database, to be killed on the way. It says when it
 * begins, and when each part is done.
 */
const [path = "", year = ""] = process.argv.slice(2);
const say = (what: string): void => void process.stdout.write(`${what}\n`);
const database = await openDuckDb(path);
const enrollment = new EnrollmentRegistry(database, crashScope, crashOptions);
const deferral = new DeferralEscalationRegistry(database, crashScope, crashOptions);
say("ready");
await enrollment.updatePostYear(Number(year));
say("enrollment");
await deferral.updatePostYear(Number(year));
say("deferral");
await database.close();
say("closed");
