import {
  defineRegistry,
  invalid,
  validationRules,
  type ImplementationsOf,
} from "../../../src/metadata/index.js";

/** Rules of each kind: with a validator and without, of texts and of numbers. */
export const sampleRules = defineRegistry(validationRules, {
  email: {
    description: "An email address, in lower case",
    category: "authentication",
    of: "text",
    constraints: { minLength: 5, maxLength: 255 },
    examples: ["user@example.com", "Test.User@example.org"],
    counterexamples: ["no-at-sign.example.com", "a@b"],
  },
  token: {
    description: "A token in hexadecimal digits",
    category: "authentication",
    of: "text",
    constraints: { minLength: 8, maxLength: 64, pattern: "^[0-9a-f]+$" },
    examples: ["0123456789abcdef"],
    counterexamples: ["0123456789ABCDEF", "0123"],
    requires: { validate: false },
  },
  nickname: {
    description: "A name that need not be given",
    category: "profile",
    of: "text",
    constraints: { maxLength: 20 },
    examples: ["Ada", "  Grace "],
    counterexamples: ["root"],
    acceptsBlank: true,
  },
  percentage: {
    description: "A share of a hundred",
    category: "values",
    of: "number",
    constraints: { ge: 0, le: 100 },
    examples: [0, 99.5],
    counterexamples: [100.5],
    requires: { validate: false },
  },
  port: {
    description: "A port that is not reserved",
    category: "values",
    of: "number",
    constraints: { ge: 1, le: 65_535, multipleOf: 1 },
    examples: [8080, 65_535],
    counterexamples: [0, 22],
  },
});

export const sampleValidators: ImplementationsOf<typeof sampleRules> = {
  validate: {
    email: (value) => {
      if (!/^[^@\s]+@[^@\s]+$/.test(value)) throw invalid("must have one @ between name and host");
      return value.toLowerCase();
    },
    nickname: (value) => {
      if (value.trim() === "root") throw invalid("must not be a name of the system");
      return value.trim();
    },
    port: (value) => {
      if (value < 1024) throw invalid("must not be reserved");
      return value;
    },
  },
};
