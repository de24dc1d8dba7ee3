import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: ["static/dist/", "node_modules/", ".venv/", ".judges/", "build/", "data/"] },
  js.configs.recommended,
  {
    files: ["static/js/**/*.js"],
    languageOptions: { ecmaVersion: 2024, sourceType: "module", globals: globals.browser },
  },
  {
    // What pages' scripts decide without a page: tested by Node, so it may use neither window nor document.
    files: ["static/js/lib/**/*.js"],
    languageOptions: { globals: { ...Object.fromEntries(Object.keys(globals.browser).map((name) => [name, "off"])), ...globals["shared-node-browser"] } },
  },
  {
    files: ["**/*.mjs", "static/js/lib/**/*.test.js", "tests/**/*.js"],
    languageOptions: { ecmaVersion: 2024, sourceType: "module", globals: globals.node },
  },
  {
    rules: {
      complexity: ["error", 10],
      curly: ["error", "multi-line"],
      eqeqeq: "error",
      "max-lines-per-function": ["error", { max: 40, skipBlankLines: true, skipComments: true }],
      "no-console": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-param-reassign": "error",
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "Build nodes; text of people goes into textContent." },
        { property: "outerHTML", message: "Build nodes; text of people goes into textContent." },
        { property: "insertAdjacentHTML", message: "Build nodes; text of people goes into textContent." },
        { object: "document", property: "write", message: "Build nodes." },
      ],
      "no-shadow": "error",
      "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
      "prefer-template": "error",
    },
  },
  {
    files: ["**/*.mjs", "tests/**/*.js", "**/*.test.js"],
    rules: { "no-console": "off", "max-lines-per-function": "off" },
  },
];
