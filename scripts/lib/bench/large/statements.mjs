// The statements that a request runs, as the database logs them.

/** MariaDB logs some prepared statements with their values, and others without. */
const VALUE = /(?:_binary ?)?'(?:[^'\\]|\\.)*'/gs;

/** Runs `work`, and returns the executed statements that name one of the tables, sorted, without their values. */
export async function statementsOf(connection, tables, work) {
  await connection.query("SET GLOBAL log_output = 'TABLE'");
  await connection.query('TRUNCATE TABLE mysql.general_log');
  await connection.query('SET GLOBAL general_log = 1');
  try {
    await work();
  } finally {
    await connection.query('SET GLOBAL general_log = 0');
  }
  const [rows] = await connection.query(
    "SELECT CONVERT(HEX(argument) USING ascii) AS hex FROM mysql.general_log WHERE command_type = 'Execute'",
  );
  return rows
    .map(({ hex }) => Buffer.from(hex, 'hex').toString('latin1').replace(VALUE, '?'))
    .filter((statement) => tables.some((table) => statement.includes(table)))
    .sort();
}
