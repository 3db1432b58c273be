// The environment of every test file. As Jest's own for Node.js, but a worker compiles each module once instead of once for
// each test file, which also leaves less in its memory.
const { createRequire } = require('node:module');
const vm = require('node:vm');

// In this way the linter does not read Jest's types, with which it judges all scripts otherwise.
const { TestEnvironment } = createRequire(__filename)('jest-environment-node');

const { compileFunction, createContext } = vm;
/** Filename → what was compiled, and what resolves its dynamic imports in the current test file. */
const compiled = new Map();

/** Jest compiles every module with this. A script can run in one context after the other, a function cannot. */
vm.compileFunction = (code, parameters, options) => {
  if (!options?.parsingContext) return compileFunction(code, parameters, options);
  const { filename, parsingContext, importModuleDynamically } = options;
  let module = compiled.get(filename);
  if (module?.code !== code) compiled.set(filename, (module = compile(code, parameters, filename)));
  module.importModuleDynamically = importModuleDynamically;
  return module.script.runInContext(parsingContext);
};

function compile(code, parameters, filename) {
  const head = `(function (${parameters.join(', ')}) {`;
  const module = { code };
  module.script = new vm.Script(`${head}${code}\n})`, {
    filename,
    columnOffset: -head.length,
    importModuleDynamically: (...given) => module.importModuleDynamically(...given),
  });
  return module;
}

module.exports = class extends TestEnvironment {
  constructor(...given) {
    // Without an object behind it, a global variable is found as fast as outside of a context.
    vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY);
    try {
      super(...given);
    } finally {
      vm.createContext = createContext;
    }
  }
};
