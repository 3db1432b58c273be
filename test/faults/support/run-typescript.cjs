// Lets Node run TypeScript files, with the settings of the build: node --require <this> <file.ts>.
const fs = require('node:fs');
const path = require('node:path');
const { transformSync } = require('@swc/core');

const root = path.join(__dirname, '../../..');
const { $schema: _schema, ...options } = JSON.parse(fs.readFileSync(path.join(root, '.swcrc'), 'utf8'));
const settings = { ...options, jsc: { ...options.jsc, baseUrl: root }, swcrc: false, configFile: false };

require.extensions['.ts'] = (module, filename) => {
  const source = fs.readFileSync(filename, 'utf8');
  module._compile(transformSync(source, { ...settings, filename, sourceMaps: 'inline' }).code, filename);
};
