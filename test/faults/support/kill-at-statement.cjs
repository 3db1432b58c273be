// Loaded with --require into the built worker: kills the process (SIGKILL) at the nth statement of an erasure, before
// the statement is sent or after it was answered.
const { join } = require('node:path');
const BaseConnection = require(join(__dirname, '../../../node_modules/mysql2/lib/base/connection.js'));

const fatal = Number(process.env.KILL_AT);
const isBefore = process.env.KILL_WHEN === 'before';
const { addCommand } = BaseConnection.prototype;
let statements = 0;

BaseConnection.prototype.addCommand = function (command) {
  const sql = command.sql ?? command.statement?.query ?? '';
  if (statements > 0 || isOfErasure(sql)) statements++;
  const isFatal = statements === fatal;
  if (isFatal && isBefore) process.kill(process.pid, 'SIGKILL');
  if (isFatal && typeof command.once === 'function') command.once('end', () => process.kill(process.pid, 'SIGKILL'));
  return addCommand.call(this, command);
};

function isOfErasure(sql) {
  return /COUNT\(\*\) AS n FROM user_key/.test(sql);
}
