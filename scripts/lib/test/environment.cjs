// The environment of every test file. It is Jest's environment for Node.js, except that a worker compiles each module
// once instead of once for each test file, which also uses less memory.
const { createRequire } = require('node:module');
const vm = require('node:vm');

// Loaded in this way so that the linter does not read Jest's types, which would change how it checks all scripts.
const { TestEnvironment } = createRequire(__filename)('jest-environment-node');

const { compileFunction, createContext } = vm;
/** By file name: the compiled script, and the function that resolves its dynamic imports in the current test file. */
const compiled = new Map();

/** Jest compiles every module with this function. A script can run in several contexts, a compiled function cannot. */
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
    importModuleDynamically: (...args) => module.importModuleDynamically(...args),
  });
  return module;
}

module.exports = class extends TestEnvironment {
  constructor(...args) {
    // Without an object behind the context, global variables are found as fast as outside a context.
    vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY);
    try {
      super(...args);
    } finally {
      vm.createContext = createContext;
    }
  }
};
