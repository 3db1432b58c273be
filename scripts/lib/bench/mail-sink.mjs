// A mail server that accepts every mail and discards it.
import { SMTPServer } from 'smtp-server';

const server = new SMTPServer({
  disabledCommands: ['AUTH', 'STARTTLS'],
  disableReverseLookup: true,
  onData(stream, _session, done) {
    stream.on('end', done).resume();
  },
});
server.on('error', () => undefined);
server.listen(0, '127.0.0.1', () =>
  process.send({ type: 'ready', url: `smtp://127.0.0.1:${server.server.address().port}` }),
);
process.on('disconnect', () => process.exit());
process.on('SIGTERM', () => process.exit());
