import { join } from 'node:path';
import { defineMail } from '@features/mail';

export const AuditHeadMail = defineMail('audit.head', {
  folder: join(__dirname, 'mails'),
  values: {
    size: '1204',
    note: 'api.example.com/audit/5f0c1d2e3a4b\n1204\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— api.example.com/audit/5f0c1d2e3a4b Az3g\n',
  },
});
