import type { Contender, Figures, Table } from "../harness/bench.js";
import { atLeastTimes, atMostTimes } from "../harness/goals.js";
import { check } from "../harness/measure.js";
import { serving, throughput, type Load } from "./load.js";
import { accountCount, tokenOf, type MakeApp } from "./route-workload.js";

const floor = "hand-written";
const of = "mountRoutes()";
const requests = "requests";
const processor = "processor time";

const makers: Readonly<Record<string, () => Promise<MakeApp>>> = {
  [floor]: async () => (await import("./hand-written-app.js")).handWrittenApp,
  [of]: async () => (await import("./mounted-app.js")).mountedApp,
};

/** What is asked, and how the answer looks. */
interface Question extends Load {
  readonly title: string;
  readonly status: number;
  readonly answer: string;
}

const authorization = `Bearer ${tokenOf(7)}`;
const questions: readonly Question[] = [
  {
    title: "GET with a parameter, a user and a rate limit",
    method: "GET",
    path: "/api/accounts/a7",
    headers: { authorization },
    status: 200,
    answer: '{"id":"a7","owner":"user7"}',
  },
  {
    title: "PUT with a parameter, a user, a rate limit and a JSON body, checked by zod",
    method: "PUT",
    path: "/api/accounts/a7",
    headers: { authorization, "content-type": "application/json" },
    body: '{"id":"a7","owner":"user7"}',
    status: 200,
    answer: '{"id":"a7","owner":"user7"}',
  },
  {
    title: "GET of a public route without input",
    method: "GET",
    path: "/api/health",
    status: 200,
    answer: '{"ok":true}',
  },
];

export function tables(quick: boolean): Table[] {
  return questions.map((question) => ({
    title: `${question.title}, over HTTP on Hono with ${accountCount} accounts`,
    rounds: quick ? 1 : 7,
    figures: { [requests]: "per second" as const, [processor]: "µs" as const },
    floor,
    contenders: Object.entries(makers).map(([name, load]) => contender(name, load, question, quick)),
    goals: [
      atLeastTimes(0.95, { figure: requests, of, floor }),
      atMostTimes(1.05, { figure: processor, of, floor }),
    ],
  }));
}

function contender(
  name: string,
  load: () => Promise<MakeApp>,
  question: Question,
  quick: boolean,
): Contender {
  return {
    name,
    async measure(): Promise<Figures> {
      const make = await load();
      return serving(make(), async (origin) => {
        await checkAnswers(origin, question);
        await throughput(origin, question, quick ? 1 : 2);
        const { perSecond, processorTime } = await throughput(origin, question, quick ? 1 : 5);
        await checkAnswers(origin, question);
        return { [requests]: perSecond, [processor]: processorTime };
      });
    },
  };
}

/** Both apps answer and refuse alike, or the comparison says nothing. */
async function checkAnswers(origin: string, question: Question): Promise<void> {
  const { method, path, headers = {}, body, status, answer } = question;
  const sent = { method, headers, ...(body === undefined ? {} : { body }) };
  const response = await fetch(origin + path, sent);
  check(response.status === status && (await response.text()) === answer, `${path} is answered otherwise.`);
  const refusals: readonly [string, object, number][] = [
    ["/api/nothing", {}, 404],
    ["/api/health", { method: "DELETE" }, 405],
    ["/api/accounts/a7", {}, 401],
    ["/api/accounts/x", { headers: { authorization } }, 400],
    ["/api/accounts/a99999", { headers: { authorization } }, 404],
  ];
  for (const [refused, init, expected] of refusals) {
    const found = (await fetch(origin + refused, init)).status;
    check(found === expected, `${refused} is answered with ${found}, not ${expected}.`);
  }
}
