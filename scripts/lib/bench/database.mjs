// What the bench asks the database itself.
import mysql from 'mysql2/promise';

export async function connectTo(databaseUrl) {
  const url = new URL(databaseUrl);
  const socketPath = url.searchParams.get('socketPath');
  return mysql.createConnection({
    ...(socketPath ? { socketPath } : { host: url.hostname, port: Number(url.port || 3306) }),
    user: decodeURIComponent(url.username) || 'root',
    password: decodeURIComponent(url.password),
    database: url.pathname.slice(1),
  });
}

export async function questionsTo(databaseUrl, undo) {
  const connection = await connectTo(databaseUrl);
  undo.push(() => connection.end());
  const number = async (sql) => Number(Object.values((await connection.query(sql))[0][0]).at(-1));
  return {
    fsyncs: () => number("SHOW GLOBAL STATUS LIKE 'Innodb_data_fsyncs'"),
    auditRows: () => number('SELECT COUNT(*) FROM audit_entry'),
  };
}
